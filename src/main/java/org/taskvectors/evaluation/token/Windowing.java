package org.taskvectors.evaluation.token;

import java.util.ArrayList;
import java.util.List;

/// How a text that is longer than a model reads at once is cut, as perplexity cuts it
/// ([org.taskvectors.evaluation.TextTrial]): each token but the first is measured once, in a window
/// that ends `stride` tokens behind the one before and reaches back as far as it is long. So each
/// token of a further window has at least `length` − `stride` + 1 tokens before it.
///
/// @param length the most tokens that are read at once
/// @param stride how many tokens each further window measures
public record Windowing(int length, int stride) {
    /// @throws IllegalArgumentException unless 0 < `stride` ≤ `length`
    public Windowing {
        if (stride < 1 || stride > length) {
            throw new IllegalArgumentException("a stride of " + stride + " in " + length);
        }
    }

    /// One window of a text.
    ///
    /// @param tokens what is read, and behind it the last token that is measured
    /// @param first index within `tokens` of the first token that is measured here, at least 1
    /// @param offset index of that token in the whole text
    public record Window(List<Integer> tokens, int first, int offset) {
        public Window {
            tokens = List.copyOf(tokens);
        }
    }

    /// Returns the windows of a text, in order. One of `length` + 1 tokens at most is one window.
    ///
    /// @param text its tokens, with what the tokenizer puts before every text
    public List<Window> cut(List<Integer> text) {
        List<Window> windows = new ArrayList<>();
        for (int first = 1; first < text.size(); ) {
            int end = Math.min(text.size(), first + (first == 1 ? length : stride));
            int from = Math.max(0, end - 1 - length);
            windows.add(new Window(text.subList(from, end), first - from, first));
            first = end;
        }
        return windows;
    }
}
