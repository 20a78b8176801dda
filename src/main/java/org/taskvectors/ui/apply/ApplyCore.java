package org.taskvectors.ui.apply;

import java.io.IOException;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.ApplyRequest;
import org.taskvectors.merge.ApplyResult;
import org.taskvectors.ui.common.ReadRates;

/// What the panel asks of the core, so that its view model can be tested without one.
@FunctionalInterface
public interface ApplyCore extends ReadRates {
    /// Saves base + Σ λ·τ as a model.
    ///
    /// @throws IOException (a [org.taskvectors.file.Failure]) where it cannot be saved
    /// @throws CancelledException where it was cancelled; nothing is left then
    ApplyResult apply(ApplyRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;
}
