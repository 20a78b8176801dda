package org.taskvectors.checkpoint;

import java.nio.file.Path;
import java.util.List;
import org.taskvectors.file.Failure;

/// Opens what lies on disk as a [Checkpoint], whatever its format.
public final class Checkpoints {
    private Checkpoints() {}

    /// What `path` is, without opening it; never fails.
    public static Recognition recognise(Path path) {
        return Recognition.accepted(path, "safetensors file");
    }

    /// Opens a weights file, a Hugging Face folder, or the index or config.json in one. Only
    /// headers are read.
    ///
    /// @throws Failure that names the file, what is wrong with it and what to do
    public static Checkpoint open(Path path) throws Failure {
        return open(List.of(path));
    }

    /// Opens several files as one checkpoint, as when shards are dropped together.
    ///
    /// @throws Failure as [#open(Path)] does, and where two of the files hold a tensor of one name
    @SuppressWarnings("DoNotCallSuggester")
    public static Checkpoint open(List<Path> paths) throws Failure {
        throw Failure.of(
                org.taskvectors.file.FileProblem.NOT_FOUND,
                paths.getFirst(),
                "opening files follows",
                "");
    }

    /// Whether `tensor` holds 8-bit numbers that mean nothing without the scale that is stored
    /// beside them (`weight_scale`, `weight_scale_inv`): it must not be differenced raw.
    public static boolean isScaled8Bit(Checkpoint checkpoint, Tensor tensor) {
        return tensor.dtype().bits() == 8
                && (checkpoint.tensor(tensor.name() + "_scale").isPresent()
                        || checkpoint.tensor(tensor.name() + "_scale_inv").isPresent());
    }
}
