package org.taskvectors.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.evaluation.data.Normaliser;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.LabelScores;
import org.taskvectors.inference.Sampling;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// Trials and evaluations on a model that is a formula.
class EvaluatorTest {
    private static final int ROWS = 60;

    @TempDir private Path folder;
    private MadeModel model;

    @BeforeEach
    void make() throws IOException {
        model =
                new MadeModel(
                        (lambda, text, token) ->
                                ((token * 31L + text.size() * 7L + text.getLast()) % 97) / 20.0
                                        + lambda * ((token % 13) - 6) / 6.0);
    }

    @AfterEach
    void close() {
        model.close();
    }

    private static TaskFacts facts(Kind kind, List<String> classes, int rows) {
        return new TaskFacts("made", "made", "f", kind, classes, "w", rows, rows, List.of());
    }

    private static List<Query> queries(int rows) {
        return IntStream.range(0, rows)
                .mapToObj(
                        row ->
                                new Query(
                                        row,
                                        Map.of("sentence", "film " + row),
                                        "The film is number " + row + ". It was",
                                        List.of(" good", " goodness gracious", " bad"),
                                        row % 3,
                                        List.of()))
                .toList();
    }

    private ChoiceTrial trial(int places) throws Exception {
        return ChoiceTrial.of(
                model,
                facts(Kind.LABELS, List.of("a", "b", "c"), ROWS),
                queries(ROWS),
                places,
                new Cancellation());
    }

    private Study run(Plan plan, Trial trial, Optional<Path> record, Cancellation cancellation)
            throws IOException, CancelledException {
        return new Evaluator(model, Studies.facts(), List.of(trial), plan)
                .run(record, _ -> {}, new Progress(), cancellation);
    }

    private double log(double lambda, List<Integer> text, int token) {
        // The same formula once more, summed directly.
        double sum = 0;
        for (int other = 0; other < 4096; other++) {
            sum += Math.exp(value(lambda, text, other));
        }
        return value(lambda, text, token) - Math.log(sum);
    }

    private static double value(double lambda, List<Integer> text, int token) {
        return ((token * 31L + text.size() * 7L + text.getLast()) % 97) / 20.0
                + lambda * ((token % 13) - 6) / 6.0;
    }

    @Test
    void logLikelihoodsAreThoseOfTheFormula() throws Exception {
        Study study =
                run(
                        new Plan.Single(List.of(Knob.everywhere(0.5)), true),
                        trial(0),
                        Optional.empty(),
                        new Cancellation());

        List<Query> queries = queries(ROWS);
        for (int row = 0; row < ROWS; row += 7) {
            for (int choice = 0; choice < 3; choice++) {
                LabelScores.Encoded encoded =
                        LabelScores.encode(
                                        model.tokenizer(),
                                        queries.get(row).prompt(),
                                        queries.get(row).choices())
                                .get(choice);
                List<Integer> text = new ArrayList<>(encoded.prompt());
                double wanted = 0;
                for (int token : encoded.label()) {
                    wanted += log(0.5, text, token);
                    text.add(token);
                }
                assertThat(study.points().getFirst().scores().getFirst().logLikelihood(row, choice))
                        .isCloseTo(wanted, within(1e-4));
            }
        }
        assertThat(study.points().getFirst().scores().getFirst().isWhole()).isTrue();
    }

    @Test
    void theDivergenceIsTheMeanOverThePlaces() throws Exception {
        ChoiceTrial trial = trial(40);
        int measured = trial.task().rows().getFirst().measured();
        assertThat(measured).isPositive();

        Study study =
                run(
                        new Plan.Single(List.of(Knob.everywhere(1)), true),
                        trial,
                        Optional.empty(),
                        new Cancellation());

        TaskResult result = study.result(study.points().getFirst(), 0);
        assertThat(result.places()).isBetween(20, 40);
        List<Integer> prompt = model.tokenizer().prompt(queries(ROWS).getFirst().prompt());
        double wanted = 0;
        for (int i = 1; i <= prompt.size(); i++) {
            List<Integer> text = prompt.subList(0, i);
            for (int token = 0; token < 4096; token++) {
                double base = log(0, text, token);
                wanted += Math.exp(base) * (base - log(1, text, token));
            }
        }
        assertThat(study.points().getFirst().scores().getFirst().divergence(0))
                .isCloseTo(wanted / prompt.size(), within(1e-4));
        assertThat(study.base().scores().getFirst().divergence(0)).isZero();
    }

    @Test
    void theBaseIsAskedOnceAndZeroNever() throws Exception {
        Plan plan = Studies.along(-1, 1, 5, 0, 0);

        Study study = run(plan, trial(0), Optional.empty(), new Cancellation());

        assertThat(study.points()).hasSize(5);
        assertThat(new HashSet<>(model.asked)).isEqualTo(Set.of(Double.NaN, -1.0, -0.5, 0.5, 1.0));
        int batches = trial(0).batches();
        assertThat(model.asked).hasSize(5 * batches);
        assertThat(study.at(List.of(0.0, 0.0)).orElseThrow().scores())
                .isEqualTo(study.base().scores());
    }

    @Test
    void withoutTheBaseOnlyTheEditedModelIsAsked() throws Exception {
        run(
                new Plan.Single(List.of(Knob.everywhere(1)), false),
                trial(0),
                Optional.empty(),
                new Cancellation());

        assertThat(new HashSet<>(model.asked)).isEqualTo(Set.of(1.0));
    }

    /// How many tokens are left as the first batch is asked.
    private long leftAtFirst(Plan plan, Path record, int stopAfter) throws Exception {
        Progress progress = new Progress();
        Cancellation cancellation = new Cancellation();
        AtomicLong total = new AtomicLong();
        model.asked.clear();
        model.before =
                () -> {
                    total.compareAndSet(0, progress.total());
                    if (model.asked.size() == stopAfter) {
                        cancellation.cancel();
                    }
                };
        try {
            new Evaluator(model, Studies.facts(), List.of(trial(64)), plan)
                    .run(Optional.of(record), _ -> {}, progress, cancellation);
        } catch (CancelledException e) {
            assertThat(model.asked).hasSizeGreaterThanOrEqualTo(stopAfter);
        }
        return total.get();
    }

    @Test
    void whatEarlierSessionsAskedBeyondThePlanIsNotLeft() throws Exception {
        Path record = folder.resolve("more" + StudyRecord.ENDING);
        Plan plan = Studies.along(-1, 1, 5, 3, 3);
        int batches = trial(64).batches();
        // The base, four points of the plan, and one beyond it.
        long fresh = leftAtFirst(plan, record, 6 * batches);
        long later = leftAtFirst(plan, record, Integer.MAX_VALUE);
        long whole = fresh / 11;
        assertThat(later).isBetween(1L, 5 * whole + 1);
    }

    @Test
    void whatWasCancelledGoesOnAfterItsLastBatch() throws Exception {
        Path record = folder.resolve("a" + StudyRecord.ENDING);
        Plan plan = Studies.along(-1, 1, 5, 3, 3);
        Study whole = run(plan, trial(64), Optional.of(folder.resolve("b")), new Cancellation());
        model.asked.clear();
        Cancellation cancellation = new Cancellation();
        model.before =
                () -> {
                    if (model.asked.size() == 3) {
                        cancellation.cancel();
                    }
                };
        assertThatThrownBy(() -> run(plan, trial(64), Optional.of(record), cancellation))
                .isInstanceOf(CancelledException.class);
        model.before = () -> {};
        List<Double> first = List.copyOf(model.asked);
        model.asked.clear();

        Study again = run(plan, trial(64), Optional.of(record), new Cancellation());

        assertThat(again.points().stream().map(PointResult::point).toList())
                .isEqualTo(whole.points().stream().map(PointResult::point).toList());
        for (int i = 0; i < whole.points().size(); i++) {
            assertThat(again.result(again.points().get(i), 0))
                    .isEqualTo(whole.result(whole.points().get(i), 0));
        }
        assertThat(first).hasSize(3);
        // The base is asked again where its logits are compared with; no edited batch is.
        assertThat(model.asked.stream().filter(lambda -> !Double.isNaN(lambda)))
                .doesNotHaveDuplicates();
        Study opened = StudyRecord.read(record);
        assertThat(opened.isDone()).isTrue();
        assertThat(opened.facts()).isEqualTo(Studies.facts());
        assertThat(opened.tasks()).isEqualTo(whole.tasks());
        assertThat(opened.points()).hasSameSizeAs(whole.points());
        for (PointResult point : opened.points()) {
            PointResult same = whole.at(point.point().at()).orElseThrow();
            assertThat(opened.result(point, 0)).isEqualTo(whole.result(same, 0));
        }
    }

    @Test
    void aRecordOfOtherRowsIsRefused() throws Exception {
        Path record = folder.resolve("a" + StudyRecord.ENDING);
        Plan plan = new Plan.Single(List.of(Knob.everywhere(1)), true);
        run(plan, trial(0), Optional.of(record), new Cancellation());
        ChoiceTrial fewer =
                ChoiceTrial.of(
                        model,
                        facts(Kind.LABELS, List.of("a", "b", "c"), 3),
                        queries(3),
                        0,
                        new Cancellation());

        assertThatThrownBy(() -> run(plan, fewer, Optional.of(record), new Cancellation()))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure ->
                                assertThat(failure.problem())
                                        .isEqualTo(EvaluationProblem.RECORD_OF_OTHER));
    }

    @Test
    void damagedRecordsAreRefusedOrShorter() throws Exception {
        Path record = folder.resolve("a" + StudyRecord.ENDING);
        run(
                new Plan.Single(List.of(Knob.everywhere(1)), true),
                trial(64),
                Optional.of(record),
                new Cancellation());
        byte[] good = Files.readAllBytes(record);
        Random random = new Random(5);
        Path damaged = folder.resolve("damaged");
        int opened = 0;
        for (int i = 0; i < 400; i++) {
            byte[] bytes = java.util.Arrays.copyOf(good, 1 + random.nextInt(good.length));
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(damaged, bytes);
            try {
                StudyRecord.read(damaged);
                opened++;
            } catch (Failure e) {
                assertThat(e.problem()).isInstanceOf(EvaluationProblem.class);
            }
        }
        assertThat(opened).isPositive();
    }

    @Test
    void aDigitThatChangedIsFound() throws Exception {
        Path record = folder.resolve("a" + StudyRecord.ENDING);
        Plan plan = Studies.along(-1, 1, 3, 0, 0);
        run(plan, trial(64), Optional.of(record), new Cancellation());
        List<String> lines = new ArrayList<>(Files.readAllLines(record));
        String batch = lines.get(2);
        int digit = batch.indexOf('.') + 1;
        char other = batch.charAt(digit) == '7' ? '3' : '7';
        lines.set(2, batch.substring(0, digit) + other + batch.substring(digit + 1));
        Files.writeString(record, String.join("\n", lines) + "\n");

        assertThatThrownBy(() -> StudyRecord.read(record))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> {
                            assertThat(failure.problem())
                                    .isEqualTo(EvaluationProblem.RECORD_MALFORMED);
                            assertThat(failure.place()).isEqualTo("line 3");
                        });

        Files.writeString(record, String.join("\n", lines.subList(0, 2)) + "\n");
        Study again = run(plan, trial(64), Optional.of(record), new Cancellation());
        Study whole = run(plan, trial(64), Optional.empty(), new Cancellation());
        assertThat(StudyRecord.read(record).isDone()).isTrue();
        for (PointResult point : again.points()) {
            assertThat(again.result(point, 0))
                    .isEqualTo(whole.result(whole.at(point.point().at()).orElseThrow(), 0));
        }
    }

    @Test
    void aRecordOfAnotherScoringIsRefused() throws Exception {
        Path record = folder.resolve("a" + StudyRecord.ENDING);
        Plan plan = new Plan.Single(List.of(Knob.everywhere(1)), true);
        run(plan, trial(0), Optional.of(record), new Cancellation());
        StudyFacts facts = Studies.facts();
        StudyFacts perByte =
                new StudyFacts(
                        facts.name(),
                        facts.program(),
                        facts.began(),
                        facts.base(),
                        facts.vectors(),
                        facts.edited(),
                        facts.dtype(),
                        facts.context(),
                        Scoring.PER_BYTE,
                        facts.setting());

        assertThatThrownBy(
                        () ->
                                new Evaluator(model, perByte, List.of(trial(0)), plan)
                                        .run(
                                                Optional.of(record),
                                                _ -> {},
                                                new Progress(),
                                                new Cancellation()))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure ->
                                assertThat(failure.problem())
                                        .isEqualTo(EvaluationProblem.RECORD_OF_OTHER));
    }

    @Test
    void aTextIsPredictedTokenByToken() throws Exception {
        String text = "It was a bright cold day in April. ".repeat(20);
        Query query = new Query(0, Map.of("text", text), text, List.of(), -1, List.of());
        List<Integer> ids = model.tokenizer().prompt(text);
        double wanted = 0;
        TextTrial trial =
                TextTrial.of(model, facts(Kind.TEXT, List.of(), 1), List.of(query), 16, 8, 20);

        Study study =
                run(
                        new Plan.Single(List.of(Knob.everywhere(0.5)), true),
                        trial,
                        Optional.empty(),
                        new Cancellation());

        TaskResult result = study.result(study.points().getFirst(), 0);
        assertThat(result.predicted()).isEqualTo(ids.size() - 1);
        int at = 1;
        while (at < ids.size()) {
            int end = Math.min(ids.size(), at + (at == 1 ? 16 : 8));
            int from = Math.max(0, end - 1 - 16);
            for (int i = at; i < end; i++) {
                wanted += log(0.5, ids.subList(from, i), ids.get(i));
            }
            at = end;
        }
        assertThat(result.logLikelihood()).isCloseTo(wanted / (ids.size() - 1), within(1e-4));
        assertThat(result.perplexity())
                .isCloseTo(Math.exp(-wanted / (ids.size() - 1)), within(0.5));
        assertThat(result.places()).isEqualTo(20);
        assertThat(result.right().rows()).isZero();
        assertThat(trial.task().facts().notes())
                .anyMatch(note -> note.contains("windows of 16 tokens, stride 8"));
    }

    @Test
    void aWrittenAnswerIsComparedAfterNormalisation() throws Exception {
        int good = model.tokenizer().prompt("x good").getLast();
        int end = model.tokenizer().ends().iterator().next();
        model.close();
        model =
                new MadeModel(
                        (lambda, text, token) ->
                                token == (text.getLast() == good ? end : good) ? 9 : 0);
        List<Query> queries =
                List.of(
                        new Query(0, Map.of(), "Was it", List.of(), -1, List.of("The Good.")),
                        new Query(1, Map.of(), "Was it", List.of(), -1, List.of("bad")));
        GenerationTrial trial =
                GenerationTrial.of(
                        model,
                        facts(Kind.GENERATION, List.of(), 2),
                        queries,
                        Sampling.greedy(5),
                        Normaliser.squad()::normal);

        Study study =
                run(
                        new Plan.Single(List.of(), true),
                        trial,
                        Optional.of(folder.resolve("g")),
                        new Cancellation());

        assertThat(study.result(study.base(), 0).right()).isEqualTo(new Proportion(1, 2));
        assertThat(study.base().scores().getFirst().text(0)).isEqualTo(" good");
        Study opened = StudyRecord.read(folder.resolve("g"));
        assertThat(opened.result(opened.base(), 0).right()).isEqualTo(new Proportion(1, 2));
    }

    @Test
    void aPromptBeyondTheContextLosesItsBeginning() throws Exception {
        String longPrompt = "one two three four five six seven eight nine ten ".repeat(12) + "is";
        Query query = new Query(0, Map.of(), longPrompt, List.of(" good", " bad"), 0, List.of());
        ChoiceTrial trial =
                ChoiceTrial.of(
                        model,
                        facts(Kind.LABELS, List.of("a", "b"), 1),
                        List.of(query),
                        0,
                        new Cancellation());

        assertThat(trial.task().facts().notes())
                .anyMatch(note -> note.contains("1 prompt is longer than the context"));
        assertThat(trial.tokens(0)).isLessThanOrEqualTo(2L * MadeModel.CONTEXT);
    }

    @Test
    void aBrokenModelIsAFinding() throws Exception {
        model.close();
        model = new MadeModel((lambda, text, token) -> lambda > 1 ? Double.NaN : (token % 7) / 3.0);

        Study study =
                run(
                        Studies.along(0, 2, 3, 0, 0),
                        trial(64),
                        Optional.of(folder.resolve("n")),
                        new Cancellation());

        TaskResult broken = study.result(study.at(List.of(0.0, 2.0)).orElseThrow(), 0);
        assertThat(broken.undefined()).isEqualTo(ROWS);
        assertThat(broken.right().hits()).isZero();
        assertThat(broken.places()).isZero();
        Study opened = StudyRecord.read(folder.resolve("n"));
        assertThat(opened.result(opened.at(List.of(0.0, 2.0)).orElseThrow(), 0).undefined())
                .isEqualTo(ROWS);
    }
}
