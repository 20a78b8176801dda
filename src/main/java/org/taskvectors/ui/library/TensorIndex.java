package org.taskvectors.ui.library;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.open.Opened;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Job;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.FinderWords;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;

/// The names of all tensors of all checkpoints of the workspace, for the command finder. They are
/// read from headers in the background, once the finder is used, and again where files changed.
/// Checkpoints whose tensors have the same names share them.
final class TensorIndex {
    /// So many names are kept, about a hundred megabytes; checkpoints beyond are not searched.
    private static final int MOST_NAMES = 1_000_000;

    private static final FinderWords WARM = FinderWords.of("layers weight");

    /// A tensor that was found.
    record Hit(FileItem item, String name) {}

    /// What was found.
    ///
    /// @param best the best of it, best first
    /// @param count how many tensors there are altogether
    record Hits(List<Hit> best, int count) {}

    /// The state of a checkpoint's files, as far as their names depend on it.
    private record Key(Located files, Optional<ContentId> content) {}

    /// The names of a checkpoint's tensors, and of every other that has the same.
    private static final class Table {
        private final List<String> names;
        private final List<String> lower;

        Table(List<String> names) {
            this.names = names;
            List<String> small = names.stream().map(FinderWords::lower).toList();
            this.lower = small.equals(names) ? names : small;
        }
    }

    private final AppContext context;
    private final int mostNames;
    private final Map<Key, Table> tables = new HashMap<>();
    private final Set<Key> failed = new HashSet<>();
    private final Set<Key> left = new HashSet<>();
    private @Nullable Job<?> reading;
    private boolean used;
    private Runnable changed = () -> {};

    TensorIndex(AppContext context) {
        this(context, MOST_NAMES);
    }

    TensorIndex(AppContext context, int mostNames) {
        this.context = context;
        this.mostNames = mostNames;
        context.state()
                .addListener(
                        (_, before, now) -> {
                            if (used && !before.items().equals(now.items())) {
                                read();
                            }
                        });
    }

    /// Sets what is run when there is more to be found.
    void onChange(Runnable run) {
        changed = run;
    }

    /// Reads what is not read yet.
    void prepare() {
        used = true;
        read();
    }

    private Map<Key, FileItem> items() {
        WorkspaceState state = context.state().get();
        Map<Key, FileItem> items = new LinkedHashMap<>();
        state.files().forEach(item -> items.put(key(state, item), item));
        return items;
    }

    private static Key key(WorkspaceState state, FileItem item) {
        return new Key(state.located(item), item.content());
    }

    private boolean isKnown(Key key) {
        return tables.containsKey(key) || failed.contains(key) || left.contains(key);
    }

    private void read() {
        Set<Key> now = items().keySet();
        tables.keySet().retainAll(now);
        failed.retainAll(now);
        left.clear();
        List<Key> missing = now.stream().filter(key -> !isKnown(key)).toList();
        if (missing.isEmpty() || (reading != null && !reading.state().isOver())) {
            return;
        }
        reading =
                context.background()
                        .brief(
                                "Reading the names of tensors",
                                (_, cancellation) -> read(missing, cancellation),
                                _ -> readMore(),
                                _ -> changed.run());
    }

    /// What came while others were read.
    private void readMore() {
        reading = null;
        changed.run();
        read();
    }

    private boolean read(List<Key> missing, Cancellation cancellation) throws CancelledException {
        for (Key key : missing) {
            cancellation.check();
            Optional<Table> table = table(key.files());
            context.background().window().execute(() -> took(key, table));
        }
        return true;
    }

    /// Empty where it cannot be read: its card says why.
    private static Optional<Table> table(Located files) {
        try (Opened open = files.openWithBase()) {
            Table table =
                    new Table(open.checkpoint().tensors().stream().map(Tensor::name).toList());
            // The first search on the window's thread then finds its code compiled.
            Matches.of(table.lower, WARM, WARM, 1);
            return Optional.of(table);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void took(Key key, Optional<Table> read) {
        if (read.isEmpty()) {
            failed.add(key);
        } else {
            Table own = read.get();
            Optional<Table> same =
                    tables.values().stream()
                            .filter(table -> table.names.equals(own.names))
                            .findFirst();
            if (same.isEmpty() && held() + own.names.size() > mostNames) {
                left.add(key);
            } else {
                tables.put(key, same.orElse(own));
            }
        }
        changed.run();
    }

    /// How many names are kept, those that checkpoints share once.
    private int held() {
        return new HashSet<>(tables.values()).stream().mapToInt(table -> table.names.size()).sum();
    }

    /// What cannot be found, or not yet; empty where all can be.
    String note() {
        int missing = 0;
        int unread = 0;
        int large = 0;
        for (Key key : items().keySet()) {
            unread += failed.contains(key) ? 1 : 0;
            large += left.contains(key) ? 1 : 0;
            missing += isKnown(key) ? 0 : 1;
        }
        List<String> parts = new ArrayList<>();
        if (missing > 0) {
            parts.add("reading the names of " + checkpoints(missing) + "…");
        }
        if (unread > 0) {
            parts.add("tensors of " + checkpoints(unread) + " cannot be read");
        }
        if (large > 0) {
            parts.add(checkpoints(large) + " with too many tensors left out");
        }
        return String.join(" · ", parts);
    }

    private static String checkpoints(int count) {
        return count + (count == 1 ? " checkpoint" : " checkpoints");
    }

    /// The tensors that the words name, together with their checkpoint: each word stands in the
    /// tensor's name or in the checkpoint's, and one at least in the tensor's.
    Hits find(FinderWords words, int most) {
        Map<Table, Map<FinderWords, Matches>> asked = new HashMap<>();
        List<List<Hit>> ranks = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int count = 0;
        for (Map.Entry<Key, FileItem> entry : items().entrySet()) {
            Table table = tables.get(entry.getKey());
            if (table == null || words.isEmpty()) {
                continue;
            }
            String of = FinderWords.lower(entry.getValue().name());
            FinderWords rest = words.without(of::contains);
            Matches matches =
                    asked.computeIfAbsent(table, _ -> new HashMap<>())
                            .computeIfAbsent(rest, r -> Matches.of(table.lower, r, words, most));
            count += matches.count;
            for (int rank = 0; rank < FinderWords.NONE; rank++) {
                for (int index : matches.rank(rank)) {
                    ranks.get(rank).add(new Hit(entry.getValue(), table.names.get(index)));
                }
            }
        }
        return new Hits(ranks.stream().flatMap(List::stream).limit(most).toList(), count);
    }

    /// Which names of a table words name.
    static final class Matches {
        private final List<List<Integer>> ranks =
                List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        private int count;

        /// @param rest the words that must stand in a name
        /// @param all where there is no such word, one of these must
        static Matches of(List<String> names, FinderWords rest, FinderWords all, int most) {
            Matches found = new Matches();
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                if (rest.isEmpty() ? hasOne(all, name) : rest.areIn(name)) {
                    found.count++;
                    // Once the best are full, how well another matches does not matter.
                    if (found.ranks.getFirst().size() < most) {
                        int rank = rest.isEmpty() ? 0 : rest.rank(name);
                        if (found.ranks.get(rank).size() < most) {
                            found.ranks.get(rank).add(i);
                        }
                    }
                }
            }
            return found;
        }

        /// Where the names stand that match as well as that, in their order.
        List<Integer> rank(int rank) {
            return ranks.get(rank);
        }

        private static boolean hasOne(FinderWords words, String name) {
            return words.words().stream().anyMatch(name::contains);
        }
    }
}
