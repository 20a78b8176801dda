package org.taskvectors.ui.extract;

import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.file.Shown;
import org.taskvectors.job.Job;
import org.taskvectors.job.Progress;
import org.taskvectors.ui.common.RunsOn;

/// One extraction of the queue, and its words.
///
/// @param request what is asked for
/// @param bytes bytes that it reads
/// @param job the work itself
public record QueueEntry(ExtractionRequest request, long bytes, Job<ExtractionResult> job) {

    /// `sst2`
    public String name() {
        return name(request.output());
    }

    static String name(Path output) {
        return Shown.whole(OutputFormats.stem(String.valueOf(output.getFileName())));
    }

    public boolean isOver() {
        return job.state().isOver();
    }

    /// Between 0 and 1.
    public double fraction() {
        return job.progress().fraction();
    }

    /// How far it is, or how it ended: `8.9 of 14.5 GB · 3.1 GB/s`, `waits`, `cancelled`.
    public String state() {
        return switch (job.state()) {
            case WAITING -> job.isCancelRequested() ? "cancelled" : "waits";
            case RUNNING -> job.isCancelRequested() ? "stopping" : running(job.progress());
            case DONE -> "done";
            case FAILED -> "failed";
            case CANCELLED -> "cancelled; nothing was written";
        };
    }

    /// `2 s left`; how much there is to read for one that waits; empty for one that is over.
    public String left() {
        return switch (job.state()) {
            case WAITING -> Amounts.bytes(bytes);
            case RUNNING -> Amounts.left(job.progress().secondsLeft());
            case DONE ->
                    job.result()
                            .map(result -> Amounts.duration(result.took().toMillis() / 1e3))
                            .orElse("");
            case FAILED, CANCELLED -> "";
        };
    }

    /// Why it failed, if it did.
    public Optional<String> reason() {
        return job.failure().map(Reason::of);
    }

    /// What it left, once it is done.
    public Optional<ExtractionSummary> summary() {
        return job.result().map(ExtractionSummary::of);
    }

    private static String running(Progress progress) {
        long total = progress.total();
        if (total == 0) {
            return "opening";
        }
        String where = RunsOn.words(progress);
        return Amounts.bytesOf((double) progress.done(), (double) total)
                + " · "
                + Amounts.bytes(progress.rate())
                + "/s"
                + (where.isEmpty() ? "" : " · " + where);
    }
}
