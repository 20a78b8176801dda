package org.taskvectors.ui.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;
import org.taskvectors.workspace.undo.UndoStack;

/// Which pairs of many stand out, and the base whose vectors are shown. The workspace keeps both;
/// what a person chooses can be taken back.
public final class PairChoice {
    /// So many pairs can be told apart beside the grey ones.
    public static final int MOST = 3;

    private static final String PAIRS = "compare.pairs";
    private static final String BASE = "compare.base";

    private final UndoStack undo;
    private final Supplier<Optional<Answer>> shown;

    PairChoice(UndoStack undo, Supplier<Optional<Answer>> shown) {
        this.undo = undo;
        this.shown = shown;
    }

    static List<Pair> of(WorkspaceState state, List<String> ids) {
        return IdPair.parse(state.choice(PAIRS, "")).stream()
                .map(pair -> pair.in(ids))
                .flatMap(Optional::stream)
                .toList();
    }

    static String base(WorkspaceState state) {
        return state.choice(BASE, "");
    }

    /// Chooses a pair alone.
    ///
    /// @param pair by its vectors' indices among all compared ones
    public void choose(Pair pair) {
        shown.get().ifPresent(answer -> set(answer, List.of(pair)));
    }

    /// Takes a pair to the chosen ones of its base, or away from them; the oldest gives way to more
    /// than [#MOST].
    public void toggle(Pair pair) {
        shown.get().ifPresent(answer -> set(answer, toggled(answer, pair)));
    }

    private static List<Pair> toggled(Answer answer, Pair pair) {
        List<Pair> chosen =
                new ArrayList<>(answer.pairs().stream().map(PairSummary::pair).toList());
        boolean isOfAnother = !answer.shown().contains(pair.a());
        if (isOfAnother) {
            return List.of(pair);
        }
        if (chosen.contains(pair)) {
            if (chosen.size() > 1) {
                chosen.remove(pair);
            }
            return chosen;
        }
        chosen.add(pair);
        return chosen.subList(Math.max(0, chosen.size() - MOST), chosen.size());
    }

    /// Shows the vectors of another base.
    public void show(Block block) {
        undo.act(Act.of("Show " + block.name(), state -> state.withChoice(BASE, block.key())));
    }

    /// Chooses one of the two vectors of the chosen pair; the other stays where it can.
    ///
    /// @param isFirst whether it becomes the pair's first one
    public void chooseVector(int vector, boolean isFirst) {
        shown.get()
                .ifPresent(
                        answer -> {
                            Optional<Pair> now =
                                    answer.pairs().stream().map(PairSummary::pair).findFirst();
                            int other =
                                    now.map(pair -> isFirst ? pair.b() : pair.a()).orElse(vector);
                            other(answer, vector, other)
                                    .ifPresent(
                                            with ->
                                                    choose(
                                                            new Pair(
                                                                    Math.min(vector, with),
                                                                    Math.max(vector, with))));
                        });
    }

    /// The vector that `vector` is paired with: `other` where they are on one base and not the
    /// same, else the first that can be.
    private static Optional<Integer> other(Answer answer, int vector, int other) {
        List<Integer> mates =
                answer.names().size() == 2
                        ? List.of(0, 1)
                        : answer.blocks().stream()
                                .map(Block::vectors)
                                .filter(vectors -> vectors.contains(vector))
                                .findFirst()
                                .orElse(List.of());
        return other != vector && mates.contains(other)
                ? Optional.of(other)
                : mates.stream().filter(mate -> mate != vector).findFirst();
    }

    private void set(Answer answer, List<Pair> pairs) {
        Pair first = pairs.getFirst();
        String base =
                answer.blocks().stream()
                        .filter(block -> block.has(first))
                        .map(Block::key)
                        .findFirst()
                        .orElse("");
        String written =
                IdPair.write(pairs.stream().map(pair -> IdPair.of(pair, answer.ids())).toList());
        String words = name(answer, pairs.getLast());
        undo.act(
                Act.of(
                        "Choose " + words,
                        state ->
                                state.choice(PAIRS, "").equals(written)
                                                && Objects.equals(state.choice(BASE, ""), base)
                                        ? state
                                        : state.withChoice(PAIRS, written).withChoice(BASE, base)));
    }

    private static String name(Answer answer, Pair pair) {
        return answer.names().get(pair.a()) + " · " + answer.names().get(pair.b());
    }
}
