package org.taskvectors.checkpoint;

import org.taskvectors.file.Failure;

/// Decodes tensors that stand for others, in whatever file format they are stored: codes and scales
/// of quantised weights, the factors of an adapter. Each decoding is one package and one line in
/// the list of decodings in `checkpoint.open`.
@FunctionalInterface
public interface Decoding {
    /// Wraps `stored` with a checkpoint that shows the decoded tensors and takes `stored` over;
    /// returns `stored` itself if it has no such tensors.
    ///
    /// @param said the options that a person gave
    /// @throws Failure if the parts of a tensor do not fit each other; `stored` is closed then
    Checkpoint over(Checkpoint stored, OpenOptions said) throws Failure;
}
