package org.taskvectors.checkpoint;

import java.io.IOException;
import java.util.List;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;

/// A checkpoint of which something has to be measured before its first block can be read, as the
/// thresholds of a merge. Work that reads it measures first, with its threads, and can be cancelled
/// meanwhile; a reader of one that was not measured measures by itself, and cannot.
public interface MeasuredFirst extends Checkpoint {
    /// Measures what was not measured yet; returns at once where there is nothing to measure.
    ///
    /// @param progress counts bytes
    /// @throws IOException (a [org.taskvectors.file.Failure]) if something cannot be read or
    ///   measured
    /// @throws CancelledException if it was cancelled; the next one measures then
    void measure(Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Measures those of some checkpoints of which something has to be measured.
    ///
    /// @throws IOException as [#measure] does
    /// @throws CancelledException as [#measure] does
    static void measure(
            List<? extends Checkpoint> checkpoints,
            Compute compute,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        for (Checkpoint checkpoint : checkpoints) {
            if (checkpoint instanceof MeasuredFirst first) {
                first.measure(compute, progress, cancellation);
            }
        }
    }
}
