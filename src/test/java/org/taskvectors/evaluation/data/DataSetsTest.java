package org.taskvectors.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;
import org.taskvectors.prompt.BuiltInTemplates;
import org.taskvectors.prompt.PromptTemplate;

/// Tables with labels: how they are mapped, and what is left out.
class DataSetsTest {
    @TempDir Path folder = Path.of("");

    private Table table(String name, String text) throws IOException {
        return Tables.read(Files.writeString(folder.resolve(name), text));
    }

    private static Optional<PromptTemplate> template(String id) {
        return BuiltInTemplates.all().stream().filter(one -> one.id().equals(id)).findFirst();
    }

    private static DataSet data(Table table, String template) throws Failure {
        return data(table, template, MappingHints.none());
    }

    private static DataSet data(Table table, String template, MappingHints hints) throws Failure {
        Mapping mapping = Mapping.guess(table, template(template), hints);
        return DataSets.of(table, mapping, template(template), OptionalInt.empty());
    }

    private static List<Integer> truths(DataSet data) {
        return data.examples().stream().map(Example::truth).toList();
    }

    private static Failure refused(Table table, String template) {
        return Objects.requireNonNull(
                catchThrowableOfType(Failure.class, () -> data(table, template)));
    }

    @Test
    void sst2AsGlueHasIt() throws IOException {
        Table table = table("dev.tsv", "sentence\tlabel\na fine film . \t1\nbad \t0\n");
        DataSet data = data(table, "sst2");
        assertThat(data.name()).isEqualTo("dev");
        assertThat(data.kind()).isEqualTo(Kind.LABELS);
        assertThat(data.fingerprint()).isEqualTo(table.fingerprint());
        assertThat(data.examples())
                .containsExactly(
                        new Example(
                                0,
                                2,
                                Map.of("sentence", "a fine film . "),
                                List.of(),
                                1,
                                List.of()),
                        new Example(1, 3, Map.of("sentence", "bad "), List.of(), 0, List.of()));
        assertThat(data.notes())
                .containsExactly("the numbers in 'label' are taken as 0 = negative, 1 = positive");
    }

    @Test
    void mnliAsGlueHasIt() throws IOException {
        DataSet data =
                data(
                        table(
                                "dev_matched.tsv",
                                "index\tpromptID\tgenre\tsentence1_parse\tsentence1\tsentence2\t"
                                        + "label1\tlabel2\tgold_label\n"
                                        + "0\t7\tfiction\t( a )\tA \"man\" sleeps.\tHe is awake\t"
                                        + "neutral\tneutral\tcontradiction\n"
                                        + "1\t8\tfiction\t( b )\tx\ty\tneutral\tentailment\t-\n"),
                        "mnli");
        assertThat(data.examples())
                .containsExactly(
                        new Example(
                                0,
                                2,
                                Map.of("premise", "A \"man\" sleeps.", "hypothesis", "He is awake"),
                                List.of(),
                                2,
                                List.of()));
        assertThat(data.leftOut())
                .containsExactly(new LeftOut(1, 3, "no truth: 'gold_label' is '-'"));
        assertThat(data.notes())
                .contains(
                        "1 of 2 rows are left out: 1 (no truth: 'gold_label' is '-')",
                        "no example is 'entailment'",
                        "no example is 'neutral'");
    }

    @Test
    void numbersThatCountFromOneAreNotTakenForThoseFromZero() throws IOException {
        String rows = "sentence\tlabel\na good one\t%s\na bad one\t%s\n";

        assertThatThrownBy(() -> data(table("a.tsv", rows.formatted("2", "1")), "sst2"))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure ->
                                assertThat(failure.problem())
                                        .isEqualTo(DataProblem.ANSWER_AMBIGUOUS));
        assertThat(truths(data(table("b.tsv", rows.formatted("1", "0")), "sst2")))
                .containsExactly(1, 0);
    }

    @Test
    void mnliInJsonWithWordsOrNumbers() throws IOException {
        String rows =
                """
                {"premise": "a", "hypothesis": "b", "label": %s}
                {"premise": "c", "hypothesis": "d", "label": %s}
                """;
        assertThat(
                        truths(
                                data(
                                        table(
                                                "a.jsonl",
                                                rows.formatted("\"Neutral\"", "\"entailment\"")),
                                        "mnli")))
                .containsExactly(1, 0);
        assertThat(truths(data(table("b.jsonl", rows.formatted("2", "1.0")), "mnli")))
                .containsExactly(2, 1);
        DataSet hidden = data(table("c.jsonl", rows.formatted("-1", "0")), "mnli");
        assertThat(hidden.leftOut())
                .containsExactly(new LeftOut(0, 1, "no truth: 'label' is '-1'"));
        assertThat(
                        truths(
                                data(
                                        table(
                                                "d.json",
                                                "{\"3\": {\"text_a\": \"a\", \"text_b\": \"b\","
                                                        + " \"label\": \"neutral\"}}"),
                                        "mnli")))
                .containsExactly(1);
    }

    @Test
    void aLabelMayBeWrittenAsItsWord() throws IOException {
        String rows = "sentence1\tsentence2\tgold\na\tb\tTrue\nc\td\t neither \n";
        assertThat(truths(data(table("a.tsv", rows), "mnli"))).containsExactly(0, 1);
    }

    @Test
    void columnsWithoutNamesAreFoundByTheirValues() throws IOException {
        Table table = table("a.tsv", "1\ta fine film\n0\ta bad one\n");
        Mapping mapping = Mapping.guess(table, template("sst2"));
        assertThat(mapping.truth()).isEqualTo("column 1");
        assertThat(mapping.fields()).isEqualTo(Map.of("sentence", "column 2"));
        Table pairs = table("b.tsv", "x one\ty two\tneutral\nz one\tw two\tentailment\n");
        assertThat(Mapping.guess(pairs, template("mnli")).fields())
                .isEqualTo(Map.of("premise", "column 1", "hypothesis", "column 2"));
    }

    @Test
    void theColumnWhoseValuesAreLabelsIsTheTruth() throws IOException {
        // GLUE's name is tried first, but holds another thing here.
        Table table =
                table("a.tsv", "sentence\tlabel\tsentiment\na\tx1\tpositive\nb\tx2\tnegative\n");
        assertThat(Mapping.guess(table, template("sst2")).truth()).isEqualTo("sentiment");
    }

    @Test
    void whatAPersonSaysIsTaken() throws IOException {
        Table table = table("a.csv", "id,words,stars\n1,a fine film,five\n2,bad,one\n3,x,three\n");
        MappingHints hints =
                new MappingHints(
                        Optional.empty(),
                        Map.of("sentence", "words"),
                        Optional.of("stars"),
                        Map.of("five", "positive", "one", "negative"),
                        List.of());
        DataSet data = data(table, "sst2", hints);
        assertThat(truths(data)).containsExactly(1, 0);
        assertThat(data.leftOut())
                .containsExactly(new LeftOut(2, 4, "'stars' 'three' is none of the labels"));
        MappingHints wrong =
                new MappingHints(
                        Optional.empty(),
                        Map.of("sentence", "absent"),
                        Optional.empty(),
                        Map.of(),
                        List.of());
        Failure failure = catchThrowableOfType(Failure.class, () -> data(table, "sst2", wrong));
        assertThat(failure.problem()).isEqualTo(DataProblem.COLUMN_MISSING);
        assertThat(failure.what()).contains("'id', 'words', 'stars'");
    }

    @Test
    void emptyFieldsAreLeftOut() throws IOException {
        DataSet data = data(table("a.tsv", "sentence\tlabel\n \t1\nbad\t0\n"), "sst2");
        assertThat(data.leftOut()).containsExactly(new LeftOut(0, 2, "'sentence' is empty"));
        Table alpaca =
                table(
                        "b.jsonl",
                        "{\"instruction\": \"Say hi\", \"input\": \"\", \"output\": \"hi\"}\n");
        assertThat(data(alpaca, "alpaca").examples().getFirst().values())
                .isEqualTo(Map.of("instruction", "Say hi", "input", ""));
    }

    @Test
    void allLeftOutIsAFailureThatNamesWhatWasFoundAndWanted() throws IOException {
        Failure failure = refused(table("a.tsv", "sentence\tlabel\na\tgut\nb\tschlecht\n"), "sst2");
        assertThat(failure.problem()).isEqualTo(DataProblem.ALL_LEFT_OUT);
        assertThat(failure.what())
                .contains("'gut', 'schlecht'")
                .contains("'negative' (or 0), 'positive' (or 1)");
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Failure field = refused(table("a.tsv", "foo\tbar\tlabel\nx\ty\t1\n"), "sst2");
        assertThat(field.problem()).isEqualTo(DataProblem.FIELD_UNMAPPED);
        assertThat(field.what()).contains("'sentence'").contains("'foo', 'bar', 'label'");
        Failure truth = refused(table("b.tsv", "sentence\tfoo\nx\ty\n"), "sst2");
        assertThat(truth.problem()).isEqualTo(DataProblem.TRUTH_UNMAPPED);
        Failure template = refused(table("c.tsv", "sentence\tlabel\nx\t1\n"), "absent");
        assertThat(template.problem()).isEqualTo(DataProblem.TEMPLATE_WRONG);
    }

    @Test
    void aMappingThatDoesNotFitTheTemplateIsRefused() throws IOException {
        Table table = table("a.tsv", "sentence\tlabel\nx\t1\n");
        for (Mapping mapping :
                List.of(
                        new Mapping(
                                Kind.LABELS,
                                Map.of("sentence", "sentence", "other", "label"),
                                "label",
                                Map.of("1", "positive"),
                                List.of()),
                        new Mapping(
                                Kind.LABELS,
                                Map.of("sentence", "sentence"),
                                "label",
                                Map.of("1", "excellent"),
                                List.of()))) {
            Failure failure =
                    catchThrowableOfType(
                            Failure.class,
                            () ->
                                    DataSets.of(
                                            table, mapping, template("sst2"), OptionalInt.empty()));
            assertThat(failure.problem()).isEqualTo(DataProblem.TEMPLATE_WRONG);
        }
    }

    @Test
    void aLimitCountsExamplesAndIsNoted() throws IOException {
        Table table = table("a.tsv", "sentence\tlabel\na\t1\nb\t-\nc\t0\nd\t1\n");
        Mapping mapping = Mapping.guess(table, template("sst2"));
        DataSet data = DataSets.of(table, mapping, template("sst2"), OptionalInt.of(2));
        assertThat(data.examples()).extracting(Example::row).containsExactly(0, 2);
        assertThat(data.leftOut()).hasSize(1);
        assertThat(data.notes())
                .contains(
                        "only the first 3 of 4 rows were looked at",
                        "1 of 3 rows are left out: 1 (no truth: 'label' is '-')");
        Failure none =
                catchThrowableOfType(
                        Failure.class,
                        () -> DataSets.of(table, mapping, template("sst2"), OptionalInt.of(0)));
        assertThat(none.problem()).isEqualTo(DataProblem.OPTION_WRONG);
    }

    @Test
    void questionsThatRepeatWithAnotherAnswerAreNoted() throws IOException {
        DataSet data =
                data(table("a.tsv", "id\tsentence\tlabel\n1\ta\t1\n2\ta\t0\n3\ta\t1\n"), "sst2");
        assertThat(data.notes())
                .contains(
                        "2 examples ask what an earlier one asks, 1 of the questions with another"
                                + " answer");
    }

    @Test
    void aDryRunShowsThePromptsTheAnswersAndWhatIsLeftOut() throws IOException {
        Table table = table("a.tsv", "premise\thypothesis\tlabel\na\tb \t2\nc\td\t-\n");
        List<DryRow> rows =
                DataSets.dryRun(table, Mapping.guess(table, template("mnli")), template("mnli"));
        assertThat(rows)
                .containsExactly(
                        new DryRow(
                                0,
                                2,
                                "a\nQuestion: b. True, False or Neither?\nAnswer:",
                                List.of(" True", " Neither", " False"),
                                2,
                                ""),
                        new DryRow(1, 3, "", List.of(), -1, "no truth: 'label' is '-'"));
        StringBuilder many = new StringBuilder("sentence\tlabel\n");
        for (int i = 0; i < 30; i++) {
            many.append("x").append(i).append("\t1\n");
        }
        Table longer = table("b.tsv", many.toString());
        assertThat(
                        DataSets.dryRun(
                                longer, Mapping.guess(longer, template("sst2")), template("sst2")))
                .hasSize(10);
    }

    @Test
    void textsAreForPerplexity() throws IOException {
        Table plain = table("a.txt", "Once upon a time.\n");
        DataSet data =
                DataSets.of(
                        plain,
                        Mapping.guess(plain, Optional.empty()),
                        Optional.empty(),
                        OptionalInt.empty());
        assertThat(data.kind()).isEqualTo(Kind.TEXT);
        assertThat(data.template()).isEmpty();
        assertThat(data.examples())
                .containsExactly(
                        new Example(
                                0,
                                1,
                                Map.of("text", "Once upon a time.\n"),
                                List.of(),
                                -1,
                                List.of()));
        Table rows =
                table("b.jsonl", "{\"id\": 1, \"text\": \"a\"}\n{\"id\": 2, \"text\": \"b\"}\n");
        Mapping mapping = Mapping.guess(rows, Optional.empty());
        assertThat(mapping.kind()).isEqualTo(Kind.TEXT);
        assertThat(DataSets.dryRun(rows, mapping, Optional.empty()))
                .extracting(DryRow::prompt)
                .containsExactly("a", "b");
    }

    @Test
    void acceptedAnswersAreTextsOrLists() throws IOException {
        Table table =
                table(
                        "squad.jsonl",
                        "{\"question\": \"q1\", \"answers\": {\"text\": [\"a\", \"b\", \"a\"],"
                                + " \"answer_start\": [1, 2, 3]}}\n"
                                + "{\"question\": \"q2\", \"answers\": [\"c\"]}\n"
                                + "{\"question\": \"q3\", \"answers\": \"[d] e\"}\n"
                                + "{\"question\": \"q4\", \"answers\": {\"text\": []}}\n");
        DataSet data = data(table, "raw");
        assertThat(data.kind()).isEqualTo(Kind.GENERATION);
        assertThat(data.examples())
                .extracting(Example::targets)
                .containsExactly(List.of("a", "b"), List.of("c"), List.of("[d] e"));
        assertThat(data.leftOut())
                .containsExactly(new LeftOut(3, 4, "no accepted answer in 'answers'"));
        assertThat(data.examples().getFirst().values()).isEqualTo(Map.of("prompt", "q1"));
    }
}
