package org.taskvectors.tokenizer.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.taskvectors.tokenizer.template.Token.Kind;

/// Cuts a template into tokens as Jinja 3.1 does with `trim_blocks` and `lstrip_blocks`: the
/// newline after a tag is dropped, and so are the blanks between the beginning of a line and a tag.
final class Lexer {
    private static final List<String> LONG_OPERATORS = List.of("//", "**", "==", "!=", ">=", "<=");
    private static final String SHORT_OPERATORS = "+-/*%~[](){}><=.:|,;";

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean atLineStart = true;

    private Lexer(String source) {
        this.source = source;
    }

    /// Returns `source` as positions count in it: each line ends with `\n`, and one newline at the
    /// very end is dropped.
    static String normalized(String source) {
        String lines = source.replace("\r\n", "\n").replace('\r', '\n');
        return lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
    }

    /// Returns the tokens of a normalised source, the last of which is [Kind#END].
    static List<Token> tokens(String source) {
        Lexer lexer = new Lexer(source);
        while (lexer.at < source.length()) {
            lexer.root();
        }
        lexer.add(Kind.END, "", source.length());
        return List.copyOf(lexer.tokens);
    }

    private void add(Kind kind, Object value, int position) {
        tokens.add(new Token(kind, value, position));
    }

    /// Reads text up to the next tag, and that tag.
    private void root() {
        int begin = at;
        int open = nextOpening(at);
        if (open < 0) {
            add(Kind.DATA, source.substring(begin), begin);
            at = source.length();
            return;
        }
        char sort = source.charAt(open + 1);
        int raw = sort == '%' ? rawBegin(open) : -1;
        char sign = sign(open + 2);
        text(begin, open, sign, sort != '{');
        if (raw >= 0) {
            at = raw;
            atLineStart = source.charAt(at - 1) == '\n';
            raw(open);
            return;
        }
        at = open + (sign == 0 ? 2 : 3);
        atLineStart = false;
        switch (sort) {
            case '#' -> comment(open);
            case '{' -> code(open, Kind.OUTPUT_BEGIN, Kind.OUTPUT_END);
            default -> code(open, Kind.TAG_BEGIN, Kind.TAG_END);
        }
    }

    private int nextOpening(int from) {
        for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
            if (i + 1 < source.length() && "%#{".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private char sign(int position) {
        char c = position < source.length() ? source.charAt(position) : 0;
        return c == '-' || c == '+' ? c : 0;
    }

    /// Adds the text before a tag, stripped as the tag's sign says.
    private void text(int begin, int end, char sign, boolean isTag) {
        int to = end;
        if (sign == '-') {
            while (to > begin && Texts.isSpace(source.charAt(to - 1))) {
                to--;
            }
        } else if (sign == 0 && isTag) {
            int from = end;
            while (from > begin
                    && source.charAt(from - 1) != '\n'
                    && Texts.isSpace(source.charAt(from - 1))) {
                from--;
            }
            boolean isLineBegin = from > begin ? source.charAt(from - 1) == '\n' : atLineStart;
            if (isLineBegin) {
                to = from;
            }
        }
        if (to > begin) {
            add(Kind.DATA, source.substring(begin, to), begin);
        }
    }

    private int skipSpace(int from) {
        int i = from;
        while (i < source.length() && Texts.isSpace(source.charAt(i))) {
            i++;
        }
        return i;
    }

    /// Returns where the tag of a raw block that begins at `open` ends, −1 if it is another tag.
    private int rawBegin(int open) {
        int i = skipSpace(open + (sign(open + 2) == 0 ? 2 : 3));
        if (!source.startsWith("raw", i)) {
            return -1;
        }
        i = skipSpace(i + 3);
        if (source.startsWith("-%}", i)) {
            return skipSpace(i + 3);
        }
        return source.startsWith("%}", i) ? i + 2 : -1;
    }

    private void raw(int open) {
        int begin = at;
        for (int i = source.indexOf("{%", at); i >= 0; i = source.indexOf("{%", i + 2)) {
            char sign = sign(i + 2);
            int word = skipSpace(i + (sign == 0 ? 2 : 3));
            if (source.startsWith("endraw", word)) {
                int end = tagEnd(skipSpace(word + 6), "%}");
                if (end >= 0) {
                    text(begin, i, sign, true);
                    move(end);
                    return;
                }
            }
        }
        throw TemplateError.syntax("Missing end of raw directive", open);
    }

    private void comment(int open) {
        int close = source.indexOf("#}", at);
        if (close < 0) {
            throw TemplateError.syntax("Missing end of comment tag", open);
        }
        char before = close > at ? source.charAt(close - 1) : 0;
        move(tagEnd(before == '-' || before == '+' ? close - 1 : close, "#}"));
    }

    /// Returns where a tag's end that begins at `from` ends, with what it swallows; −1 if there is
    /// none.
    private int tagEnd(int from, String end) {
        if (source.startsWith("+" + end, from)) {
            return from + 3;
        }
        if (source.startsWith("-" + end, from)) {
            return skipSpace(from + 3);
        }
        if (!source.startsWith(end, from)) {
            return -1;
        }
        return source.startsWith("\n", from + 2) ? from + 3 : from + 2;
    }

    private int outputEnd() {
        if (source.startsWith("-}}", at)) {
            return skipSpace(at + 3);
        }
        return source.startsWith("}}", at) ? at + 2 : -1;
    }

    private void move(int end) {
        atLineStart = source.charAt(end - 1) == '\n';
        at = end;
    }

    private void code(int open, Kind begin, Kind end) {
        add(begin, "", open);
        Deque<Character> closers = new ArrayDeque<>();
        while (true) {
            at = skipSpace(at);
            if (at >= source.length()) {
                return;
            }
            if (closers.isEmpty()) {
                int close = end == Kind.TAG_END ? tagEnd(at, "%}") : outputEnd();
                if (close >= 0) {
                    add(end, "", at);
                    move(close);
                    return;
                }
            }
            token(closers);
        }
    }

    private void token(Deque<Character> closers) {
        int c = source.codePointAt(at);
        if (c >= '0' && c <= '9') {
            number();
        } else if (c == '_' || Character.isUnicodeIdentifierStart(c)) {
            int begin = at;
            while (at < source.length() && isNamePart(source.codePointAt(at))) {
                at += Character.charCount(source.codePointAt(at));
            }
            add(Kind.NAME, source.substring(begin, at), begin);
        } else if (c == '\'' || c == '"') {
            string((char) c);
        } else {
            operator(closers);
        }
    }

    private static boolean isNamePart(int c) {
        return c == '_'
                || (Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
    }

    private void number() {
        NumberToken number = NumberToken.at(source, at);
        add(Kind.NUMBER, number.value(), at);
        at = number.end();
    }

    private void string(char quote) {
        int begin = at;
        int i = at + 1;
        while (i < source.length() && source.charAt(i) != quote) {
            i += source.charAt(i) == '\\' ? 2 : 1;
        }
        if (i >= source.length()) {
            throw TemplateError.syntax("unexpected char " + Printing.quoted("" + quote), begin);
        }
        add(Kind.STRING, Escapes.decoded(source.substring(begin + 1, i), begin), begin);
        at = i + 1;
    }

    private void operator(Deque<Character> closers) {
        for (String operator : LONG_OPERATORS) {
            if (source.startsWith(operator, at)) {
                add(Kind.OPERATOR, operator, at);
                at += 2;
                return;
            }
        }
        char c = source.charAt(at);
        if (SHORT_OPERATORS.indexOf(c) < 0) {
            String shown = source.substring(at, at + Character.charCount(source.codePointAt(at)));
            throw TemplateError.syntax("unexpected char " + Printing.quoted(shown), at);
        }
        switch (c) {
            case '{' -> closers.push('}');
            case '(' -> closers.push(')');
            case '[' -> closers.push(']');
            case '}', ')', ']' -> {
                if (closers.isEmpty()) {
                    throw TemplateError.syntax("unexpected '" + c + "'", at);
                }
                char expected = closers.pop();
                if (expected != c) {
                    throw TemplateError.syntax(
                            "unexpected '" + c + "', expected '" + expected + "'", at);
                }
            }
            default -> {}
        }
        add(Kind.OPERATOR, String.valueOf(c), at);
        at++;
    }
}
