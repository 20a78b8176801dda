package org.taskvectors.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.Trials;
import org.taskvectors.evaluation.data.Example;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.file.Failure;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.training.data.DataSettings.LongRows;

/// Which rows are held out and drawn, which are left out for it, and which stand twice.
class HeldOutRowsTest {
    private static final int ROWS = 300;

    @TempDir Path folder = Path.of("");

    private final Tokenizer tokenizer;

    HeldOutRowsTest() throws IOException {
        tokenizer = MadeRows.sample();
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    /// Rows that all differ; every tenth is no example, every seventh is long.
    private Path rows() throws IOException {
        StringBuilder text = new StringBuilder("sentence\tlabel\n");
        for (int i = 0; i < ROWS; i++) {
            text.append("film number ")
                    .append(i)
                    .append(" is it ".repeat(i % 7 == 3 ? 9 : 1))
                    .append('\t')
                    .append(i % 10 == 9 ? "-" : i % 2)
                    .append('\n');
        }
        return Files.writeString(folder.resolve("rows.tsv"), text);
    }

    private TrainingData data(DataSettings settings) throws IOException, CancelledException {
        return MadeRows.data(settings, tokenizer);
    }

    private static List<Integer> rows(List<TrainingText> texts) {
        return texts.stream().map(TrainingText::row).toList();
    }

    private DataSettings settings(int heldOut, int limit, long seed) throws IOException {
        return new DataSettings(
                MadeRows.choice(rows(), "sst2").withLimit(limit),
                Optional.empty(),
                heldOut,
                0,
                LongRows.CUT,
                true,
                seed);
    }

    @Test
    void theSameRowsAreHeldOutWhateverElseIsChosen() throws Exception {
        TrainingData first = data(settings(50, 0, 7));
        List<Integer> heldOut = rows(first.heldOut());
        assertThat(heldOut).hasSize(50).isSorted().doesNotHaveDuplicates();
        assertThat(rows(data(settings(50, 20, 7)).heldOut())).isEqualTo(heldOut);
        DataSettings others =
                new DataSettings(
                        MadeRows.choice(rows(), "alpaca-sst2"),
                        Optional.empty(),
                        50,
                        400,
                        LongRows.LEAVE_OUT,
                        false,
                        7);
        assertThat(rows(data(others).heldOut())).isEqualTo(heldOut);
        assertThat(rows(data(settings(50, 0, 8)).heldOut())).isNotEqualTo(heldOut);
        assertThat(heldOut).containsAll(rows(data(settings(20, 0, 7)).heldOut()));
    }

    @Test
    void threadsChangeNothing() throws Exception {
        TrainingData one = MadeRows.data(settings(50, 100, 7), tokenizer, 1);
        TrainingData four = MadeRows.data(settings(50, 100, 7), tokenizer, 4);
        assertThat(four.facts()).isEqualTo(one.facts());
        assertThat(four.train().stream().map(MadeRows::tokens).toList())
                .isEqualTo(one.train().stream().map(MadeRows::tokens).toList());
        assertThat(four.heldOut().stream().map(MadeRows::mask).toList())
                .isEqualTo(one.heldOut().stream().map(MadeRows::mask).toList());
        assertThat(four.rows(0, ROWS)).isEqualTo(one.rows(0, ROWS));
    }

    @Test
    void rowsAreDrawnAllOverTheFile() throws Exception {
        TrainingData data = data(settings(50, 100, 7));
        List<Integer> trained = rows(data.train());
        assertThat(trained).hasSize(100).isSorted().doesNotHaveDuplicates();
        assertThat(trained).doesNotContainAnyElementsOf(rows(data.heldOut()));
        assertThat(trained.stream().filter(row -> row >= ROWS / 2).count()).isBetween(30L, 70L);
        assertThat(data.facts().notes()).contains("not drawn: 120 rows, by the seed 7");
        assertThat(trained).containsAll(rows(data(settings(50, 30, 7)).train()));
    }

    /// The first rows of a seed, by an implementation of SplitMix64 of its own: Java's.
    @Test
    void theDrawIsSplitMix64() {
        int[] rows = new int[1000];
        java.util.SplittableRandom stream =
                new java.util.SplittableRandom(new java.util.SplittableRandom(7).nextLong());
        List<long[]> wanted = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
            wanted.add(new long[] {stream.nextLong(), i});
        }
        wanted.sort((a, b) -> Long.compareUnsigned(a[0], b[0]));
        assertThat(new RowDraw(7, RowDraw.Purpose.HELD_OUT).of(rows, 25))
                .isEqualTo(
                        wanted.stream().limit(25).mapToInt(one -> (int) one[1]).sorted().toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 40, 1000})
    void everyRowOfTheFileIsAccountedFor(int heldOut) throws Exception {
        TrainingData data =
                data(
                        new DataSettings(
                                MadeRows.choice(rows(), "sst2").withLimit(90),
                                Optional.empty(),
                                heldOut,
                                32,
                                LongRows.LEAVE_OUT,
                                true,
                                3));
        DataFacts facts = data.facts();
        int undrawn =
                (int)
                        data.rows(0, ROWS).stream()
                                .filter(row -> row.why().equals("not drawn"))
                                .count();
        assertThat(facts.tooLong()).isPositive();
        assertThat(facts.unread()).isEqualTo(30);
        assertThat(
                        facts.trained()
                                + facts.heldOut()
                                + facts.tooLong()
                                + facts.unread()
                                + facts.leaked()
                                + undrawn)
                .isEqualTo(facts.available())
                .isEqualTo(ROWS);
        assertThat(facts.heldOut()).isLessThanOrEqualTo(Math.min(heldOut, 135));
        assertThat(data.rows(0, ROWS).stream().filter(row -> row.why().isEmpty()).count())
                .isEqualTo(facts.trained());
        boolean isHalved = facts.notes().stream().anyMatch(note -> note.startsWith("half of"));
        assertThat(isHalved).isEqualTo(heldOut == 1000);
    }

    /// A composed letter and two blanks, another capital, a letter that is not composed with
    /// another answer.
    @Test
    void aTrainingRowThatAsksWhatAHeldOutRowAsksIsLeftOut() throws Exception {
        Path train =
                Files.writeString(
                        folder.resolve("train.tsv"),
                        """
                        sentence\tlabel
                        caf\u00e9  is good \t1
                        Cafe\u0301 is good \t1
                        cafe\u0301 is\u00a0good\t0
                        tea is good \t1
                        """);
        Path heldOut =
                Files.writeString(
                        folder.resolve("dev.tsv"), "sentence\tlabel\ncaf\u00e9 is good\t1\n");
        TrainingData data = data(withHeldOut(train, DataChoice.of("dev", heldOut)));
        assertThat(rows(data.train())).containsExactly(1, 3);
        assertThat(data.facts().leaked()).isEqualTo(2);
        assertThat(data.rows(RowFilter.LEAKED, 9))
                .extracting(ShownRow::why)
                .containsOnly("a held-out row asks the same")
                .hasSize(2);
        assertThat(data.facts().heldOut()).isEqualTo(1);
        assertThat(data.facts().heldOutName()).isEqualTo("dev");
        assertThat(data.facts().heldOutFingerprint()).isNotEqualTo(data.facts().fingerprint());
        assertThat(data.facts().heldOutClasses()).containsEntry("positive", 1);
    }

    private static DataSettings withHeldOut(Path train, DataChoice heldOut) {
        return new DataSettings(
                MadeRows.choice(train, "sst2"), Optional.of(heldOut), 0, 0, LongRows.CUT, true, 7);
    }

    @Test
    void rowsThatStandTwiceAndThoseOfAnotherAnswerAreCounted() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("train.tsv"),
                        """
                        sentence\tlabel
                        good \t1
                        good \t1
                        good \t0
                        bad \t0
                        good\t1
                        good \t1
                        """);
        TrainingData data = data(MadeRows.settings(MadeRows.choice(file, "sst2")));
        assertThat(data.train()).hasSize(6);
        assertThat(data.facts().doubled()).isEqualTo(2);
        assertThat(data.rows(RowFilter.DOUBLED, 9)).extracting(ShownRow::row).containsExactly(1, 5);
        assertThat(data.facts().contradicting()).isEqualTo(4);
        assertThat(data.rows(RowFilter.CONTRADICTING, 9))
                .extracting(ShownRow::row)
                .containsExactly(0, 1, 2, 5);
        assertThat(data.rows(RowFilter.CONTRADICTING, 2)).hasSize(2);
        assertThat(data.count(RowFilter.CONTRADICTING)).isEqualTo(4);
    }

    @Test
    void evaluateAsksExactlyTheHeldOutRows() throws Exception {
        DataSettings settings =
                new DataSettings(
                        MadeRows.choice(rows(), "sst2").withName("Films"),
                        Optional.empty(),
                        60,
                        32,
                        LongRows.LEAVE_OUT,
                        true,
                        7);
        TrainingData data = data(settings);
        Trials.Chosen question = data.question().orElseThrow();
        assertThat(question.data().kind()).isEqualTo(Kind.LABELS);
        assertThat(question.data().name()).isEqualTo("Films");
        assertThat(question.data().examples().stream().map(Example::row).toList())
                .isEqualTo(rows(data.heldOut()))
                .hasSizeBetween(20, 59);
        for (Example one : question.data().examples()) {
            assertThat(one.truth()).isEqualTo(one.row() % 2);
        }
        assertThat(question.options().wording()).isEqualTo(data.facts().wording());
        assertThat(question.options().available()).isEqualTo(ROWS);
        assertThat(question.data().fingerprint()).isEqualTo(data.facts().fingerprint());
        assertThat(data.facts().notes())
                .anyMatch(note -> note.startsWith("left out as too long: "));
    }

    @Test
    void anotherFileIsDrawnFromByTheSeedToo() throws Exception {
        Path train =
                Files.writeString(
                        folder.resolve("train.tsv"), "sentence\tlabel\ngood \t1\nbad \t0\n");
        DataChoice dev = DataChoice.of("dev", rows()).withLimit(40);
        TrainingData data = data(withHeldOut(train, dev));
        Set<Integer> first = new HashSet<>();
        for (int i = 0; i < 45; i++) {
            first.add(i);
        }
        assertThat(data.heldOut()).hasSize(40);
        assertThat(first).doesNotContainAnyElementsOf(List.of(rows(data.heldOut()).getLast()));
        assertThat(data.train()).hasSize(2);
        assertThat(data.facts().available()).isEqualTo(2);
        assertThat(data.facts().unread()).isZero();
        assertThat(data.facts().notes())
                .anyMatch(note -> note.startsWith("of the held-out rows: "));
        DataSettings fewer =
                new DataSettings(
                        MadeRows.choice(train, "sst2"),
                        Optional.of(dev),
                        10,
                        0,
                        LongRows.CUT,
                        true,
                        7);
        assertThat(rows(data.heldOut())).containsAll(rows(data(fewer).heldOut())).hasSize(40);
    }

    @Test
    void whatNothingWasSaidOfIsReadAsTheTrainingRows() throws Exception {
        Path train =
                Files.writeString(
                        folder.resolve("train.tsv"), "sentence\tlabel\ngood \t1\nbad \t0\n");
        Path dev = Files.writeString(folder.resolve("dev.tsv"), "sentence\tlabel\nfine \t1\n");
        DataSettings settings =
                new DataSettings(
                        DataChoice.of("train", train).withTask("sst2", "sample"),
                        Optional.of(DataChoice.of("dev", dev)),
                        0,
                        0,
                        LongRows.CUT,
                        true,
                        7);
        TrainingData data = data(settings);
        assertThat(tokenizer.decode(MadeRows.tokens(data.heldOut().getFirst())))
                .isEqualTo("<s>Review: fine \nSentiment: positive</s>");
    }

    private Failure refused(DataSettings settings) {
        return Objects.requireNonNull(
                catchThrowableOfType(Failure.class, () -> data(settings)), "nothing was refused");
    }

    @Test
    void heldOutRowsThatCannotBeComparedAreRefused() throws Exception {
        Path train =
                Files.writeString(
                        folder.resolve("train.tsv"), "sentence\tlabel\ngood \t1\nbad \t0\n");
        Failure itself = refused(withHeldOut(train, DataChoice.of("dev", train)));
        assertThat(itself.problem()).isEqualTo(TrainingDataProblem.HELD_OUT_WRONG);
        assertThat(itself.what()).contains("themselves");
        Path other =
                Files.writeString(
                        folder.resolve("other.jsonl"),
                        "{\"instruction\": \"Why?\", \"output\": \"So.\"}\n");
        DataSettings guessed =
                new DataSettings(
                        DataChoice.of("train", train),
                        Optional.of(DataChoice.of("dev", other)),
                        0,
                        0,
                        LongRows.CUT,
                        true,
                        7);
        Failure worded = refused(guessed);
        assertThat(worded.problem()).isEqualTo(TrainingDataProblem.HELD_OUT_WRONG);
        assertThat(worded.what()).contains("alpaca").contains("sst2");
        Path longer =
                Files.writeString(
                        folder.resolve("long.tsv"),
                        "sentence\tlabel\n" + "very ".repeat(40) + "good \t1\n");
        DataSettings none =
                new DataSettings(
                        MadeRows.choice(train, "sst2"),
                        Optional.of(DataChoice.of("dev", longer)),
                        0,
                        30,
                        LongRows.LEAVE_OUT,
                        true,
                        7);
        assertThat(refused(none).what()).contains("left out as too long: 1 held-out row");
    }

    @Test
    void whereNothingIsLeftItIsSaidWhy() throws Exception {
        Path train =
                Files.writeString(
                        folder.resolve("train.tsv"),
                        "sentence\tlabel\ngood \t1\nbad \t0\nfine \t-\n");
        Path dev =
                Files.writeString(
                        folder.resolve("dev.tsv"), "sentence\tlabel\nbad\t0\ngood\t1\nso\t1\n");
        Failure nothing = refused(withHeldOut(train, DataChoice.of("dev", dev)));
        assertThat(nothing.problem()).isEqualTo(TrainingDataProblem.NOTHING_TO_TRAIN);
        assertThat(nothing.what())
                .isEqualTo(
                        "no row is left to train on: 1 no examples, 2 ask what a held-out row"
                                + " asks");
    }

    @Test
    void aFileOfOneRowKeepsIt() throws Exception {
        Path file = Files.writeString(folder.resolve("t.txt"), "Once upon a time .");
        TrainingData data = data(MadeRows.settings(MadeRows.choice(file, ""), 10, 0, LongRows.CUT));
        assertThat(data.train()).hasSize(1);
        assertThat(data.heldOut()).isEmpty();
        assertThat(data.question()).isEmpty();
        assertThat(data.facts().notes())
                .contains("half of the rows are held out at most: 0, not 10");
    }
}
