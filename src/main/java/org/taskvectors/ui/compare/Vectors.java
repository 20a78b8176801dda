package org.taskvectors.ui.compare;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.job.Job;
import org.taskvectors.ui.common.Background;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;

/// What is known of the library's vectors: each alone, and the ticked ones against each other. Only
/// what is ticked is measured; of the others what is kept is looked up. Lives on the window's
/// thread.
final class Vectors {
    private record Entry(Located source, String name, Loader<Measurement> loader) {}

    private final Background background;
    private final MeasuringCore core;
    private final MeasuringTime time;
    private final Runnable changed;
    private final Map<String, Entry> entries = new HashMap<>();
    private List<Located> pairKey = List.of();
    private Optional<Loader<PairSums>> pairs = Optional.empty();

    /// @param changed called when something has become known, or failed
    Vectors(AppContext context, MeasuringCore core, Runnable changed) {
        this.background = context.background();
        this.time = new MeasuringTime(context, core, changed);
        this.core = core;
        this.changed = changed;
    }

    /// Follows the workspace: its vectors, and which are ticked.
    void follow(WorkspaceState state) {
        Set<String> there = new HashSet<>();
        for (FileItem item : state.files()) {
            there.add(item.id());
            Located source = source(state, item);
            Entry had = entries.get(item.id());
            boolean isVector = item.role().isVector();
            if (isVector && (had == null || !had.source().equals(source))) {
                put(item, source);
            }
            Entry now = entries.get(item.id());
            if (now != null) {
                now.loader().need(isVector && state.ticked().contains(item.id()));
            }
        }
        entries.entrySet()
                .removeIf(
                        entry -> {
                            boolean gone = !there.contains(entry.getKey());
                            if (gone) {
                                entry.getValue().loader().drop();
                            }
                            return gone;
                        });
        followPairs(state);
    }

    /// Looks up everything again: files may have changed since.
    void lookAgain() {
        entries.values().forEach(entry -> entry.loader().look());
        pairs.ifPresent(Loader::look);
    }

    Loading<Measurement> of(String id) {
        Entry entry = entries.get(id);
        return entry == null ? new Loading.NotAsked<>() : entry.loader().state();
    }

    /// How long a vector takes to measure that is not measured; empty where that is some seconds at
    /// most, or not known.
    String timeAhead(FileItem item) {
        return switch (of(item.id())) {
            case Loading.NotKept<Measurement> _ -> time.words(item);
            case Loading.Measuring<Measurement>(Job<Measurement> job)
                    when job.state() == Job.State.WAITING ->
                    time.words(item);
            default -> "";
        };
    }

    /// What is going on with the pass over all ticked vectors, or why it failed; empty where there
    /// is nothing to say.
    String pairWords(List<FileItem> ticked) {
        long known = ticked.stream().filter(item -> of(item.id()).value().isPresent()).count();
        if (ticked.size() > 1 && known > 0 && known < ticked.size()) {
            return "Vectors are measured against each other once every ticked one is measured";
        }
        return switch (pairs()) {
            case Loading.Measuring<PairSums>(Job<PairSums> job) ->
                    "The vectors are being measured against each other: "
                            + VectorLines.progress(job);
            case Loading.Failed<PairSums>(String reason) -> reason;
            default -> "";
        };
    }

    /// The ticked vectors against each other, in the order of their ticks.
    Loading<PairSums> pairs() {
        return pairs.map(Loader::state).orElseGet(Loading.NotAsked::new);
    }

    void retry(String id) {
        Entry entry = entries.get(id);
        if (entry != null) {
            entry.loader().retry();
        }
        pairs.ifPresent(Loader::retry);
    }

    void close() {
        entries.values().forEach(entry -> entry.loader().drop());
        pairs.ifPresent(Loader::drop);
    }

    private void put(FileItem item, Located source) {
        Loader<Measurement> loader =
                new Loader<>(
                        "Opening " + item.name(),
                        "Measuring " + item.name(),
                        background,
                        (_, _) -> core.kept(source),
                        (progress, cancellation) ->
                                time.measure(item, source, progress, cancellation),
                        Located.readAhead(Stream.of(source)),
                        this::entryChanged);
        Entry before = entries.put(item.id(), new Entry(source, item.name(), loader));
        if (before != null) {
            before.loader().drop();
        }
        loader.look();
    }

    private void entryChanged() {
        needPairs();
        changed.run();
    }

    private void followPairs(WorkspaceState state) {
        List<FileItem> ticked = state.tickedItems();
        List<Located> key = ticked.stream().map(item -> source(state, item)).toList();
        if (!key.equals(pairKey)) {
            pairKey = key;
            pairs.ifPresent(Loader::drop);
            pairs = key.size() < 2 ? Optional.empty() : Optional.of(pairLoader(ticked, key));
        }
        needPairs();
    }

    private Loader<PairSums> pairLoader(List<FileItem> ticked, List<Located> key) {
        String names = String.join(", ", ticked.stream().map(FileItem::name).toList());
        return new Loader<>(
                "Opening " + names,
                "Comparing " + names,
                background,
                (_, _) -> core.keptPairs(key),
                (progress, cancellation) -> core.measurePairs(key, progress, cancellation),
                Located.readAhead(key.stream()),
                changed);
    }

    /// Pairs are asked for when each of the vectors is known: one that cannot be read is reported
    /// once.
    private void needPairs() {
        if (pairs.isEmpty()) {
            return;
        }
        Loader<PairSums> loader = pairs.get();
        boolean allKnown =
                pairKey.stream()
                        .allMatch(
                                source ->
                                        entries.values().stream()
                                                .filter(entry -> entry.source().equals(source))
                                                .anyMatch(
                                                        entry ->
                                                                entry.loader()
                                                                        .state()
                                                                        .value()
                                                                        .isPresent()));
        if (allKnown) {
            loader.need(true);
            if (loader.state() instanceof Loading.NotAsked<PairSums>) {
                loader.look();
            }
        }
    }

    private static Located source(WorkspaceState state, FileItem item) {
        return state.located(item);
    }
}
