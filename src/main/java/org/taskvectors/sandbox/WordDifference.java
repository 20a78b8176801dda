package org.taskvectors.sandbox;

import java.util.ArrayList;
import java.util.List;

/// The words of one text that another does not have at the same place: what a longest common
/// subsequence of their words leaves out.
public final class WordDifference {
    /// Beyond so many words on a side only the words that both have at their beginning and end are
    /// taken as common: the table would have millions of cells.
    private static final int MOST = 2_000;

    private WordDifference() {}

    /// A piece of a text.
    ///
    /// @param from its first character
    /// @param to the one after its last
    public record Span(int from, int to) {}

    /// Returns the places of the words in `text` that `other` lacks, in order.
    public static List<Span> of(String text, String other) {
        List<Span> words = words(text);
        List<String> ours = words.stream().map(w -> text.substring(w.from(), w.to())).toList();
        List<String> theirs =
                words(other).stream().map(w -> other.substring(w.from(), w.to())).toList();
        int head = 0;
        int most = Math.min(ours.size(), theirs.size());
        while (head < most && ours.get(head).equals(theirs.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < most - head
                && ours.get(ours.size() - 1 - tail).equals(theirs.get(theirs.size() - 1 - tail))) {
            tail++;
        }
        List<String> left = ours.subList(head, ours.size() - tail);
        List<String> right = theirs.subList(head, theirs.size() - tail);
        boolean[] common = common(left, right);
        List<Span> only = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            if (!common[i]) {
                only.add(words.get(head + i));
            }
        }
        return List.copyOf(only);
    }

    /// Returns whether each word of `left` belongs to a longest common subsequence.
    private static boolean[] common(List<String> left, List<String> right) {
        boolean[] common = new boolean[left.size()];
        if (left.size() > MOST || right.size() > MOST) {
            return common;
        }
        int[][] longest = new int[left.size() + 1][right.size() + 1];
        for (int i = left.size() - 1; i >= 0; i--) {
            for (int j = right.size() - 1; j >= 0; j--) {
                longest[i][j] =
                        left.get(i).equals(right.get(j))
                                ? longest[i + 1][j + 1] + 1
                                : Math.max(longest[i + 1][j], longest[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < left.size() && j < right.size()) {
            if (left.get(i).equals(right.get(j))) {
                common[i] = true;
                i++;
                j++;
            } else if (longest[i + 1][j] >= longest[i][j + 1]) {
                i++;
            } else {
                j++;
            }
        }
        return common;
    }

    private static List<Span> words(String text) {
        List<Span> words = new ArrayList<>();
        int from = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean isSpace = i == text.length() || Character.isWhitespace(text.charAt(i));
            if (isSpace && from >= 0) {
                words.add(new Span(from, i));
                from = -1;
            } else if (!isSpace && from < 0) {
                from = i;
            }
        }
        return words;
    }
}
