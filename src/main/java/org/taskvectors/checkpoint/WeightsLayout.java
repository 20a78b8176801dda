package org.taskvectors.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;

/// The layout of a file of weights that is written in one pass. The places of the tensors are known
/// before the pass, so that threads can write blocks in any order; headers are written at the end.
/// The metadata that the file was laid out with are replaced then by others of the same length. The
/// same tensors, metadata and numbers give the same bytes.
public interface WeightsLayout {
    /// Returns the position in the file of the data of a tensor, by its index in the list of
    /// tensors.
    long offset(int tensorIndex);

    /// Returns the bytes of the whole file.
    long fileSize();

    /// Adds bytes of one tensor that are written to `position` to the format's checksums. The
    /// writer calls this once for every block, from several threads at once.
    default void written(long position, MemorySegment bytes) {}

    /// Writes everything but the tensors, after all tensors are written.
    ///
    /// @throws IllegalStateException if the metadata do not have the length of those that the file
    ///   was laid out with
    void finish(AtomicFile file, Map<String, String> metadata) throws Failure;
}
