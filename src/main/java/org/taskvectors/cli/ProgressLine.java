package org.taskvectors.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.file.Shown;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Device;

/// One line of a terminal that is written again and again: what, how far, how fast, how long.
final class ProgressLine {
    private static final String BACK_AND_CLEAR = "\r\u001b[K";

    private final PrintWriter terminal;
    private final String title;
    private boolean shown;

    ProgressLine(PrintWriter terminal, String title) {
        this.terminal = terminal;
        this.title = title;
    }

    void show(Progress progress) {
        show(progress, "", "");
    }

    /// @param detail what is shown beside the progress; empty for nothing
    /// @param waiting what is waited for, shown at the end; empty for nothing
    void show(Progress progress, String detail, String waiting) {
        terminal.print(
                BACK_AND_CLEAR
                        + text(progress, detail)
                        + (waiting.isEmpty() ? "" : "  " + Shown.whole(waiting)));
        terminal.flush();
        shown = true;
    }

    /// Leaves the line as it was before.
    void erase() {
        if (shown) {
            terminal.print(BACK_AND_CLEAR);
            terminal.flush();
        }
    }

    private static String counted(Progress progress) {
        return progress.steps().isEmpty()
                ? String.format(
                        Locale.ROOT,
                        "%,d of %,d %s",
                        progress.done(),
                        progress.total(),
                        progress.unit())
                : progress.steps();
    }

    private static String where(String device) {
        return device.isEmpty() || device.equals(Device.CPU.label()) ? "" : "  on " + device;
    }

    private String text(Progress progress, String detail) {
        if (progress.total() == 0) {
            return title;
        }
        double seconds = progress.secondsLeft();
        String left =
                (Double.isNaN(seconds) ? "" : "  " + Amounts.estimate(seconds) + " left")
                        + where(progress.runsOn());
        if (!progress.unit().equals(Progress.BYTES)) {
            return String.format(
                    Locale.ROOT,
                    "%s  %5s  %s%s  %,.0f %s/s%s",
                    title,
                    Amounts.progress(progress.fraction()),
                    counted(progress),
                    detail.isEmpty() ? "" : "  " + detail,
                    progress.rate(),
                    progress.unit(),
                    left);
        }
        return String.format(
                Locale.ROOT,
                "%s  %5s  %s of %s  %s/s%s%s",
                title,
                Amounts.progress(progress.fraction()),
                Amounts.bytes(progress.done()),
                Amounts.bytes(progress.total()),
                Amounts.bytes(progress.rate()),
                left,
                progress.steps().isEmpty() ? "" : "  " + progress.steps());
    }
}
