package org.taskvectors.job;

import java.io.IOException;

/// Work that takes a while: it reports its progress and checks its cancellation.
///
/// @param <T> the type of its result
@FunctionalInterface
public interface Work<T> {
    /// @throws IOException a [org.taskvectors.file.Failure] if input or disk is at fault
    /// @throws CancelledException if the work noticed the cancellation
    T run(Progress progress, Cancellation cancellation) throws IOException, CancelledException;
}
