package org.taskvectors.tokenizer.template;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number as it is written in a template.
///
/// @param value a Long or a Double
/// @param end the offset behind its last character
record NumberToken(Object value, int end) {
    private static final Pattern FLOAT =
            Pattern.compile(
                    "\\d++(?:_\\d++)*+(?:(?:\\.\\d++(?:_\\d++)*+)?+[eE][+-]?\\d++(?:_\\d++)*+"
                            + "|\\.\\d++(?:_\\d++)*+)");
    private static final Pattern INTEGER =
            Pattern.compile(
                    "0[bB](?:_?[01])++|0[oO](?:_?[0-7])++|0[xX](?:_?[0-9a-fA-F])++"
                            + "|[1-9](?:_?\\d)*+|0(?:_?0)*+");

    static NumberToken at(String source, int at) {
        Matcher decimal = FLOAT.matcher(source).region(at, source.length());
        boolean afterDot = at > 0 && source.charAt(at - 1) == '.';
        if (!afterDot && decimal.lookingAt()) {
            return new NumberToken(Double.valueOf(decimal.group().replace("_", "")), decimal.end());
        }
        Matcher integer = INTEGER.matcher(source).region(at, source.length());
        if (!integer.lookingAt()) {
            throw TemplateError.syntax("a number that cannot be read", at);
        }
        String digits = integer.group().replace("_", "");
        try {
            return new NumberToken(integer(digits), integer.end());
        } catch (NumberFormatException e) {
            throw TemplateError.limit("an integer of more than 64 bits").at(at);
        }
    }

    private static long integer(String digits) {
        int radix =
                digits.length() < 2
                        ? 10
                        : switch (digits.charAt(1)) {
                            case 'b', 'B' -> 2;
                            case 'o', 'O' -> 8;
                            case 'x', 'X' -> 16;
                            default -> 10;
                        };
        return radix == 10 ? Long.parseLong(digits) : Long.parseLong(digits.substring(2), radix);
    }
}
