package org.taskvectors.evaluation.data;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The names that columns of published tables of examples have.
final class ColumnNames {
    /// What other tables call a field, the usual names first.
    private static final Map<String, List<String>> FIELDS =
            Map.ofEntries(
                    Map.entry("sentence", List.of("text", "review", "content")),
                    Map.entry("text", List.of("sentence", "review", "content", "document")),
                    Map.entry("premise", List.of("sentence1", "text_a", "text1", "context")),
                    Map.entry("hypothesis", List.of("sentence2", "text_b", "text2")),
                    Map.entry("sentence1", List.of("premise", "text_a", "text1", "question1")),
                    Map.entry("sentence2", List.of("hypothesis", "text_b", "text2", "question2")),
                    Map.entry("question", List.of("query", "question_stem", "goal")),
                    Map.entry("context", List.of("passage", "ctx", "premise", "input")),
                    Map.entry("passage", List.of("context", "article", "document")),
                    Map.entry(
                            "prompt",
                            List.of(
                                    "question",
                                    "ctx",
                                    "query",
                                    "question_stem",
                                    "goal",
                                    "input",
                                    "instruction",
                                    "text",
                                    "sentence",
                                    "document",
                                    "article")),
                    Map.entry("instruction", List.of("question", "prompt", "query")),
                    Map.entry("input", List.of("context", "passage")),
                    Map.entry("document", List.of("article", "text", "dialogue")),
                    Map.entry("article", List.of("document", "text")));

    /// Columns that hold the truth, those that were agreed on first.
    static final List<String> TRUTHS =
            List.of(
                    "gold_label",
                    "label",
                    "labels",
                    "class",
                    "category",
                    "sentiment",
                    "target",
                    "targets",
                    "gold",
                    "answerkey",
                    "answer",
                    "answers",
                    "correct",
                    "truth",
                    "output",
                    "response",
                    "completion",
                    "summary",
                    "highlights",
                    "y");

    /// Columns that hold one list of choices.
    static final List<String> CHOICES = List.of("choices", "endings", "options");

    private static final Set<String> KNOWN =
            Stream.of(
                            FIELDS.keySet().stream(),
                            FIELDS.values().stream().flatMap(List::stream),
                            TRUTHS.stream().filter(name -> name.length() > 1),
                            CHOICES.stream(),
                            Stream.of("index", "idx", "id"))
                    .flatMap(names -> names)
                    .collect(Collectors.toSet());

    private ColumnNames() {}

    static boolean isKnown(String column) {
        return KNOWN.contains(plain(column));
    }

    /// Returns the column for a field of a template: of the same name, or of one of the names that
    /// other tables give it.
    static Optional<String> field(String field, List<String> columns) {
        return Stream.concat(
                        Stream.of(plain(field)),
                        FIELDS.getOrDefault(plain(field), List.of()).stream())
                .flatMap(name -> named(name, columns).stream())
                .findFirst();
    }

    /// Returns the column of a name, in any case.
    static Optional<String> named(String name, List<String> columns) {
        return columns.stream().filter(column -> plain(column).equals(name)).findFirst();
    }

    static String plain(String column) {
        return column.strip().toLowerCase(Locale.ROOT);
    }
}
