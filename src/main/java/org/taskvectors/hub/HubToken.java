package org.taskvectors.hub;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A person's token for a hub. It shows itself nowhere: only [HubRequests] takes its value, for the
/// hub's own host.
public final class HubToken {
    private static final int LONGEST = 4_096;

    /// So many letters of a token in a row are no chance.
    private static final int PIECE = 8;

    private static final Pattern ESCAPE =
            Pattern.compile("%([0-9a-fA-F]{2})|\\\\u([0-9a-fA-F]{4})|&#[xX]0*([0-9a-fA-F]{2});");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{12,}");

    private final String value;

    private HubToken(String value) {
        this.value = value;
    }

    /// Returns the token that a text is, without the white space around it.
    ///
    /// @return empty if the text is none: nothing, or more than one word
    public static Optional<HubToken> of(String text) {
        String value = text.strip();
        boolean isToken =
                !value.isEmpty()
                        && value.length() <= LONGEST
                        && value.chars().allMatch(c -> c > ' ' && c < 0x7F);
        return isToken ? Optional.of(new HubToken(value)) : Optional.empty();
    }

    /// Returns the value of the header that carries it.
    String header() {
        return "Bearer " + value;
    }

    /// Whether a text that a server sent holds the token or a longer piece of it, however it is
    /// written: in capitals, with other signs between its letters, escaped, or in Base64.
    boolean isIn(String text) {
        String own = letters(value);
        String plain = text;
        for (int i = 0; i < 3; i++) {
            if (holdsPiece(letters(plain), own)) {
                return true;
            }
            plain = unescaped(plain);
        }
        Matcher runs = BASE64.matcher(text);
        while (runs.find()) {
            for (int skipped = 0; skipped < 4; skipped++) {
                if (holdsPiece(letters(fromBase64(runs.group().substring(skipped))), own)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean holdsPiece(String text, String own) {
        int length = Math.min(PIECE, own.length());
        for (int from = 0; length > 0 && from + length <= own.length(); from++) {
            if (text.contains(own.substring(from, from + length))) {
                return true;
            }
        }
        return false;
    }

    /// Without all that can stand between letters and digits.
    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /// `%5F`, `\\u005f` and `&#x5f;` as the sign that they stand for.
    private static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(
                        found -> {
                            int group = found.group(1) != null ? 1 : found.group(2) != null ? 2 : 3;
                            char sign = (char) Integer.parseInt(found.group(group), 16);
                            return Matcher.quoteReplacement(String.valueOf(sign));
                        });
    }

    private static String fromBase64(String text) {
        String plain = text.replace('-', '+').replace('_', '/');
        byte[] bytes = Base64.getDecoder().decode(plain.substring(0, plain.length() / 4 * 4));
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return "a token (not shown)";
    }
}
