package org.taskvectors.ui.shell;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.ui.common.ReadRates;

/// How long work that reads and writes weights will take, and from what that is known: the rate of
/// the last work of this kind, else a short read of one of the files. Lives on the window's thread.
public final class TimeAhead {
    private final AppContext context;
    private final ReadRates core;
    private final Runnable changed;
    private final LastRate lastRate;
    private final Map<Path, OptionalDouble> probed = new HashMap<>();

    /// @param work names the kind of work in the workspace: `extract`
    /// @param changed called when more is known
    public TimeAhead(AppContext context, String work, ReadRates core, Runnable changed) {
        this.context = context;
        this.core = core;
        this.changed = changed;
        this.lastRate = new LastRate(context, work);
    }

    /// Takes note of how fast the work was.
    ///
    /// @param bytes that it read
    public void took(Duration took, long bytes) {
        lastRate.took(took, (double) bytes);
    }

    /// `about 2 min 5 s, as fast as the last one (1.2 GB/s)`; empty while nothing is known.
    ///
    /// @param toRead bytes
    /// @param toWrite bytes
    /// @param where the files whose reading tells
    public String words(long toRead, long toWrite, Path where) {
        OptionalDouble last = lastRate.known();
        if (last.isPresent()) {
            return Amounts.about(toRead / last.getAsDouble())
                    + ", as fast as the last one ("
                    + rate(last.getAsDouble())
                    + ")";
        }
        OptionalDouble read = read(where);
        if (read.isEmpty()) {
            return "";
        }
        return Amounts.about((toRead + toWrite) / read.getAsDouble())
                + " at least, by a short read ("
                + rate(read.getAsDouble())
                + ")";
    }

    /// How long it takes as far as that is known: as the last work of this kind, else as a read.
    public OptionalDouble seconds(long toRead, Path where) {
        OptionalDouble last = lastRate.known();
        OptionalDouble known = last.isPresent() ? last : read(where);
        return known.isPresent()
                ? OptionalDouble.of(toRead / known.getAsDouble())
                : OptionalDouble.empty();
    }

    /// How fast a file is read; empty while that is looked up.
    private OptionalDouble read(Path where) {
        OptionalDouble known = probed.getOrDefault(where, OptionalDouble.empty());
        if (known.isEmpty()) {
            probe(where);
        }
        return known;
    }

    private static String rate(double rate) {
        return Amounts.bytes(rate) + "/s";
    }

    private void probe(Path where) {
        if (probed.putIfAbsent(where, OptionalDouble.empty()) != null) {
            return;
        }
        context.background()
                .brief(
                        "Looking how fast " + where.getFileName() + " is read",
                        (_, _) -> core.readRate(where),
                        rate -> {
                            probed.put(where, rate);
                            if (rate.isPresent()) {
                                changed.run();
                            }
                        },
                        _ -> {});
    }
}
