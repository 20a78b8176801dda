package org.taskvectors.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Turns a token as the vocabulary spells it into the bytes that it stands for, by the tokenizer's
/// own decoder.
final class TokenBytes {
    private static final String TYPE = "type";

    /// How a decoder's parts change a token's text, before it becomes bytes.
    private record Replacement(String from, String to) {}

    private final List<Replacement> replacements = new ArrayList<>();
    private final int[] byteOfChar = ByteLevel.bytes();
    private boolean isByteLevel;
    private boolean hasByteTokens;
    private boolean isWords;

    private TokenBytes() {}

    /// @param decoder the `decoder` of a tokenizer.json
    /// @throws Failure [TokenizerProblem#UNKNOWN_KIND] where a part of it is not known here
    static TokenBytes of(JsonNode decoder, Path file) throws Failure {
        TokenBytes bytes = new TokenBytes();
        if (decoder.isMissingNode() || decoder.isNull()) {
            bytes.isWords = true;
            return bytes;
        }
        bytes.add(decoder, file);
        return bytes;
    }

    private void add(JsonNode decoder, Path file) throws Failure {
        String type = decoder.path(TYPE).asText();
        switch (type) {
            case "Sequence" -> {
                for (JsonNode part : decoder.path("decoders")) {
                    add(part, file);
                }
            }
            case "ByteLevel" -> isByteLevel = true;
            case "ByteFallback" -> hasByteTokens = true;
            case "Fuse", "Strip" -> {
                // They change a text's beginning and end, never a token in its middle.
            }
            case "Replace" -> {
                JsonNode from = decoder.path("pattern").path("String");
                if (!from.isTextual() || from.asText().isEmpty()) {
                    throw Failure.of(
                            TokenizerProblem.UNKNOWN_KIND,
                            file,
                            "its decoder replaces by a pattern, which is not known here",
                            "");
                }
                replacements.add(new Replacement(from.asText(), decoder.path("content").asText()));
            }
            case "Metaspace" ->
                    replacements.add(new Replacement(decoder.path("replacement").asText("▁"), " "));
            default ->
                    throw Failure.of(
                            TokenizerProblem.UNKNOWN_KIND,
                            file,
                            "its decoder is " + Shown.of(type) + ", which is not known here",
                            "");
        }
    }

    /// Returns the bytes that a token adds to a text that it does not begin.
    byte[] of(String token) {
        if (hasByteTokens && isByteToken(token)) {
            return new byte[] {(byte) Integer.parseInt(token, 3, 5, 16)};
        }
        String text = isWords ? " " + token : token;
        for (Replacement replacement : replacements) {
            text = text.replace(replacement.from, replacement.to);
        }
        return isByteLevel ? byteLevel(text) : text.getBytes(StandardCharsets.UTF_8);
    }

    /// The bytes that the characters of `text` stand for; its own where one of them stands for
    /// none, as in an added token.
    private byte[] byteLevel(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = c < byteOfChar.length ? byteOfChar[c] : -1;
            if (value < 0) {
                return text.getBytes(StandardCharsets.UTF_8);
            }
            bytes.write(value);
        }
        return bytes.toByteArray();
    }

    /// Whether it is `<0x..>`, as vocabularies of SentencePiece spell single bytes.
    static boolean isByteToken(String token) {
        return token.length() == 6
                && token.startsWith("<0x")
                && token.endsWith(">")
                && Character.digit(token.charAt(3), 16) >= 0
                && Character.digit(token.charAt(4), 16) >= 0
                && token.charAt(3) < 128
                && token.charAt(4) < 128;
    }
}
