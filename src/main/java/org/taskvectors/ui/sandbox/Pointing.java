package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.Position;
import org.taskvectors.inference.Side;

/// The token that is looked at, and what both models expected where it stands. Lives on the
/// window's thread.
public final class Pointing {
    /// A token of the text that a side shows.
    ///
    /// @param isPinned whether its card stays when the pointer leaves
    public record Pointed(Side side, int token, boolean isPinned) {}

    /// One row of a column.
    ///
    /// @param token its id
    /// @param shown as it is shown alone
    /// @param value a probability; of a difference the edited side's minus the base's
    /// @param isCut whether sampling left it out
    public record Row(int token, String shown, double value, boolean isCut) {}

    /// What a token's card says.
    ///
    /// @param pointed the token
    /// @param branch the text
    /// @param title the token as it is shown alone
    /// @param figures `token 27 · entropy 2.41 → 1.58 · KL 0.462`
    /// @param base what the base expected, likeliest first; empty while it is not known
    /// @param edited what the edited model expected
    /// @param difference what differs most, in descending order
    /// @param kept how many rows of the text's own side sampling left
    /// @param cut what it was cut by: `below the line: cut by top-p 0.90`; empty for nothing
    public record Card(
            Pointed pointed,
            Branch branch,
            String title,
            String figures,
            List<Row> base,
            List<Row> edited,
            List<Row> difference,
            int kept,
            String cut) {
        public Card {
            base = List.copyOf(base);
            edited = List.copyOf(edited);
            difference = List.copyOf(difference);
        }

        /// Whether both sides are known.
        public boolean isWhole() {
            return !base.isEmpty() && !edited.isEmpty();
        }
    }

    private final SandboxViewModel model;
    private final ReadOnlyObjectWrapper<Optional<Pointed>> pointed =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Card>> card =
            new ReadOnlyObjectWrapper<>(Optional.empty());

    Pointing(SandboxViewModel model) {
        this.model = model;
        for (Side side : Side.values()) {
            model.exchange().of(side).addListener((_, _, _) -> refresh());
        }
    }

    public ReadOnlyObjectProperty<Optional<Pointed>> pointedProperty() {
        return pointed.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Optional<Card>> cardProperty() {
        return card.getReadOnlyProperty();
    }

    /// Whether a card stays.
    public boolean isPinned() {
        return pointed.get().filter(Pointed::isPinned).isPresent();
    }

    /// Looks at the token under the pointer; where a card stays, it stays.
    public void hover(Side side, int token) {
        if (!isPinned()) {
            point(new Pointed(side, token, false));
        }
    }

    /// The pointer has left the text.
    public void leave() {
        if (!isPinned()) {
            close();
        }
    }

    /// Keeps the card of a token.
    public void pin(Side side, int token) {
        point(new Pointed(side, token, true));
    }

    /// Goes to the next token of the text, or to the one before.
    public void step(int by) {
        pointed.get()
                .ifPresent(
                        now -> {
                            int last = tokens(now.side()) - 1;
                            if (last >= 0) {
                                point(
                                        new Pointed(
                                                now.side(),
                                                Math.clamp(now.token() + by, 0, last),
                                                now.isPinned()));
                            }
                        });
    }

    public void close() {
        pointed.set(Optional.empty());
        card.set(Optional.empty());
    }

    private int tokens(Side side) {
        return branch(side).map(branch -> branch.tokens().size()).orElse(0);
    }

    private Optional<Branch> branch(Side side) {
        return model.exchange().of(side).get().branch();
    }

    private void point(Pointed now) {
        if (now.token() < tokens(now.side())) {
            pointed.set(Optional.of(now));
            refresh();
        }
    }

    private void refresh() {
        Optional<Pointed> now = pointed.get();
        if (now.isEmpty()) {
            return;
        }
        if (now.get().token() >= tokens(now.get().side())) {
            close();
            return;
        }
        Optional<SandboxModel> running = model.engine().model();
        Optional<Branch> text = branch(now.get().side());
        if (running.isPresent() && text.isPresent()) {
            Optional<Card> found = Optional.of(card(now.get(), text.get(), running.get()));
            if (!found.equals(card.get())) {
                card.set(found);
            }
        }
    }

    private Card card(Pointed at, Branch branch, SandboxModel running) {
        Branch.Token token = branch.tokens().get(at.token());
        Optional<Position> position = Mark.position(branch, at.token());
        Answer.Distribution own = token.own();
        boolean isBase = at.side() == Side.BASE;
        Optional<Answer.Distribution> base =
                position.map(Position::base).or(() -> isBase ? Optional.of(own) : Optional.empty());
        Optional<Answer.Distribution> edited =
                position.map(Position::edited)
                        .or(() -> isBase ? Optional.empty() : Optional.of(own));
        int kept = token.kept();
        return new Card(
                at,
                branch,
                running.shown(token.id()),
                figures(at.token(), base, edited, position),
                rows(base, isBase ? kept : Integer.MAX_VALUE, running),
                rows(edited, isBase ? Integer.MAX_VALUE : kept, running),
                position.map(each -> differences(each, running)).orElse(List.of()),
                kept,
                cut(kept));
    }

    private static String figures(
            int index,
            Optional<Answer.Distribution> base,
            Optional<Answer.Distribution> edited,
            Optional<Position> position) {
        StringBuilder text = new StringBuilder("token " + (index + 1));
        if (base.isPresent() || edited.isPresent()) {
            text.append(" · entropy ");
            text.append(base.map(each -> two(each.entropy())).orElse(Digits.DASH));
            text.append(" → ");
            text.append(edited.map(each -> two(each.entropy())).orElse(Digits.DASH));
        }
        position.ifPresent(
                each -> text.append(" · KL ").append(Digits.decimals(3).format(each.kl())));
        return text.toString();
    }

    private static String two(double number) {
        return Digits.decimals(2).format(number);
    }

    private static List<Row> rows(
            Optional<Answer.Distribution> distribution, int kept, SandboxModel running) {
        List<Row> rows = new ArrayList<>();
        for (Answer.Choice choice : distribution.map(Answer.Distribution::top).orElse(List.of())) {
            rows.add(
                    new Row(
                            choice.token(),
                            running.shown(choice.token()),
                            Math.exp(choice.logProbability()),
                            rows.size() >= kept));
        }
        return rows;
    }

    private static List<Row> differences(Position position, SandboxModel running) {
        return position.differences().stream()
                .map(
                        each ->
                                new Row(
                                        each.token(),
                                        running.shown(each.token()),
                                        each.edited() - each.base(),
                                        false))
                .toList();
    }

    /// What the rows below the line were cut by.
    private String cut(int kept) {
        Optional<Question> asked = model.exchange().asked();
        if (asked.isEmpty()) {
            return "";
        }
        var decoding = asked.get().decoding();
        if (decoding.isGreedy()) {
            return "greedy: the first is taken";
        }
        List<String> by = new ArrayList<>();
        if (decoding.topK() > 0) {
            by.add("top-k " + decoding.topK());
        }
        if (decoding.topP() < 1) {
            by.add("top-p " + two(decoding.topP()));
        }
        if (decoding.minP() > 0) {
            by.add("min-p " + two(decoding.minP()));
        }
        return by.isEmpty()
                ? "nothing was cut"
                : (kept < 20 ? "below the line: cut by " : "cut further down by ")
                        + String.join(", ", by);
    }
}
