package org.taskvectors.ui.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.TimeAhead;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;

/// How long a vector takes to measure. Lives on the window's thread.
final class MeasuringTime {
    /// What is over sooner is not worth words.
    private static final double WORTH_SECONDS = 5;

    /// A vector of fewer bytes is not read to learn how long it takes: that is a few seconds at
    /// most.
    private static final long WORTH_BYTES = 200_000_000;

    private final AppContext context;
    private final MeasuringCore core;
    private final TimeAhead time;

    /// @param changed called when more is known
    MeasuringTime(AppContext context, MeasuringCore core, Runnable changed) {
        this.context = context;
        this.core = core;
        this.time = new TimeAhead(context, "measure", core, changed);
    }

    /// `about 2 min 5 s`; empty where it takes some seconds at most, or is not known yet.
    String words(FileItem vector) {
        long bytes = bytes(vector);
        if (bytes < WORTH_BYTES) {
            return "";
        }
        double seconds = time.seconds(bytes, vector.path()).orElse(0);
        return seconds < WORTH_SECONDS ? "" : Amounts.about(seconds);
    }

    /// Measures a vector, and takes note of how long that took. Called on a job's thread.
    Measurement measure(
            FileItem vector, Located source, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        long began = System.nanoTime();
        Measurement measured = core.measure(source, progress, cancellation);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        context.background()
                .window()
                .execute(() -> time.took(took, bytes(vector), List.of(vector.path())));
        return measured;
    }

    private static long bytes(FileItem vector) {
        return vector.facts().map(Facts::bytes).orElse(0L);
    }
}
