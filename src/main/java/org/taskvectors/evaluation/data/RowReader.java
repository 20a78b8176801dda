package org.taskvectors.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.taskvectors.evaluation.data.ChoiceReader.Choices;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.prompt.BuiltInTemplates;
import org.taskvectors.prompt.Label;
import org.taskvectors.prompt.PromptTemplate;

/// Makes an example of a row, or says why it is none.
///
/// @param template that words the examples; empty for [Kind#TEXT]
/// @param fields the position of the column of each field
/// @param truth the position of the truth's column; −1 for [Kind#TEXT]
/// @param choices for [Kind#CHOICES]
/// @param answers for [Kind#CHOICES]
/// @param takesTexts whether an accepted answer is its cell as it stands; else a list in JSON is
///   several, and an object with a list those of that
record RowReader(
        Table table,
        Mapping mapping,
        Optional<PromptTemplate> template,
        Map<String, Integer> fields,
        int truth,
        ChoiceReader choices,
        Optional<Answers> answers,
        boolean takesTexts) {
    /// What annotators who did not agree leave in SNLI and MNLI, and what hidden labels are.
    private static final Set<String> NO_TRUTH = Set.of("", "-", "-1", "-1.0");

    /// An example, or why there is none.
    record Outcome(Optional<Example> example, String why) {
        static Outcome none(String why) {
            return new Outcome(Optional.empty(), why);
        }
    }

    /// Checks that the mapping fits the table and the template.
    ///
    /// @throws Failure with a [DataProblem] where it does not
    static RowReader of(Table table, Mapping mapping, Optional<PromptTemplate> given)
            throws Failure {
        DataChecks checks = new DataChecks(table);
        Optional<PromptTemplate> template =
                mapping.kind() == Kind.TEXT
                        ? Optional.empty()
                        : given.or(() -> Optional.of(BuiltInTemplates.raw()));
        checkTemplate(table, mapping, template);
        Map<String, Integer> fields = new LinkedHashMap<>();
        for (var field : mapping.fields().entrySet()) {
            fields.put(field.getKey(), checks.column(field.getValue()));
        }
        List<String> wanted =
                template.map(PromptTemplate::fields).orElse(List.of(Mapping.TEXT)).stream()
                        .filter(
                                field ->
                                        template.isEmpty()
                                                || !template.get().optional().contains(field))
                        .filter(field -> !fields.containsKey(field))
                        .toList();
        if (!wanted.isEmpty()) {
            throw checks.unmapped(wanted.getFirst());
        }
        int truth = mapping.kind() == Kind.TEXT ? -1 : checks.column(mapping.truth());
        int[] columns = new int[mapping.choices().size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = checks.column(mapping.choices().get(i));
        }
        ChoiceReader choices = new ChoiceReader(java.util.Arrays.stream(columns).boxed().toList());
        Optional<Answers> answers =
                mapping.kind() == Kind.CHOICES
                        ? Optional.of(Answers.of(table, mapping, choices))
                        : Optional.empty();
        return new RowReader(table, mapping, template, fields, truth, choices, answers, false);
    }

    /// Returns the same, which takes an accepted answer as it stands.
    RowReader takingTexts() {
        return new RowReader(table, mapping, template, fields, truth, choices, answers, true);
    }

    private static void checkTemplate(
            Table table, Mapping mapping, Optional<PromptTemplate> template) throws Failure {
        List<Label> labels = template.map(PromptTemplate::labels).orElse(List.of());
        if (mapping.kind() == Kind.LABELS && labels.size() < 2) {
            throw wrongTemplate(
                    table, "labels are to be scored, and the template has " + labels.size());
        }
        List<String> unknown =
                mapping.fields().keySet().stream()
                        .filter(field -> template.isPresent())
                        .filter(field -> !template.get().fields().contains(field))
                        .toList();
        if (!unknown.isEmpty()) {
            throw wrongTemplate(table, "the template has no field " + DataChecks.names(unknown));
        }
        List<String> strangers =
                mapping.classes().values().stream()
                        .filter(one -> mapping.kind() == Kind.LABELS)
                        .filter(one -> labels.stream().noneMatch(label -> label.name().equals(one)))
                        .distinct()
                        .toList();
        if (!strangers.isEmpty()) {
            throw wrongTemplate(table, "the template has no label " + DataChecks.names(strangers));
        }
    }

    private static Failure wrongTemplate(Table table, String what) {
        return Failure.of(
                DataProblem.TEMPLATE_WRONG, table.file(), what, "Choose a template that fits");
    }

    /// Returns the example of a row.
    Outcome read(int row) {
        List<String> cells = table.rows().get(row);
        Map<String, String> values = new LinkedHashMap<>();
        for (var field : fields.entrySet()) {
            String value = cells.get(field.getValue());
            boolean mayBeEmpty =
                    template.isPresent() && template.get().optional().contains(field.getKey());
            if (value.isBlank() && !mayBeEmpty) {
                return Outcome.none(
                        "'"
                                + Shown.of(mapping.fields().getOrDefault(field.getKey(), ""))
                                + "' is empty");
            }
            values.put(field.getKey(), value);
        }
        return switch (mapping.kind()) {
            case TEXT -> example(row, values, List.of(), -1, List.of());
            case LABELS -> labelled(row, values, cells.get(truth));
            case GENERATION -> written(row, values, cells.get(truth));
            case CHOICES -> chosen(row, values, cells);
        };
    }

    private Outcome labelled(int row, Map<String, String> values, String cell) {
        String name = mapping.classes().getOrDefault(cell, mapping.classes().get(cell.strip()));
        if (name == null) {
            return Outcome.none(noTruth(cell, "is none of the labels"));
        }
        List<Label> labels = template.map(PromptTemplate::labels).orElse(List.of());
        int index = labels.stream().map(Label::name).toList().indexOf(name);
        return example(row, values, List.of(), index, List.of());
    }

    private Outcome written(int row, Map<String, String> values, String cell) {
        List<String> targets = targets(cell);
        return targets.isEmpty()
                ? Outcome.none("no accepted answer in '" + Shown.of(mapping.truth()) + "'")
                : example(row, values, List.of(), -1, targets);
    }

    /// A text, a list of texts, or an object with a list of texts, as SQuAD has them.
    private List<String> targets(String cell) {
        Optional<JsonNode> json = takesTexts ? Optional.empty() : JsonCells.parse(cell);
        if (json.isPresent()) {
            List<String> texts =
                    JsonCells.texts(json.get().isObject() ? json.get().path("text") : json.get());
            List<String> some = texts.stream().filter(text -> !text.isBlank()).toList();
            return List.copyOf(new LinkedHashSet<>(some));
        }
        return cell.isBlank() ? List.of() : List.of(cell);
    }

    private Outcome chosen(int row, Map<String, String> values, List<String> cells) {
        Optional<Choices> read = choices.read(cells);
        if (read.isEmpty()) {
            return Outcome.none(
                    "fewer than two choices, or an empty one, in "
                            + DataChecks.names(mapping.choices()));
        }
        OptionalInt right = answers.orElseThrow().of(cells.get(truth), read.get());
        if (right.isEmpty()) {
            return Outcome.none(
                    noTruth(
                            cells.get(truth),
                            "is none of the " + read.get().texts().size() + " choices"));
        }
        try {
            String prompt = prompt(values);
            List<String> words =
                    read.get().texts().stream().map(text -> following(prompt, text)).toList();
            return example(row, values, words, right.getAsInt(), List.of());
        } catch (Failure e) {
            return Outcome.none(e.what());
        }
    }

    /// The blank between a prompt and a choice, as lm-evaluation-harness' `target_delimiter`.
    private static String following(String prompt, String text) {
        boolean isApart =
                prompt.isEmpty()
                        || Character.isWhitespace(prompt.charAt(prompt.length() - 1))
                        || Character.isWhitespace(text.charAt(0));
        return isApart ? text : " " + text;
    }

    private String noTruth(String cell, String why) {
        String column = "'" + Shown.of(mapping.truth()) + "'";
        return NO_TRUTH.contains(cell.strip())
                ? "no truth: " + column + " is '" + Shown.of(cell) + "'"
                : column + " '" + Shown.of(cell) + "' " + why;
    }

    private Outcome example(
            int row,
            Map<String, String> values,
            List<String> words,
            int index,
            List<String> targets) {
        return new Outcome(
                Optional.of(
                        new Example(row, table.lines().get(row), values, words, index, targets)),
                "");
    }

    /// Returns the prompt with these values, or for [Kind#TEXT] the text.
    String prompt(Map<String, String> values) throws Failure {
        return template.isPresent()
                ? template.get().render(values)
                : values.getOrDefault(Mapping.TEXT, "");
    }
}
