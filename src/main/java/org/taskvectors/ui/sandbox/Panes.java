package org.taskvectors.ui.sandbox;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.Position;
import org.taskvectors.inference.Side;

/// What the two panes show, and the texts behind them. Of several rounds of asking only what comes
/// of the latest is shown. Lives on the window's thread.
final class Panes {
    private final Executor window;
    private final Branches branches = new Branches();
    private final Map<Side, ReadOnlyObjectWrapper<SideShown>> sides = new EnumMap<>(Side.class);
    private final Map<Side, String> prompts = new EnumMap<>(Side.class);
    private int round;

    Panes(Executor window) {
        this.window = window;
        for (Side side : Side.values()) {
            sides.put(side, new ReadOnlyObjectWrapper<>(SideShown.NOTHING));
        }
        branches.shownProperty().addListener((_, _, _) -> showBranches());
    }

    ReadOnlyObjectProperty<SideShown> of(Side side) {
        return wrapper(side).getReadOnlyProperty();
    }

    SideShown get(Side side) {
        return wrapper(side).get();
    }

    Branches branches() {
        return branches;
    }

    /// Returns the prompt that a side answered, as text.
    String prompt(Side side) {
        return prompts.getOrDefault(side, "");
    }

    void change(Side side, UnaryOperator<SideShown> change) {
        wrapper(side).set(change.apply(get(side)));
    }

    /// Begins a round: what comes of the ones before is not shown any more.
    Writer next() {
        round++;
        return new Writer(round);
    }

    /// Goes on with the round that is shown.
    Writer latest() {
        return new Writer(round);
    }

    /// Empties a pane that will be written anew; bars of the same labels stay until others come, so
    /// that they move instead of flickering.
    ///
    /// @param labels names of the labels that will come
    void await(Side side, List<String> labels) {
        branches.clear(side);
        change(
                side,
                now ->
                        new SideShown(
                                SideShown.Phase.WAITING,
                                now.labels().stream()
                                                .map(SideShown.LabelShare::name)
                                                .toList()
                                                .equals(labels)
                                        ? now.labels()
                                        : List.of(),
                                "",
                                Optional.empty(),
                                ""));
    }

    /// Shows nothing.
    void clear() {
        round++;
        for (Side side : Side.values()) {
            branches.clear(side);
            change(side, _ -> SideShown.NOTHING);
        }
    }

    private ReadOnlyObjectWrapper<SideShown> wrapper(Side side) {
        ReadOnlyObjectWrapper<SideShown> found = sides.get(side);
        if (found == null) {
            throw new IllegalStateException("no pane for " + side);
        }
        return found;
    }

    private void showBranches() {
        for (Side side : Side.values()) {
            Optional<Branch> now = branches.shown(side);
            SideShown pane = get(side);
            if (!pane.branch().equals(now)) {
                change(
                        side,
                        was ->
                                new SideShown(
                                        was.phase(),
                                        was.labels(),
                                        was.fingerprint(),
                                        now,
                                        was.note()));
            }
        }
    }

    /// Hands what comes of one round to the panes, as long as no other has begun. Called on the
    /// thread that asks.
    final class Writer implements Asking.Listener {
        private final int mine;
        private final Map<Side, String> writing = new EnumMap<>(Side.class);

        private Writer(int mine) {
            this.mine = mine;
        }

        /// Whether this is still the round that is shown; on the window's thread.
        boolean isLatest() {
            return mine == round;
        }

        /// Does something on the window's thread if it still is.
        void here(Runnable action) {
            window.execute(
                    () -> {
                        if (isLatest()) {
                            action.run();
                        }
                    });
        }

        /// Says which text is being written; on the window's thread.
        void write(Branch branch) {
            writing.put(branch.side(), branch.id());
            change(branch.side(), now -> now.with(SideShown.Phase.ANSWERING));
        }

        private void text(Side side, UnaryOperator<Branch> change) {
            here(() -> branches.change(writing.getOrDefault(side, ""), change));
        }

        @Override
        public void fingerprint(Side side, String fingerprint) {
            here(() -> change(side, now -> now.withFingerprint(fingerprint)));
        }

        @Override
        public void labels(Side side, List<SideShown.LabelShare> labels) {
            here(() -> change(side, now -> now.withLabels(labels)));
        }

        @Override
        public void begins(Side side, List<Integer> prompt) {
            here(() -> write(branches.answer(side, prompt)));
        }

        @Override
        public void prompt(Side side, String text) {
            here(() -> prompts.put(side, text));
        }

        @Override
        public void note(Side side, String note) {
            here(() -> change(side, now -> now.withNote(note)));
        }

        @Override
        public void step(Side side, Answer.Step step) {
            text(side, branch -> branch.with(Branch.Token.of(step)));
        }

        @Override
        public void answered(Side side, Answer answer) {
            text(side, branch -> branch.answered(answer));
            here(() -> change(side, now -> now.with(SideShown.Phase.DONE)));
        }

        @Override
        public void positions(Side side, List<Position> positions) {
            text(side, branch -> branch.withPositions(positions));
        }
    }
}
