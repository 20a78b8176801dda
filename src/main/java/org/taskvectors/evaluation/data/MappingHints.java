package org.taskvectors.evaluation.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a person says of a mapping; the rest is guessed.
///
/// @param kind how the examples are scored
/// @param fields columns of fields
/// @param truth the column that holds the truth
/// @param classes what values of that column mean; as in [Mapping], and beside the values whose
///   meaning is plain
/// @param choices columns of choices
public record MappingHints(
        Optional<Kind> kind,
        Map<String, String> fields,
        Optional<String> truth,
        Map<String, String> classes,
        List<String> choices) {
    public MappingHints {
        fields = Map.copyOf(fields);
        classes = Map.copyOf(classes);
        choices = List.copyOf(choices);
    }

    /// Returns hints that say nothing.
    public static MappingHints none() {
        return new MappingHints(Optional.empty(), Map.of(), Optional.empty(), Map.of(), List.of());
    }
}
