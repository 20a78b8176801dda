package org.taskvectors.evaluation.token;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Tokens that stand together in a text, and how much the vector changes there.
///
/// @param text which of several texts
/// @param from index of its first token
/// @param to index behind its last token
/// @param mean of KL over its tokens, in nats
public record Passage(int text, int from, int to, double mean) {
    /// Returns the passages with the largest mean KL: the largest first, then the largest among
    /// those that share no token with it, and so on; of equal ones the first in the text.
    ///
    /// @param texts each is looked at by itself
    /// @param length tokens of a passage, at least 1; a run of measured tokens that is shorter is
    ///   one passage
    /// @param most how many are returned at most
    public static List<Passage> top(List<TokenKl> texts, int length, int most) {
        List<Passage> all = new ArrayList<>();
        for (int text = 0; text < texts.size(); text++) {
            TokenKl kl = texts.get(text);
            for (int from = 0; from < kl.size(); ) {
                int end = from;
                while (end < kl.size() && !Double.isNaN(kl.at(end))) {
                    end++;
                }
                addRun(all, text, kl, from, end, length);
                from = end + 1;
            }
        }
        // A stable sort: those that stand first stay first among equals.
        all.sort(Comparator.comparingDouble(Passage::mean).reversed());
        List<Passage> chosen = new ArrayList<>();
        for (Passage passage : all) {
            if (chosen.size() == most) {
                break;
            }
            if (chosen.stream().noneMatch(passage::overlaps)) {
                chosen.add(passage);
            }
        }
        return chosen;
    }

    private static void addRun(
            List<Passage> all, int text, TokenKl kl, int from, int end, int length) {
        int tokens = Math.min(length, end - from);
        if (tokens < 1) {
            return;
        }
        for (int at = from; at + tokens <= end; at++) {
            double sum = 0;
            for (int i = at; i < at + tokens; i++) {
                sum += kl.at(i);
            }
            all.add(new Passage(text, at, at + tokens, sum / tokens));
        }
    }

    private boolean overlaps(Passage other) {
        return text == other.text && from < other.to && other.from < to;
    }
}
