package org.taskvectors.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;
import org.taskvectors.prompt.PromptTemplate;

/// Multiple choice in the shapes in which it is published.
class ChoicesTest {
    private static final Optional<PromptTemplate> QUESTION =
            Optional.of(
                    PromptTemplate.of(
                            "q",
                            "Question",
                            List.of("question"),
                            "Question: {question}\nAnswer:",
                            List.of()));

    @TempDir Path folder = Path.of("");

    private Table table(String name, String text) throws IOException {
        return Tables.read(Files.writeString(folder.resolve(name), text));
    }

    private static DataSet data(Table table) throws Failure {
        return data(table, Mapping.guess(table, QUESTION));
    }

    private static DataSet data(Table table, Mapping mapping) throws Failure {
        return DataSets.of(table, mapping, QUESTION, OptionalInt.empty());
    }

    private static List<Integer> truths(DataSet data) {
        return data.examples().stream().map(Example::truth).toList();
    }

    private static String row(String question, String choices, String answer) {
        return "{\"question\": \"%s\", \"choices\": %s, \"answer\": %s}\n"
                .formatted(question, choices, answer);
    }

    @Test
    void aListOfChoicesAndANumberFromZero() throws IOException {
        DataSet data =
                data(
                        table(
                                "a.jsonl",
                                row("q1", "[\"x\", \" y\", \"z z\"]", "2")
                                        + row("q2", "[\"x\", \"y\"]", "0")));
        assertThat(data.kind()).isEqualTo(Kind.CHOICES);
        assertThat(data.examples().getFirst().choices()).containsExactly(" x", " y", " z z");
        assertThat(truths(data)).containsExactly(2, 0);
        assertThat(data.notes()).contains("'answer' is read as a number, 0 for the first choice");
    }

    @Test
    void aNumberFromOne() throws IOException {
        DataSet data =
                data(
                        table(
                                "a.jsonl",
                                row("q1", "[\"x\", \"y\"]", "2")
                                        + row("q2", "[\"x\", \"y\"]", "1")));
        assertThat(truths(data)).containsExactly(1, 0);
        assertThat(data.notes()).contains("'answer' is read as a number, 1 for the first choice");
    }

    @Test
    void numbersThatMayCountFromZeroOrOneAreRefused() throws IOException {
        Table table = table("a.jsonl", row("q1", "[\"x\", \"y\", \"z\"]", "1"));
        Failure failure = catchThrowableOfType(Failure.class, () -> data(table));
        assertThat(failure.problem()).isEqualTo(DataProblem.ANSWER_AMBIGUOUS);
        Mapping guessed = Mapping.guess(table, QUESTION);
        Mapping said =
                new Mapping(
                        guessed.kind(),
                        guessed.fields(),
                        guessed.truth(),
                        Map.of("1", "0", "2", "1", "3", "2"),
                        guessed.choices());
        assertThat(truths(data(table, said))).containsExactly(0);
    }

    @Test
    void textsThatAreNumbersAreRefusedWhereTheyMayBePositions() throws IOException {
        Table table = table("a.jsonl", row("q1", "[\"1\", \"0\", \"7\"]", "\"0\""));
        Failure failure = catchThrowableOfType(Failure.class, () -> data(table));
        assertThat(failure.problem()).isEqualTo(DataProblem.ANSWER_AMBIGUOUS);
        // A second row that only the text explains decides.
        DataSet data =
                data(
                        table(
                                "b.jsonl",
                                row("q1", "[\"1\", \"0\", \"7\"]", "\"0\"")
                                        + row("q2", "[\"3\", \"9\"]", "\"9\"")));
        assertThat(truths(data)).containsExactly(1, 1);
    }

    @Test
    void columnsOfChoicesAndALetter() throws IOException {
        DataSet data =
                data(
                        table(
                                "mmlu.csv",
                                """
                                question,A,B,C,D,answer
                                q1,x,y,z,w,d
                                q2,x,y,,,B
                                q3,x,y,,w,A
                                q4,x,y,,,C
                                """));
        assertThat(data.examples().get(1).choices()).containsExactly(" x", " y");
        assertThat(truths(data)).containsExactly(3, 1);
        assertThat(data.leftOut())
                .containsExactly(
                        new LeftOut(
                                2,
                                4,
                                "fewer than two choices, or an empty one, in 'A', 'B', 'C', 'D'"),
                        new LeftOut(3, 5, "'answer' 'C' is none of the 2 choices"));
    }

    @Test
    void otherSeriesOfColumns() {
        assertThat(ChoiceColumns.in(List.of("goal", "sol1", "sol2", "label")))
                .containsExactly("sol1", "sol2");
        assertThat(ChoiceColumns.in(List.of("ctx", "ending1", "ending0", "ending2", "label")))
                .containsExactly("ending0", "ending1", "ending2");
        assertThat(ChoiceColumns.in(List.of("answerA", "answerB", "answer"))).hasSize(2);
        assertThat(ChoiceColumns.in(List.of("choice1", "choice3"))).isEmpty();
        assertThat(ChoiceColumns.in(List.of("1", "2"))).isEmpty();
        assertThat(ChoiceColumns.in(List.of("A", "options"))).containsExactly("options");
    }

    @Test
    void theShapesOfArcAndCommonsenseQa() throws IOException {
        DataSet arc =
                data(
                        table(
                                "arc.jsonl",
                                "{\"question\": \"q1\", \"choices\": {\"text\": [\"x\", \"y\"],"
                                        + " \"label\": [\"A\", \"B\"]}, \"answerKey\": \"B\"}\n"
                                        + "{\"question\": \"q2\", \"choices\": {\"text\": [\"x\","
                                        + " \"y\"], \"label\": [\"1\", \"2\"]}, \"answerKey\":"
                                        + " \"1\"}\n"));
        assertThat(truths(arc)).containsExactly(1, 0);
        assertThat(arc.notes())
                .contains("'answerKey' is read as the label that the row gives the choice");
        DataSet objects =
                data(
                        table(
                                "csqa.jsonl",
                                row(
                                        "q1",
                                        "[{\"label\": \"A\", \"text\": \"x\"}, {\"label\": \"B\","
                                                + " \"text\": \"y\"}]",
                                        "\"A\"")));
        assertThat(objects.examples().getFirst().choices()).containsExactly(" x", " y");
        assertThat(truths(objects)).containsExactly(0);
    }

    @Test
    void theShapeOfHellaSwagWithoutATemplate() throws IOException {
        Table table =
                table(
                        "h.jsonl",
                        "{\"ctx\": \"A man \", \"endings\": [\"sits.\", \"runs.\"], \"label\":"
                                + " \"0\"}\n"
                                + "{\"ctx\": \"She\", \"endings\": [\"a\", \"b\"], \"label\":"
                                + " \"1\"}\n");
        Mapping mapping = Mapping.guess(table, Optional.empty());
        DataSet data = DataSets.of(table, mapping, Optional.empty(), OptionalInt.empty());
        assertThat(data.template().map(PromptTemplate::id)).contains("raw");
        assertThat(data.examples().get(0).choices()).containsExactly("sits.", "runs.");
        assertThat(data.examples().get(1).choices()).containsExactly(" a", " b");
        assertThat(truths(data)).containsExactly(0, 1);
        assertThat(DataSets.dryRun(table, mapping, Optional.empty()).getFirst())
                .isEqualTo(new DryRow(0, 1, "A man ", List.of("sits.", "runs."), 0, ""));
    }

    @Test
    void theTextOfTheChoice() throws IOException {
        DataSet data =
                data(
                        table(
                                "a.jsonl",
                                row("q1", "[\"red\", \"blue\"]", "\"blue\"")
                                        + row("q2", "[\"red\", \"red\"]", "\"red\"")));
        assertThat(truths(data)).containsExactly(1);
        assertThat(data.leftOut().getFirst().why()).contains("none of the 2 choices");
    }

    @Test
    void formsThatFitAsManyRowsAndNotTheSameAreRefused() throws IOException {
        Table table =
                table(
                        "a.jsonl",
                        row("q1", "[\"red\", \"blue\"]", "\"blue\"")
                                + row("q2", "[\"x\", \"y\"]", "\"A\""));
        Failure failure = catchThrowableOfType(Failure.class, () -> data(table));
        assertThat(failure.problem()).isEqualTo(DataProblem.ANSWER_AMBIGUOUS);
    }

    @Test
    void cellsThatAreNoListsAreLeftOut() throws IOException {
        Table table =
                table("a.jsonl", row("q1", "\"x, y\"", "0") + row("q2", "[\"x\", \"y\"]", "0"));
        assertThat(data(table).leftOut()).hasSize(1);
    }
}
