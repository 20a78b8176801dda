package org.taskvectors.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;

/// Where everything goes in a file of weights that is written in one pass: the places of the
/// tensors are known before it begins, so that threads write blocks in any order, and what stands
/// around them is written at its end. The metadata that the file was laid out with are replaced
/// then by others of the same length. The same tensors, metadata and numbers give the same bytes.
public interface WeightsLayout {
    /// Where the data of the tensor at that place in the list begins, from the start of the file.
    long offset(int tensorIndex);

    /// Bytes of the whole file.
    long fileSize();

    /// Takes note of bytes of one tensor that are written to `position`, for the checksums that a
    /// format keeps. Called once for every block, by several threads at once.
    default void written(long position, MemorySegment bytes) {}

    /// Writes everything that is no tensor, once all of the tensors are written.
    ///
    /// @throws IllegalStateException where the metadata do not have the length of those that the
    ///   file was laid out with
    void finish(AtomicFile file, Map<String, String> metadata) throws Failure;
}
