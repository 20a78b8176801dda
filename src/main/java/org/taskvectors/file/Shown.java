package org.taskvectors.file;

/// Prepares strings that came out of a file for a message: on one line and not too long.
public final class Shown {
    private static final int MOST = 160;

    private Shown() {}

    /// Returns `text` without control characters, cut in its middle if it is very long.
    public static String of(String text) {
        String cut =
                text.length() <= MOST
                        ? text
                        : text.substring(0, MOST / 2)
                                + "…"
                                + text.substring(text.length() - MOST / 2);
        StringBuilder shown = new StringBuilder(cut.length());
        cut.chars()
                .forEach(
                        c ->
                                shown.append(
                                        Character.isISOControl(c) || isInvisible(c)
                                                ? '\uFFFD'
                                                : (char) c));
        return shown.toString();
    }

    /// Whether `c` is a line separator, or one of the characters that change the direction of the
    /// text after them.
    private static boolean isInvisible(int c) {
        return c == 0x2028
                || c == 0x2029
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
