package org.taskvectors.file;

import java.nio.file.Path;
import java.util.Locale;

/// Prepares strings that came out of a file, or are the name of one, for a message: on one line,
/// with control characters as escapes (`\\n`, `\\u001b`), so that they change nothing on a terminal
/// and two names that differ look different.
public final class Shown {
    private static final int MOST = 160;

    private Shown() {}

    /// Returns `text` on one line, cut in its middle if it is very long.
    public static String of(String text) {
        String cut =
                text.length() <= MOST
                        ? text
                        : text.substring(0, MOST / 2)
                                + "…"
                                + text.substring(text.length() - MOST / 2);
        return whole(cut);
    }

    /// Returns a path on one line, never cut.
    public static String of(Path path) {
        return whole(path.toString());
    }

    /// Returns `text` on one line, never cut.
    public static String whole(String text) {
        if (text.chars().noneMatch(Shown::isEscaped)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.chars()
                .forEach(
                        c -> {
                            if (isEscaped(c)) {
                                shown.append(escape(c));
                            } else {
                                shown.append((char) c);
                            }
                        });
        return shown.toString();
    }

    /// Returns `text` with its lines and tabs as they are, never cut: everything else that changes
    /// a terminal is escaped.
    public static String lines(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.chars()
                .forEach(
                        c -> {
                            if (isEscaped(c) && c != '\n' && c != '\t') {
                                shown.append(escape(c));
                            } else {
                                shown.append((char) c);
                            }
                        });
        return shown.toString();
    }

    private static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(Locale.ROOT, "\\u%04x", c);
        };
    }

    /// Whether `c` is a control character, a line separator, or one of the characters that change
    /// the direction of the text after them.
    private static boolean isEscaped(int c) {
        return Character.isISOControl(c)
                || c == 0x2028
                || c == 0x2029
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
