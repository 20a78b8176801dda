package org.taskvectors.tokenizer.template;

import java.util.Optional;

/// Looks for one text in others in linear time, which `String.indexOf` does not promise: a text of
/// millions of equal letters would keep it busy for hours.
final class Search {
    /// Up to here the plain search costs at most that many times the text.
    private static final int PLAIN_PART = 4;

    private static final int PLAIN_TEXT = 1000;

    private final String part;
    private Optional<int[]> borders = Optional.empty();

    Search(String part) {
        this.part = part;
    }

    /// Returns where the part first begins in `text` at or after `from`; −1 if nowhere.
    int in(String text, int from) {
        if (part.length() <= PLAIN_PART || text.length() <= PLAIN_TEXT) {
            return text.indexOf(part, from);
        }
        int[] border = borders.orElseGet(this::computed);
        borders = Optional.of(border);
        int matched = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            while (matched > 0 && part.charAt(matched) != c) {
                matched = border[matched - 1];
            }
            if (part.charAt(matched) == c) {
                matched++;
            }
            if (matched == part.length()) {
                return i - matched + 1;
            }
        }
        return -1;
    }

    /// Returns where the part last begins in `text`, at or before `from`; −1 if nowhere.
    static int last(String text, String part, int from) {
        if (part.length() <= PLAIN_PART || text.length() <= PLAIN_TEXT) {
            return text.lastIndexOf(part, from);
        }
        int end = (int) Math.min(text.length(), (long) from + part.length());
        int at = new Search(turned(part)).in(turned(text.substring(0, end)), 0);
        return at < 0 ? -1 : end - at - part.length();
    }

    /// Returns the characters from the last to the first, pairs that make one turned, too.
    private static String turned(String text) {
        char[] turned = new char[text.length()];
        for (int i = 0; i < turned.length; i++) {
            turned[i] = text.charAt(turned.length - 1 - i);
        }
        return new String(turned);
    }

    /// Returns for each beginning of the part how long a beginning is its end, too.
    private int[] computed() {
        int[] border = new int[part.length()];
        int matched = 0;
        for (int i = 1; i < part.length(); i++) {
            while (matched > 0 && part.charAt(matched) != part.charAt(i)) {
                matched = border[matched - 1];
            }
            if (part.charAt(matched) == part.charAt(i)) {
                matched++;
            }
            border[i] = matched;
        }
        return border;
    }
}
