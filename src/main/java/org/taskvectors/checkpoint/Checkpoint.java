package org.taskvectors.checkpoint;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.ReadAhead;

/// A set of named tensors that are read block by block; everything in this program has this shape.
/// A file is a checkpoint, and so is an adapter on a base, the difference of two checkpoints, a
/// base with vectors on it. Opening one reads headers only; a reader reads or computes numbers when
/// it is asked for a block.
///
/// Several threads may open and use readers at once, each reader on one thread. Closing releases
/// files and native memory.
public interface Checkpoint extends AutoCloseable {
    /// Returns everything about it but the tensors.
    About about();

    /// Returns the tensors in the order of the source.
    List<Tensor> tensors();

    /// Returns the tensor of that name; empty if there is none.
    Optional<Tensor> tensor(String name);

    /// Returns how the numbers of `tensor` lie on disk.
    Stored stored(Tensor tensor);

    /// Returns the names that are one stored tensor, the same elements of the same storage, as tied
    /// weights are in PyTorch's files. Formats that store every name separately have none.
    Tied tied();

    /// Opens a reader of `tensor` for the calling thread.
    ///
    /// @throws IOException (a [org.taskvectors.file.Failure]) if the tensor cannot be read
    /// @throws IllegalArgumentException if the tensor is not one of this checkpoint's
    TensorReader reader(Tensor tensor) throws IOException;

    /// Returns which bytes of which files reading some elements of `tensor` reads, in the order of
    /// reading; empty where nothing is read, or where it is not known in advance.
    ///
    /// @param first the first element
    /// @param count how many elements, within the tensor
    /// @throws IllegalArgumentException if the tensor is not one of this checkpoint's
    default List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        return List.of();
    }

    @Override
    void close();

    /// Returns the name for people: the folder's or the file's, without its path.
    default String name() {
        return about().name();
    }

    /// Returns the file or folder that was opened; empty for a computed checkpoint.
    default Optional<Path> path() {
        return about().path();
    }

    /// Fills `target` with the elements of `tensor` from `first` on, through a reader of its own.
    /// To read several blocks of a tensor, a [#reader] is cheaper.
    ///
    /// @throws IOException as [TensorReader#read] does
    default void read(Tensor tensor, long first, MemorySegment target) throws IOException {
        try (TensorReader reader = reader(tensor)) {
            reader.read(first, target);
        }
    }
}
