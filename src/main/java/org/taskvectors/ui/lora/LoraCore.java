package org.taskvectors.ui.lora;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.lora.LoraRequest;
import org.taskvectors.extraction.lora.LoraResult;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.ui.common.ScopeViewModel;

/// What the panel asks of the core, so that its view model can be tested without one.
@FunctionalInterface
public interface LoraCore {
    /// What is known of a vector before anything is chosen.
    ///
    /// @param matrices what an adapter can be made of, the head too
    /// @param baseName what the vector calls its base, where it does
    record Known(List<ScopeViewModel.Item> matrices, Optional<String> baseName) {
        static final Known NOTHING = new Known(List.of(), Optional.empty());
    }

    /// Makes the adapter.
    ///
    /// @throws IOException (a [org.taskvectors.file.Failure]) where it cannot be made
    /// @throws CancelledException where it was cancelled; nothing is left then
    LoraResult extract(LoraRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Reads the headers of a vector.
    ///
    /// @throws IOException (a [org.taskvectors.file.Failure]) where it cannot be opened
    default Known inspect(Located vector) throws IOException {
        return Known.NOTHING;
    }
}
