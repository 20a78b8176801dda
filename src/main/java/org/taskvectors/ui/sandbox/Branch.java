package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.Position;
import org.taskvectors.inference.Side;

/// One text of one side: its answer, or what came of taking another token somewhere in it.
///
/// @param id tells it from the others
/// @param parent the branch that it left; empty for an answer
/// @param side which model wrote it
/// @param name what a person called it; empty mostly
/// @param isPinned whether it stays when something else is asked
/// @param from the token where it left its parent; 0 for an answer
/// @param prompt the tokens before its first one
/// @param tokens the text, token by token, with what it shares with its parent
/// @param end why it ended; empty while it is being written
/// @param rate tokens per second; NaN while it is not known
/// @param positions what both sides expect at each token; empty until it is known
public record Branch(
        String id,
        Optional<String> parent,
        Side side,
        String name,
        boolean isPinned,
        int from,
        List<Integer> prompt,
        List<Token> tokens,
        Optional<Answer.End> end,
        double rate,
        List<Position> positions) {
    /// One token of a text.
    ///
    /// @param id its id
    /// @param text what it adds to the text; empty while a character is not whole
    /// @param own what its own side expected there
    /// @param kept how many of the likeliest tokens sampling left; 1 for greedy
    public record Token(int id, String text, Answer.Distribution own, int kept) {
        static Token of(Answer.Step step) {
            return new Token(step.token(), step.text(), step.distribution(), step.kept());
        }
    }

    public Branch {
        prompt = List.copyOf(prompt);
        tokens = List.copyOf(tokens);
        positions = List.copyOf(positions);
    }

    /// Returns an answer of which nothing is written yet.
    static Branch answer(String id, Side side, List<Integer> prompt) {
        return new Branch(
                id,
                Optional.empty(),
                side,
                "",
                false,
                0,
                prompt,
                List.of(),
                Optional.empty(),
                Double.NaN,
                List.of());
    }

    /// Returns the branch that takes another token at `at`.
    ///
    /// @param shown the token's text
    Branch fork(String newId, int at, int token, String shown) {
        List<Token> kept = new ArrayList<>(tokens.subList(0, at));
        Answer.Distribution there = tokens.get(at).own();
        double chosen =
                there.top().stream()
                        .filter(choice -> choice.token() == token)
                        .mapToDouble(Answer.Choice::logProbability)
                        .findFirst()
                        .orElse(Double.NaN);
        kept.add(
                new Token(
                        token,
                        shown,
                        new Answer.Distribution(there.top(), chosen, there.entropy()),
                        tokens.get(at).kept()));
        return new Branch(
                newId,
                Optional.of(id),
                side,
                "",
                false,
                at,
                prompt,
                kept,
                Optional.empty(),
                Double.NaN,
                List.of());
    }

    /// Returns the whole text.
    public String text() {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(token.text()));
        return text.toString();
    }

    /// Returns the tokens of prompt and text.
    List<Integer> ids() {
        List<Integer> ids = new ArrayList<>(prompt);
        tokens.forEach(token -> ids.add(token.id()));
        return ids;
    }

    Branch with(Token token) {
        List<Token> more = new ArrayList<>(tokens);
        more.add(token);
        return with(more, end, rate, positions);
    }

    /// Returns the text as the answer has it: what stopped it is no part of the text.
    Branch answered(Answer answer) {
        List<Token> all = new ArrayList<>(tokens.subList(0, parent.isPresent() ? from + 1 : 0));
        answer.steps().forEach(step -> all.add(Token.of(step)));
        double writing = answer.seconds() - answer.secondsToFirst();
        double newRate =
                answer.steps().size() < 2 || writing <= 0
                        ? Double.NaN
                        : (answer.steps().size() - 1) / writing;
        return with(all, Optional.of(answer.end()), newRate, positions);
    }

    Branch ended(Answer.End why, double newRate) {
        return with(tokens, Optional.of(why), newRate, positions);
    }

    Branch withPositions(List<Position> found) {
        return with(tokens, end, rate, found);
    }

    Branch withPinned(boolean pinned) {
        return new Branch(
                id, parent, side, name, pinned, from, prompt, tokens, end, rate, positions);
    }

    Branch withName(String newName) {
        return new Branch(
                id, parent, side, newName, isPinned, from, prompt, tokens, end, rate, positions);
    }

    private Branch with(
            List<Token> newTokens,
            Optional<Answer.End> newEnd,
            double newRate,
            List<Position> newPositions) {
        return new Branch(
                id,
                parent,
                side,
                name,
                isPinned,
                from,
                prompt,
                newTokens,
                newEnd,
                newRate,
                newPositions);
    }
}
