package org.taskvectors.evaluation.token;

import java.util.Comparator;
import java.util.List;

/// The tokens that a vector promotes and suppresses over texts: the mean over all measured
/// positions of log p_edited − log p_base, natural logarithm, by token.
///
/// @param positions over how many positions the means are taken
/// @param tokens those that are among the 100 likeliest of either side at one position at least, in
///   descending order of their means; of equal ones the lower id first
/// @param undefined how many such tokens have no mean, since a side rules them out (log p = −∞)
public record Promoted(long positions, List<Entry> tokens, int undefined) {
    /// How many of a side's likeliest tokens count at each position.
    public static final int TOP = 100;

    public Promoted {
        tokens = List.copyOf(tokens);
    }

    /// One token.
    ///
    /// @param token its id
    /// @param mean over all positions, in nats; positive where the edited model says it more
    /// @param count at how many positions it is among the 100 likeliest of either side
    public record Entry(int token, double mean, long count) {}

    /// Returns what is promoted most, the most first; all of it has a positive mean.
    public List<Entry> promoted(int most) {
        return tokens.stream().filter(entry -> entry.mean() > 0).limit(most).toList();
    }

    /// Returns what is suppressed most, the most first; all of it has a negative mean.
    public List<Entry> suppressed(int most) {
        return tokens.stream()
                .filter(entry -> entry.mean() < 0)
                .sorted(Comparator.comparingDouble(Entry::mean).thenComparingInt(Entry::token))
                .limit(most)
                .toList();
    }
}
