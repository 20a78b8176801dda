package org.taskvectors.evaluation.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.prompt.BuiltInTemplates;
import org.taskvectors.prompt.Label;
import org.taskvectors.prompt.PromptTemplate;

/// Guesses a mapping: the truth first, then the fields from what is left.
record MappingGuess(Table table, Optional<PromptTemplate> template, MappingHints hints) {
    /// Truths that are texts, which a model has to write.
    private static final Set<String> WRITTEN =
            Set.of(
                    "answer",
                    "answers",
                    "output",
                    "response",
                    "completion",
                    "summary",
                    "highlights",
                    "target",
                    "targets");

    Mapping mapping() throws Failure {
        DataChecks checks = new DataChecks(table);
        for (String column : hints.fields().values()) {
            checks.column(column);
        }
        for (String column : hints.choices()) {
            checks.column(column);
        }
        if (hints.truth().isPresent()) {
            checks.column(hints.truth().get());
        }
        Kind kind = kind();
        List<String> choices = kind == Kind.CHOICES ? choices() : List.of();
        if (kind == Kind.CHOICES && choices.isEmpty()) {
            throw Failure.of(
                    DataProblem.FIELD_UNMAPPED,
                    table.file(),
                    "no column holds choices; " + checks.columns(),
                    "Name the columns of the choices");
        }
        if (kind == Kind.TEXT) {
            return new Mapping(kind, Map.of(Mapping.TEXT, text()), "", Map.of(), List.of());
        }
        String truth = truth(kind, choices);
        return new Mapping(kind, fields(truth, choices), truth, classes(kind, truth), choices);
    }

    private Kind kind() throws Failure {
        if (hints.kind().isPresent()) {
            return hints.kind().get();
        }
        if (table.layout() == Layout.TEXT) {
            return Kind.TEXT;
        }
        if (!labels().isEmpty()) {
            return Kind.LABELS;
        }
        if (!choices().isEmpty()) {
            return Kind.CHOICES;
        }
        Optional<String> truth = hints.truth().or(() -> named(Set.of()));
        if (truth.isPresent()
                && (template.isPresent() || WRITTEN.contains(ColumnNames.plain(truth.get())))) {
            return Kind.GENERATION;
        }
        if (truth.isEmpty() && template.isEmpty()) {
            return Kind.TEXT;
        }
        throw Failure.of(
                truth.isPresent() ? DataProblem.TEMPLATE_WRONG : DataProblem.TRUTH_UNMAPPED,
                table.file(),
                truth.map(
                                column ->
                                        "the column '"
                                                + Shown.of(column)
                                                + "' seems to hold classes, and no template says"
                                                + " which words stand for them")
                        .orElse("no column holds the truth; " + new DataChecks(table).columns()),
                truth.isPresent() ? "Choose a template with labels" : "Name the column");
    }

    private List<Label> labels() {
        return template.map(PromptTemplate::labels).orElse(List.of());
    }

    private List<String> choices() {
        return hints.choices().isEmpty() ? ChoiceColumns.in(table.columns()) : hints.choices();
    }

    private String text() throws Failure {
        Optional<String> given =
                Optional.ofNullable(hints.fields().get(Mapping.TEXT))
                        .or(() -> ColumnNames.field(Mapping.TEXT, table.columns()));
        if (given.isEmpty() && table.columns().size() > 1) {
            throw new DataChecks(table).unmapped(Mapping.TEXT);
        }
        return given.orElse(table.columns().getFirst());
    }

    private String truth(Kind kind, List<String> choices) throws Failure {
        Set<String> taken = Set.copyOf(choices);
        Optional<String> truth =
                hints.truth()
                        .or(() -> kind == Kind.LABELS ? ofClasses() : Optional.empty())
                        .or(() -> named(taken));
        return truth.orElseThrow(
                () ->
                        Failure.of(
                                DataProblem.TRUTH_UNMAPPED,
                                table.file(),
                                "no column holds the truth; " + new DataChecks(table).columns(),
                                "Name the column"));
    }

    /// Returns the column with a name that truths have, and else none.
    private Optional<String> named(Set<String> taken) {
        List<String> free =
                table.columns().stream()
                        .filter(column -> !taken.contains(column))
                        .filter(column -> !hints.fields().containsValue(column))
                        .toList();
        return ColumnNames.TRUTHS.stream()
                .flatMap(name -> ColumnNames.named(name, free).stream())
                .findFirst();
    }

    /// Returns the column that a truth's name and values point to: the first of such a name of
    /// whose rows at least half mean a label, or else one of which all do.
    private Optional<String> ofClasses() {
        int rows = table.rows().size();
        Optional<String> byName =
                ColumnNames.TRUTHS.stream()
                        .flatMap(name -> ColumnNames.named(name, table.columns()).stream())
                        .filter(column -> 2 * known(column) >= rows)
                        .findFirst();
        return byName.or(
                () ->
                        table.columns().stream()
                                .filter(column -> !hints.fields().containsValue(column))
                                .filter(column -> !isField(column) && known(column) == rows)
                                .findFirst());
    }

    private boolean isField(String column) {
        return template.stream()
                .flatMap(one -> one.fields().stream())
                .anyMatch(field -> ColumnNames.plain(field).equals(ColumnNames.plain(column)));
    }

    private long known(String column) {
        return Classes.known(table.cells(table.columns().indexOf(column)), labels());
    }

    private Map<String, String> classes(Kind kind, String truth) throws Failure {
        Map<String, String> classes = new LinkedHashMap<>();
        if (kind == Kind.LABELS) {
            List<String> cells = table.cells(table.columns().indexOf(truth));
            if (hints.classes().isEmpty() && Classes.areShifted(cells, labels())) {
                throw Failure.of(
                        DataProblem.ANSWER_AMBIGUOUS,
                        table.file(),
                        "the numbers in '"
                                + Shown.of(truth)
                                + "' count from 1, those of the template's labels from 0",
                        "Say which number means which label");
            }
            classes.putAll(Classes.of(cells, labels()));
        }
        classes.putAll(hints.classes());
        return classes;
    }

    private Map<String, String> fields(String truth, List<String> choices) throws Failure {
        PromptTemplate used = template.orElseGet(BuiltInTemplates::raw);
        Map<String, String> fields = new LinkedHashMap<>();
        List<String> free = new ArrayList<>(table.columns());
        free.remove(truth);
        free.removeAll(choices);
        free.removeAll(hints.fields().values());
        // A column of a field's own name is never taken for another.
        for (String field : used.fields()) {
            Optional<String> own =
                    Optional.ofNullable(hints.fields().get(field))
                            .or(() -> ColumnNames.named(ColumnNames.plain(field), free));
            own.ifPresent(column -> take(field, column, fields, free));
        }
        for (String field : used.fields()) {
            if (!fields.containsKey(field)) {
                ColumnNames.field(field, free)
                        .ifPresent(column -> take(field, column, fields, free));
            }
        }
        fillInOrder(used, fields, free);
        return fields;
    }

    private static void take(
            String field, String column, Map<String, String> fields, List<String> free) {
        fields.put(field, column);
        free.remove(column);
    }

    /// Where as many columns as fields are left, they belong to each other in their order.
    private void fillInOrder(PromptTemplate used, Map<String, String> fields, List<String> free)
            throws Failure {
        List<String> missing =
                used.fields().stream()
                        .filter(field -> !fields.containsKey(field))
                        .filter(field -> !used.optional().contains(field))
                        .toList();
        if (missing.isEmpty()) {
            return;
        }
        if (missing.size() != free.size()) {
            throw new DataChecks(table).unmapped(missing.getFirst());
        }
        for (int i = 0; i < missing.size(); i++) {
            fields.put(missing.get(i), free.get(i));
        }
    }
}
