package org.taskvectors.tokenizer.template;

/// The escapes in a string of a template, as Python's `unicode-escape` reads them.
final class Escapes {
    private Escapes() {}

    /// Returns the text that the inside of a string literal stands for.
    ///
    /// @param position where the literal stands, for the failure
    static String decoded(String inside, int position) {
        if (inside.indexOf('\\') < 0) {
            return inside;
        }
        StringBuilder text = new StringBuilder(inside.length());
        int i = 0;
        while (i < inside.length()) {
            char c = inside.charAt(i);
            if (c != '\\') {
                text.append(c);
                i++;
            } else {
                i = escape(inside, i + 1, text, position);
            }
        }
        return text.toString();
    }

    /// Reads one escape whose letter is at `i`, and returns where it ends.
    private static int escape(String inside, int i, StringBuilder text, int position) {
        int c = inside.codePointAt(i);
        switch (c) {
            case '\n' -> {}
            case '\\', '\'', '"' -> text.append((char) c);
            case 'a' -> text.append('\u0007');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'v' -> text.append('\u000b');
            case 'x' -> {
                return hexadecimal(inside, i + 1, 2, text, position);
            }
            case 'u' -> {
                return hexadecimal(inside, i + 1, 4, text, position);
            }
            case 'U' -> {
                return hexadecimal(inside, i + 1, 8, text, position);
            }
            case 'N' ->
                    throw TemplateError.unsupported("a character by its name (\\N)").at(position);
            default -> {
                if (c >= '0' && c <= '7') {
                    return octal(inside, i, text);
                }
                text.append('\\');
                if (c < 0x80) {
                    text.append((char) c);
                } else {
                    // Python has made an escape of the character first, and the backslash before
                    // it then escapes the escape.
                    text.append(Printing.escapeOf(c).substring(1));
                }
            }
        }
        return i + Character.charCount(c);
    }

    private static int octal(String inside, int from, StringBuilder text) {
        int value = 0;
        int i = from;
        while (i < inside.length()
                && i < from + 3
                && inside.charAt(i) >= '0'
                && inside.charAt(i) <= '7') {
            value = 8 * value + inside.charAt(i) - '0';
            i++;
        }
        text.append((char) value);
        return i;
    }

    private static int hexadecimal(
            String inside, int from, int digits, StringBuilder text, int position) {
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            char c = i < inside.length() ? inside.charAt(i) : 0;
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw TemplateError.syntax("a truncated escape in a string", position);
            }
            value = 16 * value + digit;
        }
        if (value > Character.MAX_CODE_POINT) {
            throw TemplateError.syntax("illegal Unicode character", position);
        }
        text.appendCodePoint((int) value);
        return from + digits;
    }
}
