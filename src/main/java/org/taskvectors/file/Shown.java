package org.taskvectors.file;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntPredicate;

/// Prepares strings that came out of a file, or are the name of one, for a message: on one line,
/// with control characters as escapes (`\\n`, `\\u001b`), so that they change nothing on a terminal
/// and two names that differ look different.
public final class Shown {
    private static final int MOST = 160;

    private Shown() {}

    /// Returns `text` on one line, cut in its middle if it is very long.
    public static String of(String text) {
        if (text.length() <= MOST) {
            return whole(text);
        }
        int head = MOST / 2;
        int tail = text.length() - MOST / 2;
        return whole(
                text.substring(0, isWithinPair(text, head) ? head - 1 : head)
                        + "…"
                        + text.substring(isWithinPair(text, tail) ? tail + 1 : tail));
    }

    private static boolean isWithinPair(String text, int at) {
        return Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
    }

    /// Returns a path on one line, never cut.
    public static String of(Path path) {
        return whole(path.toString());
    }

    /// Returns `text` on one line, never cut.
    public static String whole(String text) {
        IntPredicate isEscaped = c -> isEscaped(c) || isUnseen(c);
        return text.codePoints().noneMatch(isEscaped) ? text : escaped(text, isEscaped);
    }

    /// Returns `text` with its lines and tabs as they are, never cut: everything else that changes
    /// a terminal is escaped.
    public static String lines(String text) {
        return escaped(text, c -> isEscaped(c) && c != '\n' && c != '\t');
    }

    private static String escaped(String text, IntPredicate isEscaped) {
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.codePoints()
                .forEach(
                        c -> {
                            if (isEscaped.test(c)) {
                                shown.append(escape(c));
                            } else {
                                shown.appendCodePoint(c);
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

    /// Whether `c` is not seen at all, so that two names look alike. (Joiners are, of which some
    /// scripts have need, and in longer texts so are all of these.)
    private static boolean isUnseen(int c) {
        return c == 0x00AD || c == 0x200B || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
    }

    /// Whether `c` is a control character, a line separator, one of the characters that change the
    /// direction of the text after them, or half of a pair that no terminal can show.
    private static boolean isEscaped(int c) {
        return Character.isISOControl(c)
                || Character.getType(c) == Character.SURROGATE
                || c == 0x061C
                || c == 0x2028
                || c == 0x2029
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
