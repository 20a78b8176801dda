package org.taskvectors.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the choices of a row.
///
/// @param columns the positions of the columns of choices
record ChoiceReader(List<Integer> columns) {
    /// The choices of one row.
    ///
    /// @param texts of the choices, two or more
    /// @param labels what the row itself calls them (`A`, `B`, …), as many; empty where it does not
    record Choices(List<String> texts, List<String> labels) {}

    /// Returns the row's choices; empty where its cells hold fewer than two, or an empty one.
    Optional<Choices> read(List<String> row) {
        Choices choices =
                columns.size() == 1
                        ? JsonCells.parse(row.get(columns.getFirst()))
                                .map(ChoiceReader::ofJson)
                                .orElse(new Choices(List.of(), List.of()))
                        : new Choices(ofColumns(row), List.of());
        boolean isRight =
                choices.texts().size() > 1
                        && choices.texts().stream().noneMatch(String::isBlank)
                        && (choices.labels().isEmpty()
                                || choices.labels().size() == choices.texts().size());
        return isRight ? Optional.of(choices) : Optional.empty();
    }

    /// A row may have fewer choices than there are columns: the last are empty then.
    private List<String> ofColumns(List<String> row) {
        List<String> texts = new ArrayList<>();
        columns.forEach(column -> texts.add(row.get(column)));
        while (!texts.isEmpty() && texts.getLast().isBlank()) {
            texts.removeLast();
        }
        return texts;
    }

    /// A list of texts, a list of objects with a text and a label, or an object with a list of each
    /// (the shapes of HellaSwag, CommonsenseQA and ARC).
    private static Choices ofJson(JsonNode json) {
        if (json.isObject()) {
            return new Choices(
                    JsonCells.texts(json.path("text")), JsonCells.texts(json.path("label")));
        }
        if (json.isArray() && json.path(0).isObject()) {
            List<String> texts = new ArrayList<>();
            List<String> labels = new ArrayList<>();
            for (JsonNode one : json) {
                texts.add(one.path("text").asText());
                labels.add(one.path("label").asText());
            }
            return new Choices(texts, labels);
        }
        return new Choices(JsonCells.texts(json), List.of());
    }
}
