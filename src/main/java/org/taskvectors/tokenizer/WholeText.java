package org.taskvectors.tokenizer;

import org.jspecify.annotations.Nullable;

/// Texts that are valid Unicode, as the native library expects them.
final class WholeText {
    private WholeText() {}

    /// Returns `text` with U+FFFD in place of halves of surrogate pairs, which stand for no
    /// character.
    static String of(String text) {
        @Nullable StringBuilder whole = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            if (whole == null) {
                whole = new StringBuilder(text);
            }
            whole.setCharAt(i, '\uFFFD');
        }
        return whole == null ? text : whole.toString();
    }
}
