package org.taskvectors.checkpoint.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;

/// LoRA files of other programs than PEFT, and the changes by these programs or by their formulas
/// (`src/test/oracle/adapter/make_dialects.py`).
class AdapterDialectsTest {
    static final Path DIALECTS = AdapterOracleTest.GOLDEN.resolve("dialects");

    /// MLX fuses in float32 onto weights of at most about 1; the others are rounded once.
    private static final double FUSED = 1e-7;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"mlx", "mlx/adapters.safetensors", "mlx/adapter_config.json"})
    void mlxIsReadWithoutItsBase(String path) throws IOException {
        try (Checkpoint adapter = Checkpoints.open(DIALECTS.resolve(path));
                Checkpoint expected = expected("mlx")) {
            assertThat(adapter.about().format()).isEqualTo("LoRA adapter (MLX)");
            assertThat(adapter.name()).isEqualTo("mlx");
            assertThat(((Vector) adapter).incomplete()).isEmpty();
            assertSame(adapter, expected);
        }
    }

    @Test
    void mlxsDoraIsReadWithItsBase() throws IOException {
        try (Checkpoint adapter = Checkpoints.open(DIALECTS.resolve("mlx-dora"));
                Checkpoint base = Checkpoints.open(DIALECTS.resolve("mlx-dora-base.safetensors"));
                Vector on = ((Vector) adapter).on(base);
                Checkpoint expected = expected("mlx-dora")) {
            assertThat(adapter.tensors()).isEmpty();
            assertThat(adapter.about().format()).isEqualTo("DoRA adapter (MLX)");
            assertSame(on, expected);
        }
    }

    /// The rows of q and k lie as Meta has them, and only the base says how many heads there are.
    @ParameterizedTest
    @CsvSource({
        "torchtune, LoRA adapter (torchtune)",
        "llama-adapter, LoRA adapter (GGUF of llama.cpp)"
    })
    void turnedRowsAreReadWithTheBasesHeads(String name, String format) throws IOException {
        Path path = DIALECTS.resolve(name.equals("torchtune") ? name : name + ".gguf");
        try (Checkpoint adapter = Checkpoints.open(path);
                Checkpoint base = Checkpoints.open(DIALECTS.resolve("llama"));
                Vector on = ((Vector) adapter).on(base);
                Checkpoint expected = expected(name)) {
            assertThat(adapter.about().format()).isEqualTo(format);
            assertThat(((Vector) adapter).incomplete())
                    .extracting(Incomplete::name)
                    .containsExactlyInAnyOrder(
                            "model.layers.0.self_attn.q_proj.weight",
                            "model.layers.0.self_attn.k_proj.weight");
            assertThat(((Vector) adapter).incomplete()).allMatch(Incomplete::needsBase);
            assertThat(on.incomplete()).isEmpty();
            assertSame(on, expected);
        }
    }

    @Test
    void turnedRowsWithoutKnownHeadsStayIncomplete() throws IOException {
        Path bare = DIALECTS.resolve("llama").resolve("model.safetensors");
        Path alone = Files.copy(bare, folder.resolve("weights.safetensors"));
        try (Checkpoint adapter = Checkpoints.open(DIALECTS.resolve("torchtune"));
                Checkpoint base = Checkpoints.open(alone);
                Vector on = ((Vector) adapter).on(base)) {
            assertThat(on.incomplete()).hasSize(2);
            assertThat(on.incomplete()).allMatch(one -> one.reason().contains("heads"));
        }
    }

    /// One file for two models: each base gets its own part by its own names.
    @ParameterizedTest
    @CsvSource({
        "kohya, kohya, unet, 2",
        "kohya, kohya, text, 1",
        "diffusers-old, diffusers, unet, 1",
        "diffusers-old, diffusers, text, 1",
        "diffusers-middle, diffusers, unet, 1",
        "diffusers-middle, diffusers, text, 1",
        "diffusers-new, diffusers, unet, 1",
        "diffusers-new, diffusers, text, 1"
    })
    void namesOfPipelinesAreFoundInTheBase(String name, String wanted, String kind, int count)
            throws IOException {
        OpenOptions said = new OpenOptions(Optional.of(new LoraScale.Factor(3)), Optional.empty());
        try (Checkpoint adapter = Checkpoints.open(DIALECTS.resolve(name + ".safetensors"), said);
                Checkpoint base = Checkpoints.open(DIALECTS.resolve(kind));
                Vector on = ((Vector) adapter).on(base);
                Checkpoint expected = expected(wanted)) {
            assertThat(adapter.about().format())
                    .isEqualTo("LoRA adapter (" + (name.equals("kohya") ? "kohya)" : "diffusers)"));
            int found = 0;
            for (Tensor tensor : on.tensors()) {
                Optional<Tensor> own = base.tensor(tensor.name());
                if (own.isPresent()) {
                    found++;
                    assertThat(tensor.shape()).isEqualTo(own.get().shape());
                    assertSame(on, tensor, expected);
                }
            }
            assertThat(found).isEqualTo(count);
        }
    }

    @Test
    void whatNothingSaysIsAsked() throws IOException {
        try (Checkpoint old = Checkpoints.open(DIALECTS.resolve("diffusers-old.safetensors"));
                Checkpoint now = Checkpoints.open(DIALECTS.resolve("diffusers-new.safetensors"));
                Checkpoint kohya = Checkpoints.open(DIALECTS.resolve("kohya.safetensors"))) {
            assertThat(old.about().adapter().orElseThrow().asksScale()).isTrue();
            assertThat(now.about().adapter().orElseThrow().scales()).containsExactly(3.0);
            assertThat(kohya.about().adapter().orElseThrow().scales()).containsExactly(0.5);
            assertThat(kohya.about().notes()).anyMatch(note -> note.contains("underscores"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "loha, LoHa, 5, merge_and_unload",
        "ia3, (IA)³, 1, merge_and_unload",
        "prompt, prompt tuning, 1, no merged model",
        "adalora, AdaLoRA, 3, merge_and_unload"
    })
    void otherMethodsAreKnownByTheirKeys(String name, String words, int count, String advice)
            throws IOException {
        Path path = DIALECTS.resolve("other").resolve(name + ".safetensors");
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            Vector vector = (Vector) checkpoint;
            assertThat(checkpoint.about().format()).contains(words).endsWith("not read");
            assertThat(checkpoint.tensors()).isEmpty();
            assertThat(vector.incomplete()).hasSize(count);
            Failure failure = catchThrowableOfType(Failure.class, vector::requireReadable);
            assertThat(failure.problem()).isEqualTo(AdapterProblem.OTHER_METHOD);
            assertThat(failure.file()).isEqualTo(path);
            assertThat(failure.advice()).contains(advice);
        }
    }

    /// What is no LoRA among a file's factors is named, one by one, and not read.
    @Test
    void partsOfOtherMethodsAreIncomplete() throws IOException {
        Path path = DIALECTS.resolve("other").resolve("mixed.safetensors");
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(checkpoint.tensors()).hasSize(2);
            assertThat(((Vector) checkpoint).incomplete())
                    .extracting(Incomplete::name)
                    .containsExactlyInAnyOrder(
                            "lora_unet_mid_block_resnets_0_conv1.weight",
                            "lora_unet_mid_block_resnets_0_conv1.lora_mid.weight",
                            "lora_unet_conv_in.diff",
                            "lora_te_ln.w_norm");
        }
    }

    private static Checkpoint expected(String name) throws IOException {
        return Checkpoints.open(DIALECTS.resolve("expected").resolve(name + ".safetensors"));
    }

    private static void assertSame(Checkpoint ours, Checkpoint expected) throws IOException {
        assertThat(names(ours)).isEqualTo(names(expected));
        for (Tensor tensor : ours.tensors()) {
            assertSame(ours, tensor, expected);
        }
    }

    private static void assertSame(Checkpoint ours, Tensor tensor, Checkpoint expected)
            throws IOException {
        Tensor theirs = expected.tensor(tensor.name()).orElseThrow();
        assertThat(tensor).isEqualTo(theirs);
        float[] wanted = AdapterOracleTest.read(expected, theirs, 1 << 20);
        for (int cut : new int[] {1, 7, 100_000}) {
            float[] read = AdapterOracleTest.read(ours, tensor, cut);
            for (int i = 0; i < wanted.length; i++) {
                assertThat(Math.abs((double) read[i] - wanted[i]))
                        .as(tensor.name() + " " + i)
                        .isLessThanOrEqualTo(FUSED);
            }
        }
    }

    private static Set<String> names(Checkpoint checkpoint) {
        return checkpoint.tensors().stream().map(Tensor::name).collect(Collectors.toSet());
    }
}
