package org.taskvectors.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.inference.Batch;
import org.taskvectors.inference.LiveModel;
import org.taskvectors.inference.LiveModels;
import org.taskvectors.inference.LiveRequest;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;

/// The sample's models in float32, row by row against lm-evaluation-harness 0.4.13, and texts
/// against transformers.
class LmEvalTest {
    private static final Path SAMPLE = Path.of("assets/sample");
    private static final Path GOLDEN = Path.of("src/test/resources/golden/evaluation");
    private static final Path SHARED = Path.of("../shared/data");

    /// float32 in another order of sums; the goldens have six digits.
    private static final double TOLERANCE = 2e-4;

    private static JsonNode golden(String name) throws IOException {
        return new ObjectMapper().readTree(GOLDEN.resolve(name).toFile());
    }

    private static DataChoice data(Path file) {
        return DataChoice.of("1", file).withTask("", Wording.SAMPLE.word());
    }

    /// Returns what reads many tokens at once, and on which device models run.
    Optional<Batch> batch() {
        return Optional.empty();
    }

    private Study study(String name, DataChoice choice, Scoring scoring)
            throws IOException, CancelledException {
        Path folder = SAMPLE.resolve(name);
        LiveRequest request =
                new LiveRequest(
                        Located.of(folder),
                        List.of(),
                        0,
                        Compute.onCpu(2),
                        false,
                        Optional.of(DType.F32));
        Cancellation cancellation = new Cancellation();
        try (LiveModel live = new LiveModels(batch()).load(request, new Progress(), cancellation)) {
            AskedModel model = AskedModel.of(live, 0);
            TaskReader reader = TaskReader.read(TemplateRegistry.of(folder), choice);
            List<Trial> trials = Trials.of(model, List.of(reader.chosen()), false, cancellation);
            StudyFacts facts = Studies.facts();
            StudyFacts own =
                    new StudyFacts(
                            facts.name(),
                            facts.program(),
                            facts.began(),
                            facts.base(),
                            List.of(),
                            "",
                            "float32",
                            model.context(),
                            scoring,
                            "");
            return new Evaluator(model, own, trials, new Plan.Single(List.of(), true))
                    .run(Optional.empty(), _ -> {}, new Progress(), cancellation);
        }
    }

    private static void assertEqual(Study study, JsonNode wanted) {
        Scores scores = study.base().scores().getFirst();
        JsonNode rows = wanted.path("log_likelihoods");
        assertThat(scores.rows()).isEqualTo(rows.size());
        Answers answers = new Answers(study.tasks().getFirst(), scores, Scoring.LOG_LIKELIHOOD);
        for (int row = 0; row < rows.size(); row++) {
            int best = 0;
            for (int choice = 0; choice < rows.path(row).size(); choice++) {
                double value = rows.path(row).path(choice).doubleValue();
                assertThat(scores.logLikelihood(row, choice))
                        .as("row " + row + ", choice " + choice)
                        .isCloseTo(value, within(TOLERANCE));
                best = value > rows.path(row).path(best).doubleValue() ? choice : best;
            }
            assertThat(answers.answer(row)).as("answer to row " + row).isEqualTo(best);
        }
        assertThat(study.result(study.base(), 0).right().share())
                .isCloseTo(wanted.path("acc").doubleValue(), within(1e-12));
        TaskResult perByte = TaskResult.of(study.tasks().getFirst(), scores, Scoring.PER_BYTE);
        assertThat(perByte.right().share())
                .isCloseTo(wanted.path("acc_bytes").doubleValue(), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "sst2", "mnli"})
    void rowsOfItsOwn(String name) throws Exception {
        JsonNode wanted = golden("lm_eval.json").path("models").path(name);
        for (String file : List.of("reviews.tsv", "pairs.jsonl")) {
            assertEqual(
                    study(name, data(GOLDEN.resolve(file)), Scoring.LOG_LIKELIHOOD),
                    wanted.path(file));
        }
        DataChoice choices =
                data(GOLDEN.resolve("choices.jsonl")).withKind(Optional.of(Kind.CHOICES));
        assertEqual(study(name, choices, Scoring.LOG_LIKELIHOOD), wanted.path("choices.jsonl"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "sst2", "mnli"})
    void sst2Dev(String name) throws Exception {
        Path file = SHARED.resolve("sst2/dev.tsv");
        assumeTrue(Files.exists(file), "the SST-2 dev set is not here");

        assertEqual(
                study(name, data(file), Scoring.LOG_LIKELIHOOD),
                golden("sst2_dev.json").path("models").path(name));
    }

    @Test
    void mnliDev() throws Exception {
        Path file = SHARED.resolve("mnli/dev_matched.jsonl");
        assumeTrue(Files.exists(file), "the MNLI dev set is not here");

        assertEqual(
                study("mnli", data(file).withLimit(400), Scoring.LOG_LIKELIHOOD),
                golden("mnli_dev.json").path("models").path("mnli"));
    }

    @Test
    void textsInWindows() throws Exception {
        List<JsonNode> cases = new ArrayList<>();
        golden("text_windows.json").path("cases").forEach(cases::add);
        assertThat(cases).isNotEmpty();
        for (JsonNode one : cases) {
            DataChoice text =
                    DataChoice.of("1", GOLDEN.resolve("story.txt"))
                            .withLengths(
                                    0,
                                    one.path("window").intValue(),
                                    one.path("stride").intValue());
            Study study = study(one.path("model").asText(), text, Scoring.LOG_LIKELIHOOD);

            Scores scores = study.base().scores().getFirst();
            assertThat(scores.rows()).isEqualTo(one.path("log_likelihoods").size());
            double sum = 0;
            for (int window = 0; window < scores.rows(); window++) {
                double wanted = one.path("log_likelihoods").path(window).doubleValue();
                assertThat(scores.logLikelihood(window, 0))
                        .isCloseTo(wanted, within(1e-6 * Math.abs(wanted) + TOLERANCE));
                sum += wanted;
            }
            TaskResult result = study.result(study.base(), 0);
            int predicted = one.path("tokens").intValue() - 1;
            assertThat(result.predicted()).isEqualTo(predicted);
            assertThat(result.perplexity()).isCloseTo(Math.exp(-sum / predicted), within(1e-3));
        }
    }
}
