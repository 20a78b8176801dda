package org.taskvectors.checkpoint.gguf;

import java.util.Optional;
import java.util.OptionalLong;

/// The tokenizer's entries of a GGUF file without the vocabulary itself, which [GgufFile#texts] and
/// [GgufFile#numbers] read under the keys that are named here.
///
/// @param model the kind: `llama` (SentencePiece), `gpt2` (byte-level BPE), `bert`, …
/// @param pre how text is cut before BPE: `llama-bpe`, `qwen2`, …
/// @param vocabularySize how many tokens there are
/// @param merges how many merges of BPE there are
/// @param begin id of the token at the beginning of a text
/// @param end id of the token at the end of a text
/// @param unknown id of the token for what is not known
/// @param padding id of the token that fills up
/// @param addBegin whether texts begin with the begin token; empty if the file does not say
/// @param addEnd whether texts end with the end token; empty if the file does not say
/// @param addSpacePrefix whether a space is put before texts; empty if the file does not say
/// @param chatTemplate the template of a conversation (Jinja)
public record GgufTokenizer(
        String model,
        Optional<String> pre,
        long vocabularySize,
        long merges,
        OptionalLong begin,
        OptionalLong end,
        OptionalLong unknown,
        OptionalLong padding,
        Optional<Boolean> addBegin,
        Optional<Boolean> addEnd,
        Optional<Boolean> addSpacePrefix,
        Optional<String> chatTemplate) {
    /// The key of the tokens' texts, in the order of their ids.
    public static final String TOKENS = "tokenizer.ggml.tokens";

    /// The key of the tokens' scores (SentencePiece).
    public static final String SCORES = "tokenizer.ggml.scores";

    /// The key of the tokens' types: 1 normal, 2 unknown, 3 control, 4 user defined, 5 unused, 6
    /// byte.
    public static final String TYPES = "tokenizer.ggml.token_type";

    /// The key of the merges, each two tokens with a space between them, best first (BPE).
    public static final String MERGES = "tokenizer.ggml.merges";

    static Optional<GgufTokenizer> of(GgufMetadata data) {
        String prefix = "tokenizer.ggml.";
        return data.text(prefix + "model")
                .map(
                        model ->
                                new GgufTokenizer(
                                        model,
                                        data.text(prefix + "pre"),
                                        size(data, TOKENS),
                                        size(data, MERGES),
                                        data.count(prefix + "bos_token_id"),
                                        data.count(prefix + "eos_token_id"),
                                        data.count(prefix + "unknown_token_id"),
                                        data.count(prefix + "padding_token_id"),
                                        data.flag(prefix + "add_bos_token"),
                                        data.flag(prefix + "add_eos_token"),
                                        data.flag(prefix + "add_space_prefix"),
                                        data.text("tokenizer.chat_template")));
    }

    private static long size(GgufMetadata data, String key) {
        return data.values().get(key) instanceof GgufValue.Array array ? array.count() : 0;
    }
}
