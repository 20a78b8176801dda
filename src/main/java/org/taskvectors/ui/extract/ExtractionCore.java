package org.taskvectors.ui.extract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.extraction.Policies;
import org.taskvectors.extraction.QuantizationError;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.ui.common.ReadRates;
import org.taskvectors.workspace.Role;

/// What this place asks of the core. Each call opens what it needs and closes it again: opening
/// reads headers only, and a job that waits holds no file.
public interface ExtractionCore extends ReadRates {
    /// Reads the headers of one side.
    ///
    /// @param role which side: the base's or the fine-tuned model's
    /// @throws IOException where it cannot be opened, or cannot stand on that side
    SideFacts inspectSide(Located side, Role role) throws IOException;

    /// Checks a pair.
    ///
    /// @param output where the vector would be written
    CheckedPair check(Located base, Located tuned, Policies policies, Path output)
            throws IOException;

    /// Writes the vector.
    ExtractionResult extract(
            ExtractionRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// The first of `candidates` that can be what `quantised` was quantised from, told from
    /// headers: it has the quantised tensors by name and shape and is not quantised itself. A
    /// candidate that cannot be opened is none.
    Optional<Located> unquantised(Located quantised, List<Located> candidates) throws IOException;

    /// Measures how far quantised weights are from those of `exact`.
    QuantizationError measure(
            Located quantised, Located exact, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;
}
