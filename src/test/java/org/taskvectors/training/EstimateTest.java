package org.taskvectors.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.job.Progress;

/// What is said of a run before it starts, and what is removed of one afterwards.
class EstimateTest {
    @TempDir private Path folder;

    @Test
    void memoryFollowsFromTheDimensions() throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");
        run.settings = ToyRun.settings(new Adaptation(Method.LORA, 3, 6, false, 0, Set.of()), 12);

        Trainer.Preview preview =
                run.trainer().preview(run.request(), 4, new Progress(), run.cancellation);

        TrainingEstimate estimate = preview.estimate();
        // The factors of a layer: q 3·(32 + 32), k and v 3·(32 + 16) each, o 3·(32 + 32), gate and
        // up 3·(32 + 40) each, down 3·(40 + 32).
        long trained = 2 * 3 * (64 + 2 * 48 + 64 + 3 * 72);
        assertThat(estimate.trained()).isEqualTo(trained);
        // Itself, two means, and a gradient for each of two threads.
        assertThat(estimate.stateBytes()).isEqualTo(5 * 4 * trained);
        long parameters = 2 * 64 * 32 + 32 + 2 * (2 * 32 * 32 + 2 * 16 * 32 + 3 * 40 * 32 + 64);
        assertThat(estimate.parameters()).isEqualTo(parameters);
        assertThat(estimate.weightBytes()).isBetween(4 * parameters, 4 * parameters + 64 * 21);
        // Two texts of eight tokens in each of two layers: T·(2·w·4 + 4·(4·w + 3·q + 3·k + 4·f +
        // 7·r)) + heads·texts·8²·8, and the logits of two answers.
        long layer = 16 * (2 * 32 * 4 + 4 * (4 * 32 + 3 * 32 + 3 * 16 + 4 * 40 + 7 * 3));
        long attention = 4 * 2 * 64 * 8;
        long answers = (long) Math.ceil(2 * 18.0 / ToyRun.TEXTS);
        assertThat(estimate.activationBytes())
                .isEqualTo(2 * (layer + attention) + answers * 64 * 12);
        assertThat(estimate.fits()).isTrue();
        assertThat(estimate.secondsPerStep()).isNaN();
        assertThat(preview.rows()).hasSize(4);
        assertThat(preview.facts().trained()).isEqualTo(ToyRun.TEXTS);
        assertThat(run.out).doesNotExist();
        run.train();
        assertThat(Files.size(run.out.resolve("adapter_model.safetensors")))
                .isBetween(estimate.checkpointBytes() - 2000, estimate.checkpointBytes());
    }

    @Test
    void recomputingTakesLess() throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");
        long kept = run.trainer().estimate(run.request()).activationBytes();
        run.settings =
                TrainingJson.settings(TrainingJson.settings(run.settings).put("recomputes", true));

        assertThat(run.trainer().estimate(run.request()).activationBytes()).isLessThan(kept);
    }

    @ParameterizedTest
    @CsvSource({"LORA, llama", "DORA, gpt2", "FULL, gemma2", "LORA, smollm3"})
    void aStepIsTimedOnOneLayer(Method method, String model) throws Exception {
        ToyRun run = ToyRun.of(folder, model);
        run.settings = ToyRun.settings(new Adaptation(method, 2, 4, false, 0, Set.of()), 12);
        Trainer.Preview preview =
                run.trainer().preview(run.request(), 0, new Progress(), run.cancellation);

        TrainingEstimate timed =
                run.trainer()
                        .timed(
                                run.request(),
                                preview.facts(),
                                preview.estimate(),
                                run.cancellation);

        assertThat(timed.secondsPerStep()).isPositive().isLessThan(60);
        assertThat(timed.timed(0)).isEqualTo(preview.estimate().timed(0));
        assertThat(run.device.open).isZero();
    }

    @Test
    void aRunIsRemovedWithWhatItWroteAndNothingElse() throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");
        run.train();
        Files.writeString(run.out.resolve("notes.txt"), "mine");

        Trainer.discard(run.out);

        try (var left = Files.list(run.out)) {
            assertThat(left).containsExactly(run.out.resolve("notes.txt"));
        }
        Files.delete(run.out.resolve("notes.txt"));
        assertThat(run.again().train().step()).isEqualTo(12);
        Trainer.discard(run.out);
        assertThat(run.out).doesNotExist();
    }

    @Test
    void whatIsNoRunIsNotRemoved() throws Exception {
        Files.writeString(folder.resolve("adapter_config.json"), "{}");

        assertThatThrownBy(() -> Trainer.discard(folder))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> assertThat(e.problem()).isEqualTo(TrainingProblem.NOT_A_RUN));
        assertThat(folder.resolve("adapter_config.json")).exists();
    }

    @Test
    void settingsAndDataAreTheSameAfterJson() throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");

        assertThat(TrainingJson.settings(TrainingJson.settings(run.settings)))
                .isEqualTo(run.settings);
        assertThat(TrainingJson.data(TrainingJson.data(run.request().data())))
                .contains(run.request().data());
        Trainer.Preview preview =
                run.trainer().preview(run.request(), 0, new Progress(), run.cancellation);
        assertThat(TrainingJson.facts(TrainingJson.facts(preview.facts())))
                .isEqualTo(preview.facts());
    }
}
