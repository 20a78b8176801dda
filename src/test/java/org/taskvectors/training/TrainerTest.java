package org.taskvectors.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.lora.LoraModules;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.gradient.FrozenBase;
import org.taskvectors.inference.gradient.GradientDevice;
import org.taskvectors.inference.gradient.Gradients;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.training.data.TrainingText;
import org.taskvectors.ui.evaluate.Options;

/// A run from its beginning to its end, on the toy device.
class TrainerTest {
    @TempDir private Path folder;

    @Test
    void aRunLearnsAndLeavesAnAdapter() throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");

        TrainingResult result = run.train();

        assertThat(result.step()).isEqualTo(12);
        assertThat(result.isStopped()).isFalse();
        List<TrainingCurve.Step> steps = result.curve().steps();
        assertThat(steps).extracting(TrainingCurve.Step::step).containsExactly(range(1, 12));
        // Before the first step the toy knows nothing: all of its tokens are as likely.
        assertThat(steps.getFirst().loss()).isCloseTo(Math.log(64), within(1e-9));
        assertThat(steps.getLast().loss()).isLessThan(3.6);
        assertThat(steps.getFirst().rate()).isZero();
        assertThat(steps.get(1).rate()).isEqualTo(0.01);
        assertThat(result.curve().evaluations())
                .extracting(TrainingCurve.HeldOut::step)
                .containsExactly(0, 4, 8, 12);
        assertThat(result.curve().evaluations().getFirst().loss())
                .isCloseTo(Math.log(64), within(1e-6));
        assertThat(result.curve().norms())
                .extracting(TrainingCurve.Norms::step)
                .containsExactly(range(0, 12));
        assertThat(result.curve().norms().getFirst().total()).isZero();
        assertThat(result.checkpoints())
                .extracting(KeptCheckpoint::step)
                .containsExactly(3, 6, 9, 12);
        assertThat(result.checkpoints().getLast().folder()).isEqualTo(run.out);
        assertThat(run.device.open).isZero();
        assertThat(names(run.out))
                .containsExactlyInAnyOrder(
                        "README.md",
                        "adapter_config.json",
                        "adapter_model.safetensors",
                        "checkpoints",
                        "tokenizer.json",
                        "training-record.jsonl",
                        "training.json");
        assertThat(names(run.out.resolve("checkpoints")))
                .containsExactlyInAnyOrder("step-000003", "step-000006", "step-000009");
    }

    private static Integer[] range(int first, int last) {
        return Stream.iterate(first, i -> i <= last, i -> i + 1).toArray(Integer[]::new);
    }

    private static List<String> names(Path of) throws Exception {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void aStepsLossIsTheMeanOverItsAnswersAndItsTextsAreThoseOfTheOrder() throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");

        TrainingResult result = run.train();

        TextOrder order = new TextOrder(ToyRun.TEXTS, 4, 11);
        List<TrainingText> texts = ToyRun.texts(ToyRun.TEXTS, 0);
        for (TrainingCurve.Step step : result.curve().steps()) {
            StepPacks packs =
                    StepPacks.of(order.step(step.step()).stream().map(texts::get).toList(), 2);
            assertThat(step.tokens()).isEqualTo(packs.tokens());
            assertThat(step.answers()).isEqualTo(packs.answers());
        }
    }

    @Test
    void theAdapterIsReadOnItsBaseAsTheRunMeasuredIt() throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");

        TrainingResult result = run.train();

        try (Checkpoint base = Located.of(run.base).open();
                Checkpoint adapter = Located.of(result.folder()).open()) {
            assertThat(adapter).isInstanceOf(Vector.class);
            Vector vector = ((Vector) adapter).on(base);
            assertThat(vector.incomplete()).isEmpty();
            assertThat(vector.tensors()).hasSize(14);
            assertThat(vector.tensors()).allMatch(one -> base.tensor(one.name()).isPresent());
            assertThat(adapter.about().adapter().orElseThrow().scales()).containsExactly(2.0);
            assertThat(adapter.about().notes()).isEmpty();
        }
        JsonNode config = new ObjectMapper().readTree(run.bytes("adapter_config.json"));
        assertThat(config.path("target_modules"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "down_proj",
                        "gate_proj",
                        "k_proj",
                        "o_proj",
                        "q_proj",
                        "up_proj",
                        "v_proj");
        assertThat(config.path("r").asInt()).isEqualTo(3);
        assertThat(config.path("lora_alpha").asInt()).isEqualTo(6);
        assertThat(config.path("task_type").asText()).isEqualTo("CAUSAL_LM");
        assertThat(config.path("base_model_name_or_path").asText())
                .isEqualTo(run.base.toAbsolutePath().toString());
    }

    @Test
    void twoRunsOfOneRequestAreTheSameBytes() throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");
        run.train();
        ToyRun other = run.again();
        other.out = folder.resolve("other");
        other.train();

        assertThat(other.bytes("adapter_model.safetensors"))
                .isEqualTo(run.bytes("adapter_model.safetensors"));
        assertThat(other.bytes("adapter_config.json")).isEqualTo(run.bytes("adapter_config.json"));
    }

    @Test
    void anotherSeedIsAnotherAdapter() throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");
        run.train();
        ToyRun other = run.again();
        other.out = folder.resolve("other");
        other.settings = TrainingJson.settings(TrainingJson.settings(run.settings).put("seed", 12));
        other.train();

        assertThat(other.bytes("adapter_model.safetensors"))
                .isNotEqualTo(run.bytes("adapter_model.safetensors"));
    }

    @Test
    void conv1dFactorsLieAsPeftHasThem() throws Exception {
        ToyRun run = ToyRun.of(folder, "gpt2");
        run.settings =
                ToyRun.settings(new Adaptation(Method.LORA, 2, 4, false, 0, Set.of("c_attn")), 4);

        TrainingResult result = run.train();

        try (Checkpoint adapter = Located.of(result.folder()).open();
                Checkpoint base = Located.of(run.base).open()) {
            Vector vector = ((Vector) adapter).on(base);
            assertThat(vector.incomplete()).isEmpty();
            for (Tensor tensor : vector.tensors()) {
                assertThat(tensor.shape())
                        .isEqualTo(base.tensor(tensor.name()).orElseThrow().shape());
            }
        }
        JsonNode config = new ObjectMapper().readTree(run.bytes("adapter_config.json"));
        assertThat(config.path("fan_in_fan_out").asBoolean()).isTrue();
        try (Checkpoint files =
                Located.of(result.folder().resolve("adapter_model.safetensors")).open()) {
            assertThat(files.about().metadata()).containsEntry("format", "pt");
        }
    }

    @Test
    void targetsAreWholePathsOnlyWhereALastNameMeansMore() throws Exception {
        ToyRun run = ToyRun.of(folder, "gpt2");
        try (Checkpoint base = Located.of(run.base).open()) {
            String attention = "transformer.h.0.attn.c_proj";
            assertThat(AdapterWriter.targets(Set.of(attention), base, LoraModules.paths(base)))
                    .containsExactly(attention);
        }
    }

    @Test
    void theDocumentHoldsAllAndTheCardReads() throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");

        run.train();

        JsonNode document = new ObjectMapper().readTree(run.bytes("training.json"));
        assertThat(document.path("steps")).hasSize(12);
        assertThat(document.path("settings").path("rank").asInt()).isEqualTo(3);
        assertThat(document.path("facts").path("fingerprint").asText()).hasSize(64);
        assertThat(document.path("program").asText()).isEqualTo("Task Vector Workbench 9");
        assertThat(document.path("checkpoints").path(3).path("folder").asText()).isEmpty();
        String card = Files.readString(run.out.resolve("README.md"));
        assertThat(card)
                .contains("library_name: peft", "# toy", "| after step 12 |", "f".repeat(64));
        assertThat(card).contains("PeftModel.from_pretrained");
    }

    @Test
    void aFolderOfSomethingElseIsLeftAlone() throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");
        Files.createDirectories(run.out);
        Files.writeString(run.out.resolve("thesis.tex"), "years of work");

        assertThatThrownBy(run::train)
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> assertThat(e.problem()).isEqualTo(TrainingProblem.NOT_A_RUN));
        assertThat(names(run.out)).containsExactly("thesis.tex");
    }

    @Test
    void aRunThatHasEndedIsNotBegunAgain() throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");
        run.train();

        assertThatThrownBy(() -> run.again().train())
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> assertThat(e.problem()).isEqualTo(TrainingProblem.RUN_ENDED));
    }

    @Test
    void aTargetThatTheModelDoesNotHaveIsRefused() throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");
        run.settings =
                ToyRun.settings(new Adaptation(Method.LORA, 2, 4, false, 0, Set.of("c_attn")), 4);

        assertThatThrownBy(run::train)
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> {
                            assertThat(e.problem()).isEqualTo(TrainingProblem.NO_TARGETS);
                            assertThat(e.advice()).contains("q_proj");
                        });
        assertThat(run.out).doesNotExist();
    }

    @Test
    void aDeviceThatCannotBeOpenedLeavesNoRun() throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");
        Trainer trainer =
                new Trainer(
                        new FailingDevice(),
                        "program",
                        (_, _, _, _, _, _, _) ->
                                new Rows(
                                        ToyRun.texts(4, 0),
                                        List.of(),
                                        Optional.empty(),
                                        TrainingJson.facts(new ObjectMapper().createObjectNode()),
                                        (_, _) -> List.of()),
                        disk -> disk);

        assertThatThrownBy(
                        () ->
                                trainer.train(
                                        run.request(),
                                        run.control,
                                        _ -> {},
                                        new Progress(),
                                        run.cancellation))
                .isInstanceOf(Failure.class);
        assertThat(run.out).doesNotExist();
    }

    private static final class FailingDevice implements GradientDevice {
        @Override
        public String label() {
            return "None";
        }

        @Override
        public Gradients open(
                FrozenBase base,
                TrainedPlan plan,
                TrainedState state,
                Options options,
                Cancellation cancellation)
                throws Failure {
            throw Failure.of(TrainingProblem.OUT_OF_MEMORY, null, "there is no library", "");
        }
    }
}
