package org.taskvectors.evaluation.token;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// How a text that is longer than a model reads at once is cut: windows that begin every `stride`
/// tokens. Each token is measured once, in the first window that holds it, so with a stride below
/// the length it has at least `length` − `stride` tokens before it. Nothing is expected of a window's
/// first token: where no prefix stands before each, a stride of the length leaves these out.
///
/// @param length tokens of a window, with the prefix that stands before each
/// @param stride tokens from the beginning of one window to that of the next, at most those of a
///   window without its prefix
public record Windowing(int length, int stride) {
    /// @throws IllegalArgumentException unless 0 < `stride` ≤ `length` and `length` ≥ 2
    public Windowing {
        if (length < 2 || stride < 1 || stride > length) {
            throw new IllegalArgumentException("a stride of " + stride + " in " + length);
        }
    }

    /// One window of a text.
    ///
    /// @param tokens what a model reads
    /// @param first index within `tokens` of the first token that is measured here, at least 1
    /// @param offset index of that token in the whole text
    public record Window(List<Integer> tokens, int first, int offset) {
        public Window {
            tokens = List.copyOf(tokens);
        }
    }

    /// Returns the windows of a text, in order. One that fits is one window.
    ///
    /// @param text its tokens, the prefix among them where it begins with it
    /// @param prefix what the model's tokenizer puts before every text; repeated before each window
    public List<Window> cut(List<Integer> text, List<Integer> prefix) {
        boolean begins =
                text.size() >= prefix.size() && text.subList(0, prefix.size()).equals(prefix);
        List<Integer> head = begins ? prefix : List.of();
        int room = length - head.size();
        int step = Math.min(stride, room);
        if (room < 2) {
            throw new IllegalArgumentException("no room behind a prefix of " + head.size());
        }
        List<Window> windows = new ArrayList<>();
        int done = Math.max(1, head.size());
        for (int begin = head.size(); done < text.size(); begin += step) {
            int end = Math.min(begin + room, text.size());
            int first = Math.max(1, head.size() + done - begin);
            if (head.size() + end - begin > first) {
                windows.add(
                        new Window(
                                Stream.concat(head.stream(), text.subList(begin, end).stream())
                                        .toList(),
                                first,
                                begin + first - head.size()));
            }
            done = Math.max(done, end);
        }
        return windows;
    }
}
