package org.taskvectors.ui.shell;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// The words that a person types to find something, in small letters and in any order.
///
/// @param words without empty ones
/// @param typed as it was typed, for names whose letters are not alike; empty where that is not
///   known
public record FinderWords(List<String> words, String typed) {
    /// The rank of what the words do not name.
    public static final int NONE = 3;

    public FinderWords {
        words = List.copyOf(words);
    }

    public static FinderWords of(String text) {
        return new FinderWords(
                Arrays.stream(lower(text).split("\\s+")).filter(word -> !word.isEmpty()).toList(),
                text.strip());
    }

    /// Small letters, as names are compared.
    public static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    public boolean isEmpty() {
        return words.isEmpty();
    }

    /// The words for which that does not hold.
    public FinderWords without(Predicate<String> isKnown) {
        return new FinderWords(words.stream().filter(isKnown.negate()).toList(), "");
    }

    /// Whether each word stands in `lower`.
    public boolean areIn(String lower) {
        for (String word : words) {
            if (!lower.contains(word)) {
                return false;
            }
        }
        return true;
    }

    /// How well the words name `lower`: 0 where each stands in it whole, 1 where each begins a part
    /// of it, 2 where each stands somewhere in it, else [#NONE]. Parts lie between anything that is
    /// no letter and no digit: `layers.3` is whole in `model.layers.3.norm`, and begins a part of
    /// `model.layers.31.norm`.
    public int rank(String lower) {
        int rank = 0;
        for (String word : words) {
            rank = Math.max(rank, rank(lower, word));
            if (rank == NONE) {
                return NONE;
            }
        }
        return rank;
    }

    private static int rank(String lower, String word) {
        int best = NONE;
        for (int at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
            boolean begins = at == 0 || isBetween(lower.charAt(at - 1));
            int end = at + word.length();
            boolean ends = end == lower.length() || isBetween(lower.charAt(end));
            best = Math.min(best, begins ? (ends ? 0 : 1) : 2);
            if (best == 0) {
                return 0;
            }
        }
        return best;
    }

    private static boolean isBetween(char letter) {
        return !Character.isLetterOrDigit(letter);
    }
}
