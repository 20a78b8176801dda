package org.taskvectors.training.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.evaluation.TaskOptions;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.evaluation.Trials;
import org.taskvectors.evaluation.data.DataSet;
import org.taskvectors.evaluation.data.DataSets;
import org.taskvectors.evaluation.data.Example;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.evaluation.data.LeftOut;
import org.taskvectors.evaluation.data.Mapping;
import org.taskvectors.evaluation.data.Table;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.prompt.BuiltInTemplates;
import org.taskvectors.prompt.Label;
import org.taskvectors.prompt.PromptTemplate;

/// Rows as Evaluate reads them: with labels, choices, answers of their own, or texts.
final class ExampleSource implements RowSource {
    /// Columns that hold accepted answers, as SQuAD's does; a list in any other is a text.
    private static final Set<String> SEVERAL = Set.of("answers", "targets");

    private final TaskReader reader;
    private final DataSet data;
    private final PromptTemplate template;
    private final List<String> labels;
    private final int[] exampleOf;
    private final List<String> notes;

    private ExampleSource(TaskReader reader, DataSet data, List<String> notes) {
        this.reader = reader;
        this.data = data;
        this.notes = List.copyOf(notes);
        template = data.template().orElseGet(BuiltInTemplates::raw);
        labels = template.labels().stream().map(Label::word).toList();
        exampleOf = new int[reader.table().rows().size()];
        Arrays.fill(exampleOf, -1);
        for (int i = 0; i < data.examples().size(); i++) {
            exampleOf[data.examples().get(i).row()] = i;
        }
    }

    /// Makes examples of a file's rows.
    ///
    /// @throws Failure if no row is one
    static ExampleSource of(TaskReader reader) throws Failure {
        Mapping mapping = reader.mapping();
        Table table = reader.table();
        boolean areTexts = mapping.kind() == Kind.GENERATION && !areSeveral(table, mapping);
        DataSet data =
                areTexts
                        ? DataSets.ofTexts(table, mapping, reader.template())
                        : DataSets.of(table, mapping, reader.template(), OptionalInt.empty());
        List<String> notes = new ArrayList<>(data.notes());
        if (mapping.kind() == Kind.GENERATION) {
            notes.addAll(answerNotes(reader, data, areTexts));
        }
        return new ExampleSource(reader, data, notes);
    }

    private static boolean areSeveral(Table table, Mapping mapping) {
        int column = table.columns().indexOf(mapping.truth());
        return SEVERAL.contains(mapping.truth().strip().toLowerCase(Locale.ROOT))
                && table.rows().stream()
                        .map(row -> row.get(column))
                        .allMatch(cell -> cell.isBlank() || isBracketed(cell));
    }

    private static boolean isBracketed(String cell) {
        return cell.startsWith("[") || cell.startsWith("{");
    }

    private static List<String> answerNotes(TaskReader reader, DataSet data, boolean areTexts) {
        List<String> found = new ArrayList<>();
        String truth = "'" + Shown.of(reader.mapping().truth()) + "'";
        long bracketed =
                data.examples().stream()
                        .filter(one -> isBracketed(one.targets().getFirst()))
                        .count();
        if (!areTexts) {
            found.add("of the answers in " + truth + " the first is learned");
        } else if (bracketed > 0) {
            found.add(
                    Amounts.counted(bracketed, "answer")
                            + " in "
                            + truth
                            + " begin with a bracket; they are learned as they stand");
        }
        long together =
                reader.template().isPresent()
                        ? 0
                        : data.examples().stream().filter(ExampleSource::isTogether).count();
        if (together > 0) {
            found.add(
                    Amounts.counted(together, "prompt")
                            + " and the answer have no blank between them");
        }
        return found;
    }

    private static boolean isTogether(Example one) {
        String prompt = one.values().getOrDefault(BuiltInTemplates.PROMPT, "");
        return !prompt.isEmpty()
                && !Character.isWhitespace(prompt.charAt(prompt.length() - 1))
                && !Character.isWhitespace(one.targets().getFirst().charAt(0));
    }

    TaskReader reader() {
        return reader;
    }

    private Kind kind() {
        return data.kind();
    }

    @Override
    public Table table() {
        return reader.table();
    }

    @Override
    public String name() {
        return reader.choice().name().isBlank() ? data.name() : reader.choice().name();
    }

    @Override
    public String wording() {
        return reader.wording();
    }

    @Override
    public Map<String, String> fields() {
        Map<String, String> columns = reader.mapping().fields();
        if (kind() == Kind.TEXT) {
            return columns;
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : template.fields()) {
            fields.put(field, columns.getOrDefault(field, ""));
        }
        return fields;
    }

    @Override
    public String truth() {
        return reader.mapping().truth();
    }

    @Override
    public String why(int row) {
        if (exampleOf[row] >= 0) {
            return "";
        }
        List<LeftOut> all = data.leftOut();
        int low = 0;
        int high = all.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all.get(middle).row() < row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return all.get(low).why();
    }

    private Example example(int row) {
        return data.examples().get(exampleOf[row]);
    }

    @Override
    public RowWords words(int row) throws Failure {
        Example example = example(row);
        if (kind() == Kind.TEXT) {
            return RowWords.text(example.values().getOrDefault(Mapping.TEXT, ""));
        }
        String prompt = template.render(example.values());
        return switch (kind()) {
            case LABELS -> chosen(prompt, labels, example.truth());
            case CHOICES -> chosen(prompt, example.choices(), example.truth());
            case GENERATION, TEXT ->
                    RowWords.answered(
                            RowWords.Form.WRITTEN, prompt, example.targets().getFirst(), List.of());
        };
    }

    private static RowWords chosen(String prompt, List<String> choices, int truth) {
        return RowWords.answered(RowWords.Form.CHOICE, prompt, choices.get(truth), choices);
    }

    @Override
    public List<String> values(int row) {
        List<String> cells = table().rows().get(row);
        return fields().values().stream()
                .map(column -> column.isEmpty() ? "" : cells.get(table().columns().indexOf(column)))
                .toList();
    }

    @Override
    public List<String> classes() {
        return kind() == Kind.LABELS
                ? template.labels().stream().map(Label::name).toList()
                : List.of();
    }

    @Override
    public int classOf(int row) {
        return kind() == Kind.LABELS ? example(row).truth() : -1;
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public Optional<Trials.Chosen> question(int[] rows, List<String> more) {
        if (rows.length == 0 || (kind() != Kind.LABELS && kind() != Kind.CHOICES)) {
            return Optional.empty();
        }
        List<String> all = new ArrayList<>(data.notes());
        all.addAll(more);
        DataSet asked =
                new DataSet(
                        name(),
                        data.file(),
                        data.fingerprint(),
                        kind(),
                        data.template(),
                        Arrays.stream(rows).mapToObj(this::example).toList(),
                        List.of(),
                        all);
        return Optional.of(
                new Trials.Chosen(asked, TaskOptions.usual(wording(), table().rows().size())));
    }
}
