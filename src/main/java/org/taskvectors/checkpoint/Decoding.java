package org.taskvectors.checkpoint;

import org.taskvectors.file.Failure;

/// Knows tensors that stand for others, in whatever format they are stored: codes and scales of
/// quantised weights, the factors of an adapter. Each is one package and one line of the list of
/// decodings in `checkpoint.open`.
@FunctionalInterface
public interface Decoding {
    /// Puts what the tensors stand for in front of `stored`, which the result takes over; returns
    /// `stored` itself where there is nothing of this kind in it.
    ///
    /// @param said what a person said besides
    /// @throws Failure where the parts of a tensor do not fit each other; `stored` is closed then
    Checkpoint over(Checkpoint stored, OpenOptions said) throws Failure;
}
