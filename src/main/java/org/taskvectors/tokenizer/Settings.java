package org.taskvectors.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.tokenizer.Tokenizer.SpecialToken;

/// What lies beside a vocabulary: special tokens by their roles, the chat template.
///
/// @param texts the texts of the tokens that chat templates know by name
/// @param endIds ids of tokens that end an answer, in the order in which they were found
/// @param addBegin whether texts begin with BOS, where it is said beside the tokenizer itself
/// @param notes what was left aside
record Settings(
        Map<SpecialToken, String> texts,
        List<Long> endIds,
        Optional<Boolean> addBegin,
        Optional<String> chatTemplate,
        List<String> notes) {
    Settings {
        texts = Map.copyOf(texts);
        endIds = List.copyOf(endIds);
        notes = List.copyOf(notes);
    }
}
