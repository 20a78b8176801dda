package org.taskvectors.merge;

import java.util.Optional;
import org.taskvectors.merge.vocabulary.VocabularyChoice;

/// What a merge does with the words of its models.
///
/// @param vocabulary whose tokens the result has, by which rows are matched; empty where rows are
///   matched by their number, and the tokenizer is the base's or the first model's
/// @param chatTemplate the chat template as a recipe says it: `auto`, a name, or a template's text;
///   empty for that of the tokenizer
public record Words(Optional<VocabularyChoice> vocabulary, Optional<String> chatTemplate) {
    /// The base's or the first model's.
    public static final Words AS_THEY_ARE = new Words(Optional.empty(), Optional.empty());
}
