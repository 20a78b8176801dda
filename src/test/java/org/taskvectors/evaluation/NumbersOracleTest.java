package org.taskvectors.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Intervals, tests and numbers of answers, against statsmodels, SciPy and scikit-learn.
class NumbersOracleTest {
    private JsonNode golden;

    @BeforeEach
    void read() throws IOException {
        golden =
                new ObjectMapper()
                        .readTree(
                                Path.of("src/test/resources/golden/evaluation/answers.json")
                                        .toFile());
    }

    @Test
    void intervalsAreWilsons() {
        assertThat(golden.path("wilson")).isNotEmpty();
        for (JsonNode one : golden.path("wilson")) {
            Proportion proportion =
                    new Proportion(one.path("hits").asInt(), one.path("rows").asInt());
            assertThat(proportion.low()).isCloseTo(one.path("low").asDouble(), within(1e-9));
            assertThat(proportion.high()).isCloseTo(one.path("high").asDouble(), within(1e-9));
        }
    }

    @Test
    void noRowsHaveNoShare() {
        Proportion none = new Proportion(0, 0);

        assertThat(none.share()).isNaN();
        assertThat(none.low()).isNaN();
        assertThat(none.high()).isNaN();
    }

    @Test
    void theTestIsMcNemars() {
        assertThat(golden.path("mcnemar")).isNotEmpty();
        for (JsonNode one : golden.path("mcnemar")) {
            Comparison comparison =
                    new Comparison(List.of(), one.path("gained").asInt(), one.path("lost").asInt());
            double p = one.path("p").asDouble();
            assertThat(comparison.mcNemar()).isCloseTo(p, within(1e-9 + 1e-6 * p));
        }
        assertThat(new Comparison(List.of(), 0, 0).mcNemar()).isEqualTo(1);
    }

    @Test
    void numbersOfAnswers() {
        JsonNode answers = golden.path("answers");
        List<Integer> truth = new ArrayList<>();
        answers.path("truth").forEach(one -> truth.add(one.asInt()));
        Task task = Studies.task(truth, Studies.LABELS);
        List<List<Double>> values = new ArrayList<>();
        for (JsonNode row : answers.path("log_likelihoods")) {
            List<Double> numbers = new ArrayList<>();
            row.forEach(one -> numbers.add(one.asDouble()));
            values.add(numbers);
        }
        Scores scores = Studies.scores(task, values, 0.25);

        TaskResult result = TaskResult.of(task, scores, Scoring.LOG_LIKELIHOOD);

        assertThat(result.right().share()).isEqualTo(answers.path("accuracy").asDouble());
        assertThat(result.confusion().toString().replace(" ", ""))
                .isEqualTo(answers.path("confusion").toString());
        for (int label = 0; label < 3; label++) {
            assertThat(result.classes().get(label).share())
                    .isCloseTo(answers.path("recall").path(label).asDouble(), within(1e-12));
        }
        assertThat(result.calibration().error())
                .isCloseTo(answers.path("calibration_error").asDouble(), within(1e-12));
        assertThat(result.logLikelihood())
                .isCloseTo(answers.path("log_likelihood").asDouble(), within(1e-12));
        assertThat(result.divergence()).isEqualTo(0.25);
        assertThat(result.places()).isEqualTo(truth.size());
        // The script counts the labels' bytes without the blank before them: 3, 11, 5.
        assertThat(TaskResult.of(task, scores, Scoring.PER_BYTE).right().share())
                .isEqualTo(answers.path("accuracy_per_byte").asDouble());
    }
}
