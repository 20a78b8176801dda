package org.taskvectors.tokenizer;

import java.util.List;
import java.util.Optional;

/// How byte-level BPE of a GGUF file cuts text before it merges, by the name that the file gives.
///
/// Source: llama.cpp's `llama-vocab.cpp`, where several patterns are written differently for want
/// of an engine; here they are as the models' own tokenizers have them.
///
/// @param patterns the patterns, each of which cuts what the ones before it left
/// @param wholeWords whether a piece that is a token stays whole, whatever the merges say
/// @param addsBegin whether BOS is put before texts where the file does not say
/// @param composes whether text is brought to NFC
record Cutting(List<String> patterns, boolean wholeWords, boolean addsBegin, boolean composes) {
    private static final String GPT2 =
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    private static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";

    private static final String WORDS = "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|";

    private static final String REST =
            "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final String LLAMA3 = CONTRACTIONS + WORDS + "\\p{N}{1,3}" + REST;
    private static final String QWEN2 = CONTRACTIONS + WORDS + "\\p{N}" + REST;

    private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String REST_WITH_SLASH =
            "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final String DEEPSEEK3 =
            "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
                    + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
                    + "| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static Cutting plain(String... patterns) {
        return new Cutting(List.of(patterns), false, false, false);
    }

    private static String cased(String ending) {
        return "[^\\r\\n\\p{L}\\p{N}]?"
                + UPPER
                + "*"
                + LOWER
                + "+"
                + ending
                + "|[^\\r\\n\\p{L}\\p{N}]?"
                + UPPER
                + "+"
                + LOWER
                + "*"
                + ending;
    }

    /// Returns the cutting of that name; empty where it is not known here.
    static Optional<Cutting> of(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "default" ->
                            plain("[\\p{P}\\$\\+<=>\\^~\\|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]");
                    case "llama3", "llama-v3", "llama-bpe" ->
                            new Cutting(List.of(LLAMA3), true, true, false);
                    case "gpt-2", "phi-2", "olmo" -> plain(GPT2);
                    case "starcoder", "refact", "smollm" -> plain("\\p{N}", GPT2);
                    case "qwen2", "deepseek-r1-qwen" ->
                            new Cutting(List.of(QWEN2), false, false, true);
                    case "tekken" ->
                            new Cutting(
                                    List.of(cased("") + "|\\p{N}" + REST_WITH_SLASH),
                                    true,
                                    true,
                                    false);
                    case "gpt-4o", "llama4" ->
                            plain(cased(CONTRACTIONS + "?") + "|\\p{N}{1,3}" + REST_WITH_SLASH);
                    case "deepseek-coder" ->
                            plain(
                                    "[\\r\\n]",
                                    "\\s?\\p{L}+",
                                    "\\s?\\p{P}+",
                                    "[一-龥ࠀ-一가-퟿]+",
                                    "\\p{N}");
                    case "deepseek-v3" -> plain("\\p{N}{1,3}", "[一-龥぀-ゟ゠-ヿ]+", DEEPSEEK3);
                    default -> null;
                });
    }
}
