package org.taskvectors.tokenizer.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/// What Python's strings do, by code points.
final class Texts {
    private Texts() {}

    /// Whether Python's `str.isspace` and `\s` hold for it.
    static boolean isSpace(int c) {
        return (c >= 0x09 && c <= 0x0D)
                || (c >= 0x1C && c <= 0x20)
                || c == 0x85
                || c == 0xA0
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200A)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }

    /// Whether `str.splitlines` ends a line there.
    private static boolean isLineEnd(int c) {
        return (c >= 0x0A && c <= 0x0D)
                || (c >= 0x1C && c <= 0x1E)
                || c == 0x85
                || c == 0x2028
                || c == 0x2029;
    }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /// Returns the offset in `text` of its code point number `index`.
    static int offset(String text, int index) {
        return text.offsetByCodePoints(0, index);
    }

    static String strip(String text, IntPredicate isStripped, boolean left, boolean right) {
        int from = 0;
        int to = text.length();
        while (left && from < to && isStripped.test(text.codePointAt(from))) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (right && to > from && isStripped.test(text.codePointBefore(to))) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return text.substring(from, to);
    }

    static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /// Returns one character as it begins a word.
    private static String titled(int c) {
        int title = Character.toTitleCase(c);
        String upper = upper(Character.toString(c));
        if (title != c || upper.codePointCount(0, upper.length()) == 1) {
            return Character.toString(title);
        }
        int first = upper.codePointAt(0);
        // All but one of these begin with their only capital: the other is an n after an
        // apostrophe.
        return isCased(first)
                ? Character.toString(first) + lower(upper.substring(Character.charCount(first)))
                : upper;
    }

    static String capitalized(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.codePointAt(0);
        return titled(first) + lower(text.substring(Character.charCount(first)));
    }

    /// Returns the text as `str.title` writes it: each run of letters begins with a capital.
    static String title(String text) {
        StringBuilder titled = new StringBuilder(text.length());
        boolean isInWord = false;
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            titled.append(isInWord ? lower(Character.toString(c)) : titled(c));
            isInWord = isCased(c);
            i += Character.charCount(c);
        }
        return titled.toString();
    }

    static boolean isCased(int c) {
        return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
    }

    /// Returns the parts between separators.
    ///
    /// @param most the greatest number of cuts, −1 for any
    static List<Object> split(Run run, String text, String separator, long most) {
        List<Object> parts = new ArrayList<>();
        run.read(separator);
        Search search = new Search(separator);
        int from = 0;
        int at = search.in(text, 0);
        while (at >= 0 && (most < 0 || parts.size() < most)) {
            parts.add(text.substring(from, at));
            run.allowItems(0);
            from = at + separator.length();
            at = search.in(text, from);
        }
        parts.add(text.substring(from));
        run.allowItems(parts.size());
        return parts;
    }

    /// Returns the parts between separators, cut from the end.
    static List<Object> splitFromEnd(Run run, String text, String separator, long most) {
        List<Object> parts = new ArrayList<>();
        run.read(separator);
        int to = text.length();
        int at = Search.last(text, separator, to);
        while (at >= 0 && (most < 0 || parts.size() < most)) {
            parts.add(text.substring(at + separator.length(), to));
            run.allowItems(0);
            to = at;
            // Each search from the end may turn the whole text around.
            run.read(text);
            at =
                    at < separator.length()
                            ? -1
                            : Search.last(text, separator, at - separator.length());
        }
        parts.add(text.substring(0, to));
        run.allowItems(parts.size());
        return new ArrayList<>(parts.reversed());
    }

    /// Returns the words, cut at runs of blanks.
    static List<Object> words(Run run, String text, long most) {
        List<Object> parts = new ArrayList<>();
        int i = 0;
        while (true) {
            while (i < text.length() && isSpace(text.charAt(i))) {
                i++;
            }
            if (i >= text.length()) {
                break;
            }
            if (most >= 0 && parts.size() >= most) {
                parts.add(strip(text.substring(i), Texts::isSpace, false, true));
                break;
            }
            int begin = i;
            while (i < text.length() && !isSpace(text.charAt(i))) {
                i++;
            }
            parts.add(text.substring(begin, i));
            run.allowItems(0);
        }
        run.allowItems(parts.size());
        return parts;
    }

    /// Returns the words, cut from the end.
    static List<Object> wordsFromEnd(Run run, String text, long most) {
        if (most < 0) {
            return words(run, text, most);
        }
        List<Object> parts = new ArrayList<>();
        int i = text.length();
        while (true) {
            while (i > 0 && isSpace(text.charAt(i - 1))) {
                i--;
            }
            if (i == 0) {
                break;
            }
            if (parts.size() >= most) {
                parts.add(strip(text.substring(0, i), Texts::isSpace, true, false));
                break;
            }
            int end = i;
            while (i > 0 && !isSpace(text.charAt(i - 1))) {
                i--;
            }
            parts.add(text.substring(i, end));
            run.allowItems(0);
        }
        run.allowItems(parts.size());
        return new ArrayList<>(parts.reversed());
    }

    static List<Object> lines(Run run, String text, boolean keepEnds) {
        List<Object> lines = new ArrayList<>();
        int begin = 0;
        int i = 0;
        while (i < text.length()) {
            if (!isLineEnd(text.charAt(i))) {
                i++;
                continue;
            }
            int end = i;
            i += text.startsWith("\r\n", i) ? 2 : 1;
            lines.add(text.substring(begin, keepEnds ? i : end));
            run.allowItems(0);
            begin = i;
        }
        if (begin < text.length()) {
            lines.add(text.substring(begin));
        }
        run.allowItems(lines.size());
        return lines;
    }

    /// Returns the text with `old` replaced.
    ///
    /// @param most the greatest number of replacements, −1 for any
    static String replaced(Run run, String text, String old, String fresh, long most) {
        run.read(text);
        StringBuilder made = new StringBuilder();
        run.read(old);
        Search search = new Search(old);
        long count = 0;
        int from = 0;
        int at = search.in(text, 0);
        while (at >= 0 && (most < 0 || count < most)) {
            run.append(made, text.substring(from, at));
            run.append(made, fresh);
            count++;
            from = at + old.length();
            if (old.isEmpty()) {
                if (at >= text.length()) {
                    break;
                }
                int next = at + Character.charCount(text.codePointAt(at));
                run.append(made, text.substring(at, next));
                from = next;
                at = next;
            } else {
                at = search.in(text, from);
            }
        }
        run.append(made, text.substring(Math.min(from, text.length())));
        return made.toString();
    }

    static String repeated(Run run, String text, long times) {
        if (times <= 0 || text.isEmpty()) {
            return "";
        }
        if (times > Run.MOST_TEXT) {
            throw TemplateError.limit("a text of more than " + Run.MOST_TEXT + " characters");
        }
        run.allowText(times * text.length());
        return text.repeat((int) times);
    }

    /// Orders texts by code points, as Python does.
    static int compare(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean bothAlike = Character.isSurrogate(a) == Character.isSurrogate(b);
                return bothAlike ? Character.compare(a, b) : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
