package org.taskvectors.file;

/// Strings that came out of a file, as they can stand in a message: on one line and not too long.
public final class Shown {
    private static final int MOST = 160;

    private Shown() {}

    /// `text` without control characters and cut in its middle where it is very long.
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

    /// Line separators and the characters that turn the direction of what follows them.
    private static boolean isInvisible(int c) {
        return c == 0x2028
                || c == 0x2029
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
