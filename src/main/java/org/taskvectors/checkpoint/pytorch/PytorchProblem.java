package org.taskvectors.checkpoint.pytorch;

import org.taskvectors.file.Problem;

/// What can be wrong with a file of `torch.save`, one constant for each rule that it can break, and
/// what such a file can be instead of weights.
public enum PytorchProblem implements Problem {
    /// The zip archive has no table of contents at its end.
    ZIP_NO_DIRECTORY,
    /// The table of contents contradicts itself, or lies where it cannot.
    ZIP_DIRECTORY_MALFORMED,
    /// The archive is one part of several.
    ZIP_SPLIT,
    /// The table of contents is larger than any that PyTorch writes.
    ZIP_TOO_MANY_ENTRIES,
    /// Two entries have one name.
    ZIP_DUPLICATE_NAME,
    /// The name of an entry leads out of the archive, or is no name.
    ZIP_UNSAFE_NAME,
    /// An entry is encrypted.
    ZIP_ENCRYPTED,
    /// An entry is compressed in a way that PyTorch does not use.
    ZIP_METHOD,
    /// A storage is compressed, so that it cannot be read in place.
    ZIP_COMPRESSED_STORAGE,
    /// An entry would unpack to far more than it can hold.
    ZIP_BOMB,
    /// Two entries share bytes, or one lies in the table of contents.
    ZIP_OVERLAP,
    /// The header in front of an entry has another name, method or flags than the table.
    ZIP_LOCAL_DISAGREES,
    /// Sizes or CRC in front of an entry, or behind it, are not those of the table.
    ZIP_SIZES_DISAGREE,
    /// An entry that is stored as it is has two sizes.
    ZIP_STORED_SIZES,
    /// The bytes of the pickle do not have the CRC that the table gives.
    ZIP_CRC,
    /// There is no `data.pkl`.
    NO_PICKLE,
    /// There are several `data.pkl`.
    SEVERAL_PICKLES,
    /// The word that says the order of bytes is neither of the two that there are.
    BYTE_ORDER_UNKNOWN,
    /// The metadata of this program are not an object of strings.
    METADATA_MALFORMED,
    /// The pickle holds more than this program is ready to keep in memory.
    PICKLE_TOO_LARGE,
    /// The pickle ends before its end.
    PICKLE_TRUNCATED,
    /// The pickle has an operation that torch.save does not write.
    PICKLE_OPERATION,
    /// The pickle's operations do not fit together.
    PICKLE_MALFORMED,
    /// The pickle names something that is not on the list of what may be named.
    FORBIDDEN_GLOBAL,
    /// Version or system information of a file from before 1.6 is not what it has to be.
    LEGACY_MALFORMED,
    /// The reference to a storage is not of the form that torch.save gives it.
    STORAGE_MALFORMED,
    /// A storage that a tensor needs is not in the file.
    STORAGE_ABSENT,
    /// A storage has other bytes than the pickle says.
    STORAGE_SIZE,
    /// What describes a tensor is not of the form that torch.save gives it.
    TENSOR_MALFORMED,
    /// A tensor reaches beyond its storage.
    TENSOR_BEYOND_STORAGE,
    /// A tensor repeats its storage so often that it would be larger than the file could hold.
    TENSOR_REPEATS,
    /// Two tensors come to one name.
    DUPLICATE_TENSOR,
    /// A name is longer, or nested deeper, than any model's.
    NAME_TOO_LONG,
    /// The state of an optimizer (`optimizer.pt`), not weights.
    OPTIMIZER_STATE,
    /// The arguments of a training run (`training_args.bin`), not weights.
    TRAINING_ARGUMENTS,
    /// The state of a learning-rate scheduler (`scheduler.pt`), not weights.
    SCHEDULER_STATE,
    /// The state of random number generators (`rng_state.pth`), not weights.
    RNG_STATE,
    /// The state of a gradient scaler (`scaler.pt`), not weights.
    SCALER_STATE,
    /// TorchScript: a program with weights.
    TORCHSCRIPT,
    /// There are no tensors under the key that was asked for.
    NO_SUCH_DICTIONARY,
    /// There are no tensors in it.
    NO_TENSORS
}
