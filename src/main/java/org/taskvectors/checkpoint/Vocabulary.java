package org.taskvectors.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The vocabulary that a file of weights brings along, of which a tokenizer is made where no files
/// beside it describe one.
///
/// @param kind the kind of tokenizer in the format's words: `llama` (SentencePiece), `gpt2`
///   (byte-level BPE)
/// @param cutting how text is cut before BPE, in the format's words: `llama-bpe`, `qwen2`
/// @param tokens the tokens' texts, by their ids
/// @param scores the tokens' scores; empty where the kind has none
/// @param types the tokens' types: 1 normal, 2 unknown, 3 control, 4 user defined, 5 unused, 6
///   byte; empty where all are normal
/// @param merges the merges, each two tokens with a space between them, best first
/// @param ids ids of special tokens by their roles: `bos`, `eos`, `eot`, `eom`, `unknown`,
///   `padding`
/// @param flags what the file says to be so or not: `add_bos_token`, `add_eos_token`,
///   `add_space_prefix`
/// @param chatTemplate the template of a conversation (Jinja)
/// @param notes what of it was left aside
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Vocabulary(
        String kind,
        Optional<String> cutting,
        List<String> tokens,
        double[] scores,
        int[] types,
        List<String> merges,
        Map<String, Integer> ids,
        Map<String, Boolean> flags,
        Optional<String> chatTemplate,
        List<String> notes) {
    /// The type of a token that a tokenizer puts out itself and text does not spell.
    public static final int CONTROL = 3;

    /// The type of a token that is found in a text before anything else.
    public static final int USER_DEFINED = 4;

    public static final int NORMAL = 1;
    public static final int UNKNOWN = 2;
    public static final int BYTE = 6;

    public Vocabulary {
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
        ids = Map.copyOf(ids);
        flags = Map.copyOf(flags);
        notes = List.copyOf(notes);
    }

    /// Returns the type of a token.
    public int type(int id) {
        return id < types.length ? types[id] : NORMAL;
    }
}
