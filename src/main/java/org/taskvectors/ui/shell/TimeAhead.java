package org.taskvectors.ui.shell;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.file.FarFiles;
import org.taskvectors.ui.common.ReadRates;

/// How long work that reads and writes weights will take, and from what that is known: the rate of
/// the last work of this kind, else a short read of one of the files. What lies on another machine
/// is not read for it, and has a rate of its own. Lives on the window's thread.
public final class TimeAhead {
    private final AppContext context;
    private final ReadRates core;
    private final Runnable changed;
    private final LastRate lastRate;
    private final LastRate lastFarRate;
    private final Map<Path, OptionalDouble> probed = new HashMap<>();

    /// @param work names the kind of work in the workspace: `extract`
    /// @param changed called when more is known
    public TimeAhead(AppContext context, String work, ReadRates core, Runnable changed) {
        this.context = context;
        this.core = core;
        this.changed = changed;
        this.lastRate = new LastRate(context, work);
        this.lastFarRate = new LastRate(context, work + ".far");
    }

    /// Takes note of how fast the work was.
    ///
    /// @param bytes that it read
    /// @param where the files that it read
    public void took(Duration took, long bytes, List<Path> where) {
        rateOf(where).took(took, (double) bytes);
    }

    /// `about 2 min 5 s, as fast as the last one (1.2 GB/s)`; empty while nothing is known. Where
    /// any of the files lies on another machine, it says that it is read over the network.
    ///
    /// @param toRead bytes
    /// @param toWrite bytes
    /// @param where the files that are read; a read of the first tells where nothing else does
    public String words(long toRead, long toWrite, List<Path> where) {
        boolean isFar = isFar(where);
        OptionalDouble last = rateOf(where).known();
        if (last.isPresent()) {
            return Amounts.about(toRead / last.getAsDouble())
                    + ", as fast as the last one"
                    + (isFar ? " over the network" : "")
                    + " ("
                    + rate(last.getAsDouble())
                    + ")";
        }
        if (isFar) {
            return "weights come over the network";
        }
        OptionalDouble read = where.isEmpty() ? OptionalDouble.empty() : read(where.getFirst());
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
        OptionalDouble last = rateOf(List.of(where)).known();
        OptionalDouble known = last.isPresent() || isFar(List.of(where)) ? last : read(where);
        return known.isPresent()
                ? OptionalDouble.of(toRead / known.getAsDouble())
                : OptionalDouble.empty();
    }

    /// What comes over a network says nothing of a disk, nor a disk of a network.
    private LastRate rateOf(List<Path> where) {
        return isFar(where) ? lastFarRate : lastRate;
    }

    private static boolean isFar(List<Path> where) {
        return where.stream().anyMatch(FarFiles::isFar);
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
