package org.taskvectors.job;

import java.io.IOException;

/// Something that takes a while: it tells its progress and looks at its cancellation.
///
/// @param <T> what it makes
@FunctionalInterface
public interface Work<T> {
    /// @throws IOException a [org.taskvectors.file.Failure] where input or disk is at fault
    /// @throws CancelledException where the cancellation was noticed
    T run(Progress progress, Cancellation cancellation) throws IOException, CancelledException;
}
