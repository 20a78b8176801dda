package org.taskvectors.ui.extract;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.extraction.PairCheck;
import org.taskvectors.ui.shell.AppContext;

/// How long an extraction will take, and from what that is known: the rate of the last one, which
/// the workspace keeps, else a short read of the base. Lives on the window's thread.
final class TimeAhead {
    private static final String RATE = "extract.rate";

    /// One that is over sooner was opening files mostly.
    private static final double TELLING_SECONDS = 1;

    private final AppContext context;
    private final ExtractionCore core;
    private final Runnable changed;
    private final Map<Path, OptionalDouble> probed = new HashMap<>();

    /// @param changed called when more is known
    TimeAhead(AppContext context, ExtractionCore core, Runnable changed) {
        this.context = context;
        this.core = core;
        this.changed = changed;
    }

    /// Takes note of how fast one was.
    ///
    /// @param bytes that it read
    void took(ExtractionResult result, long bytes) {
        double seconds = result.took().toMillis() / 1e3;
        if (seconds >= TELLING_SECONDS && bytes > 0) {
            context.workspace()
                    .update(state -> state.withChoice(RATE, String.valueOf(bytes / seconds)));
        }
    }

    /// `about 2 min, as fast as the last one (1.2 GB/s)`; empty while nothing is known.
    ///
    /// @param base where the base lies
    String words(PairCheck check, Path base) {
        OptionalDouble last = last();
        if (last.isPresent()) {
            return Amounts.about(check.bytesToRead() / last.getAsDouble())
                    + ", as fast as the last one ("
                    + rate(last.getAsDouble())
                    + ")";
        }
        OptionalDouble read = probed.getOrDefault(base, OptionalDouble.empty());
        if (read.isEmpty()) {
            probe(base);
            return "";
        }
        long bytes = check.bytesToRead() + check.bytesToWrite();
        return Amounts.about(bytes / read.getAsDouble())
                + " at least, by a short read ("
                + rate(read.getAsDouble())
                + ")";
    }

    private static String rate(double rate) {
        return Amounts.bytes(rate) + "/s";
    }

    private OptionalDouble last() {
        try {
            double rate = Double.parseDouble(context.state().get().choice(RATE, ""));
            return Double.isFinite(rate) && rate > 0
                    ? OptionalDouble.of(rate)
                    : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty(); // None was long enough yet.
        }
    }

    private void probe(Path base) {
        if (probed.putIfAbsent(base, OptionalDouble.empty()) != null) {
            return;
        }
        context.background()
                .brief(
                        "Looking how fast " + base.getFileName() + " is read",
                        (_, _) -> core.readRate(base),
                        rate -> {
                            probed.put(base, rate);
                            if (rate.isPresent()) {
                                changed.run();
                            }
                        },
                        _ -> {});
    }
}
