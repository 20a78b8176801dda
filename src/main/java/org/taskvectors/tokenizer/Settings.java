package org.taskvectors.tokenizer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Vocabulary;
import org.taskvectors.tokenizer.Tokenizer.SpecialToken;

/// What lies beside a vocabulary: special tokens by their roles, the chat template.
///
/// @param texts the texts of the tokens that chat templates know by name
/// @param endIds ids of tokens that end an answer, in the order in which they were found
/// @param addBegin whether texts begin with BOS, where a file beside the tokenizer sets it
/// @param notes what was left aside
record Settings(
        Map<SpecialToken, String> texts,
        List<Long> endIds,
        Optional<Boolean> addBegin,
        Optional<String> chatTemplate,
        List<String> notes) {
    /// The note about a tokenizer that puts EOS behind every text.
    static final String END_LEFT_OUT =
            "its own rules put an end token behind a text; it is left out of prompts, which an"
                    + " answer follows";

    Settings {
        texts = Map.copyOf(texts);
        endIds = List.copyOf(endIds);
        notes = List.copyOf(notes);
    }

    /// Returns the same, and what a vocabulary of SentencePiece says where these settings are
    /// silent: its special tokens, and BOS before every text, as its first models had it.
    Settings withDefaults(Vocabulary vocabulary) {
        Settings own = VocabularySettings.of(vocabulary);
        Map<SpecialToken, String> all = new HashMap<>(own.texts);
        all.putAll(texts);
        boolean isBpe = vocabulary.kind().equals("llama");
        return new Settings(
                all,
                endIds.isEmpty() ? own.endIds : endIds,
                addBegin.or(() -> isBpe ? own.addBegin : Optional.empty()),
                chatTemplate,
                notes);
    }
}
