package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.inference.Position;
import org.taskvectors.sandbox.WordDifference;

/// By what the words of an answer, or its tokens, are marked.
public enum Mark {
    DIFFERENCE("difference"),
    PROBABILITY("probability"),
    ENTROPY("entropy"),
    KL("KL to base");

    private final String word;

    Mark(String word) {
        this.word = word;
    }

    /// Its word in the window.
    public String word() {
        return word;
    }

    static Optional<Mark> of(String name) {
        return Stream.of(values()).filter(mark -> mark.name().equals(name)).findFirst();
    }

    /// Returns a number for each token of a text: of difference 1 for a token of a word that only
    /// this text has and 0 for others; else the probability of the token, its side's entropy in
    /// nats, or KL from base to edited in nats. NaN where it is not known.
    ///
    /// @param other the text that stands beside it; empty while there is none
    public List<Double> values(Branch branch, Optional<Branch> other) {
        List<Double> values = new ArrayList<>();
        if (this == DIFFERENCE) {
            return other.map(beside -> differences(branch, beside.text()))
                    .orElseGet(() -> branch.tokens().stream().map(_ -> 0.0).toList());
        }
        for (int i = 0; i < branch.tokens().size(); i++) {
            Branch.Token token = branch.tokens().get(i);
            double value =
                    switch (this) {
                        case PROBABILITY -> Math.exp(token.own().chosen());
                        case ENTROPY -> token.own().entropy();
                        default -> position(branch, i).map(Position::kl).orElse(Double.NaN);
                    };
            values.add(value);
        }
        return values;
    }

    static Optional<Position> position(Branch branch, int token) {
        return token < branch.positions().size()
                ? Optional.of(branch.positions().get(token))
                : Optional.empty();
    }

    private static List<Double> differences(Branch branch, String other) {
        List<WordDifference.Span> only = WordDifference.of(branch.text(), other);
        List<Double> values = new ArrayList<>();
        int from = 0;
        int next = 0;
        for (Branch.Token token : branch.tokens()) {
            int to = from + token.text().length();
            while (next < only.size() && only.get(next).to() <= from) {
                next++;
            }
            boolean isMarked = next < only.size() && only.get(next).from() < to;
            values.add(isMarked && !token.text().isBlank() ? 1.0 : 0.0);
            from = to;
        }
        return values;
    }
}
