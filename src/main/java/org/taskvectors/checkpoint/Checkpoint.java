package org.taskvectors.checkpoint;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A set of named tensors that are read block by block: the one shape that everything in this
/// program has. A file is a checkpoint, and so is an adapter on a base, the difference of two
/// checkpoints, a base with vectors on it. Opening one reads headers only; numbers are read, or
/// computed, when a reader asks for a block.
///
/// Readers may be opened and used by several threads at once, each reader by one of them. Closing
/// gives back files and native memory.
public interface Checkpoint extends AutoCloseable {
    /// Everything about it that is no tensor.
    About about();

    /// The tensors in the order of the source.
    List<Tensor> tensors();

    /// The tensor of that name.
    Optional<Tensor> tensor(String name);

    /// How the numbers of `tensor` lie on disk.
    Stored stored(Tensor tensor);

    /// Names that are one stored tensor: the same elements of the same storage, as tied weights are
    /// in PyTorch's files. Formats that store every name for itself have none.
    Tied tied();

    /// Opens one thread's way to the numbers of `tensor`.
    ///
    /// @throws IOException (a [org.taskvectors.file.Failure]) where they cannot be read
    /// @throws IllegalArgumentException where the tensor is none of this checkpoint's
    TensorReader reader(Tensor tensor) throws IOException;

    @Override
    void close();

    /// A short name for people: the folder's or the file's, without its path.
    default String name() {
        return about().name();
    }

    /// The file or folder that was opened; empty for what exists only as a computation.
    default Optional<Path> path() {
        return about().path();
    }

    /// Reads once: fills `target` with the elements of `tensor` from `first` on. Where several
    /// blocks of one tensor are read, a [#reader] is cheaper.
    ///
    /// @throws IOException as [TensorReader#read] does
    default void read(Tensor tensor, long first, MemorySegment target) throws IOException {
        try (TensorReader reader = reader(tensor)) {
            reader.read(first, target);
        }
    }
}
