package org.taskvectors.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A set of named tensors that are read block by block: the one shape that everything in this
/// program has. A file is a checkpoint, and so is an adapter on a base, the difference of two
/// checkpoints, a merge. Opening one reads headers only; numbers are read, or computed, when
/// somebody asks for a block.
///
/// Reading is safe from several threads at once. Closing gives back files and native memory.
public interface Checkpoint extends AutoCloseable {
    /// A short name for people: the folder's or the file's, without its path.
    String name();

    /// The file or folder that was opened; empty for what exists only as a computation.
    Optional<Path> path();

    /// What the bytes turned out to be: `safetensors file`, `Hugging Face folder`.
    String format();

    /// The tensors in the order of the source.
    List<Tensor> tensors();

    /// The tensor of that name.
    Optional<Tensor> tensor(String name);

    /// Fills `target` with the elements of `tensor` from `firstElement` on, in the tensor's own
    /// dtype, little-endian, row-major, packed. The segment is native memory and its size is a
    /// multiple of the element's.
    ///
    /// @throws java.io.IOException (a [org.taskvectors.file.Failure]) where the source is damaged,
    ///   shortened or gone
    void read(Tensor tensor, long firstElement, MemorySegment target) throws java.io.IOException;

    /// How the numbers of `tensor` lie on disk, where not as elements of its dtype: what is read of
    /// a quantised tensor are the numbers that it stands for, in float32.
    default Optional<Encoding> encoding(Tensor tensor) {
        return Optional.empty();
    }

    /// What `tensor` is a part of, where its elements as they are stored mean nothing by
    /// themselves: `GPTQ or AWQ`. Such a tensor is shown and copied, never differenced.
    default Optional<String> undecoded(Tensor tensor) {
        return Optional.empty();
    }

    /// Names that are one stored tensor: the same elements of the same storage, as tied weights are
    /// in PyTorch's files. Formats that store every name for itself have none.
    default Tied tied() {
        return Tied.NONE;
    }

    /// What a person said besides when it was opened, as far as it has a part in what is read.
    default OpenOptions said() {
        return OpenOptions.NONE;
    }

    /// The dictionaries with tensors of its file, where a person may say which is meant.
    default Optional<Dictionaries> dictionaries() {
        return Optional.empty();
    }

    /// The file that `tensor` lies in, for messages; empty for what exists only as a computation.
    default Optional<Path> file(Tensor tensor) {
        return path();
    }

    /// String-to-string metadata as the source has it (`__metadata__` of safetensors).
    Map<String, String> metadata();

    /// The model's configuration where a Hugging Face folder surrounds the weights.
    Optional<ModelConfig> config();

    /// What was noticed and is not an error: a stale `total_size`, files that were left aside.
    List<String> notes();

    /// Files that belong to the model and are carried along: tokenizer, configuration; names within
    /// the folder.
    List<String> companions();

    /// Bytes of the weight files on disk; 0 for what exists only as a computation.
    long bytesOnDisk();

    /// How many weight files there are.
    int files();

    /// Where the weight files lie, all that are read; empty for what exists only as a computation.
    /// What is computed from other checkpoints has the files of all of them.
    List<Path> weightFiles();

    @Override
    void close();
}
