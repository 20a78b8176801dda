package org.taskvectors.cli;

import java.io.IOException;
import org.taskvectors.inference.LiveModel;
import org.taskvectors.inference.LiveRequest;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// Loads models that run.
@FunctionalInterface
public interface ModelLoader {
    /// Loads a model with vectors on it, each with λ = 0 at first.
    ///
    /// @throws IOException if it cannot be loaded
    LiveModel load(LiveRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Loads what reads many tokens at once, where that was not done, and waits for it; it may take
    /// a second, and models load without it.
    default void prepare() {}
}
