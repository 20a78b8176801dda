package org.taskvectors.ui.extract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.extraction.Policies;
import org.taskvectors.extraction.QuantizationError;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// What this place asks of the core. Each call opens what it needs and closes it again: opening
/// reads headers only, and a job that waits holds no file.
public interface ExtractionCore {
    /// Reads the headers of one side.
    SideFacts inspect(Path path) throws IOException;

    /// Checks a pair.
    ///
    /// @param output where the vector would be written
    CheckedPair check(Path base, Path tuned, Policies policies, Path output) throws IOException;

    /// Writes the vector.
    ExtractionResult extract(
            Order order, boolean overwrite, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// The first of `candidates` that can be what `quantised` was quantised from, told from
    /// headers: it has the quantised tensors by name and shape and is not quantised itself. A
    /// candidate that cannot be opened is none.
    default Optional<Path> unquantised(Path quantised, List<Path> candidates) throws IOException {
        return Optional.empty();
    }

    /// Measures how far quantised weights are from those of `exact`.
    default QuantizationError measure(
            Path quantised, Path exact, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        throw new UnsupportedOperationException("this core measures nothing");
    }

    /// What was asked for.
    record Order(Path base, Path tuned, Path output, Policies policies) {}
}
