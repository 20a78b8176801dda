package org.taskvectors.checkpoint.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;

/// What a file holds and cannot be read is an error or incomplete, with its reason: never left out
/// with a mere note.
class AdapterGapsTest {
    private static final String MODULE = "model.layers.0.self_attn.q_proj";

    @TempDir private Path folder;

    private static MadeAdapter lora() {
        return new MadeAdapter().factors(MODULE, 2, 5, 3);
    }

    private Failure failure(MadeAdapter adapter) throws IOException {
        Path path = adapter.folder(folder, "");
        return catchThrowableOfType(Failure.class, () -> Checkpoints.open(path).close());
    }

    private List<Incomplete> incomplete(MadeAdapter adapter, String config) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(adapter.folder(folder, config))) {
            return List.copyOf(((Vector) checkpoint).incomplete());
        }
    }

    @Test
    void anAdapterOfNoTensorsIsAnError() throws IOException {
        Failure failure = failure(new MadeAdapter());

        assertThat(failure.problem()).isEqualTo(AdapterProblem.NO_TENSORS);
        assertThat(failure.file()).isEqualTo(folder.resolve("adapter_model.safetensors"));
        assertThat(failure.what()).contains("empty");
    }

    @Test
    void anAdapterOfNothingButCopiesIsAnError() throws IOException {
        Failure failure =
                failure(
                        new MadeAdapter()
                                .tensor("base_model.model.score.original_module.weight", 3, 5));

        assertThat(failure.problem()).isEqualTo(AdapterProblem.NO_TENSORS);
    }

    @ParameterizedTest
    @CsvSource({"0, empty placeholder", "10, flat piece"})
    void whatACutUpTrainingLeftIsTold(long size, String words) throws IOException {
        String start = "base_model.model." + MODULE;
        Failure failure =
                failure(
                        new MadeAdapter()
                                .tensor(start + ".lora_A.weight", size)
                                .tensor(start + ".lora_B.weight", size));

        assertThat(failure.problem()).isEqualTo(AdapterProblem.PLACEHOLDERS);
        assertThat(failure.place()).contains(MODULE);
        assertThat(failure.what()).contains(words).contains("ZeRO-3");
        assertThat(failure.advice()).contains("zero_to_fp32.py").contains("save_16bit_model");
    }

    @Test
    void anEmptyPlaceholderOfATrainedModuleIsIncomplete() throws IOException {
        assertThat(incomplete(lora().tensor("base_model.model.score.weight", 0), ""))
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.name()).isEqualTo("score.weight");
                            assertThat(one.reason()).contains("ZeRO-3");
                            assertThat(one.needsBase()).isFalse();
                        });
    }

    @Test
    void unknownKeysAndBiasesAreIncompleteWithoutTheBaseAndWithOneThatLacksThem()
            throws IOException {
        MadeAdapter adapter =
                lora().tensor("base_model.model." + MODULE + ".lora_C.weight", 3, 5)
                        .tensor("base_model.model.some.bias", 7)
                        .tensor("something", 1);
        Path base =
                new MadeAdapter()
                        .tensor(MODULE + ".weight", 3, 5)
                        .write(folder.resolve("base.safetensors"));
        try (Checkpoint checkpoint = Checkpoints.open(adapter.folder(folder, ""));
                Checkpoint below = Checkpoints.open(base);
                Vector on = ((Vector) checkpoint).on(below)) {
            for (Vector one : List.of((Vector) checkpoint, on)) {
                assertThat(one.tensors()).hasSize(1);
                assertThat(one.incomplete())
                        .extracting(Incomplete::name)
                        .containsExactlyInAnyOrder(
                                MODULE + ".lora_C.weight", "some.bias", "something");
            }
            assertThat(on.incomplete()).allMatch(one -> one.reason().contains("the base has no"));
        }
    }

    @Test
    void whatIsNotFloatingPointIsIncompleteUnlessItCounts() throws IOException {
        MadeAdapter adapter =
                lora().tensor("base_model.model.score.weight", DType.I8, 3, 5)
                        .tensor("base_model.model.norm.num_batches_tracked", DType.I64);

        assertThat(incomplete(adapter, ""))
                .singleElement()
                .satisfies(one -> assertThat(one.reason()).contains("not floating point"));
    }

    @Test
    void rowsWithoutTheirNumbersAreIncomplete() throws IOException {
        String key = "base_model.model.model.embed_tokens.token_adapter.trainable_tokens_delta";
        MadeAdapter adapter = lora().tensor(key, 2, 5);

        assertThat(incomplete(adapter, ""))
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.name()).isEqualTo("model.embed_tokens.weight");
                            assertThat(one.reason()).contains("trainable_token_indices");
                        });
    }

    @Test
    void rowsThatAreNotTheConfigurationsAreTold() throws IOException {
        String key = "base_model.model.model.embed_tokens.token_adapter.trainable_tokens_delta";
        Path path = lora().tensor(key, 2, 5).folder(folder, ",\"trainable_token_indices\":[1,2,3]");

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path));

        assertThat(failure.problem()).isEqualTo(AdapterProblem.FACTORS_DISAGREE);
        assertThat(failure.what()).contains("3 rows");
    }

    @Test
    void twoChangesOfOneTensorAreIncomplete() throws IOException {
        MadeAdapter adapter =
                lora().factors("model.embed_tokens", 2, 5, 7)
                        .tensor(
                                "base_model.model.model.embed_tokens.token_adapter"
                                        + ".trainable_tokens_delta",
                                2,
                                5);

        assertThat(incomplete(adapter, ",\"trainable_token_indices\":[1,2]"))
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.name()).isEqualTo("model.embed_tokens.weight");
                            assertThat(one.reason()).contains("twice");
                        });
    }

    @Test
    void underscoredNamesThatMeanSeveralTensorsAreNotGuessed() throws IOException {
        Path file =
                new MadeAdapter()
                        .tensor("lora_unet_a_b.lora_down.weight", 2, 5)
                        .tensor("lora_unet_a_b.lora_up.weight", 3, 2)
                        .write(folder.resolve("kohya.safetensors"));
        Path base =
                new MadeAdapter()
                        .tensor("a.b.weight", 3, 5)
                        .tensor("a_b.weight", 3, 5)
                        .write(folder.resolve("base.safetensors"));
        OpenOptions said = new OpenOptions(Optional.of(new LoraScale.Factor(1)), Optional.empty());
        try (Checkpoint adapter = Checkpoints.open(file, said);
                Checkpoint below = Checkpoints.open(base);
                Vector on = ((Vector) adapter).on(below)) {
            assertThat(on.tensors())
                    .extracting(Tensor::name)
                    .containsExactly("lora_unet_a_b.weight");
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "2"})
    void anAlphaThatIsNotOneNumberIsTold(long size) throws IOException {
        Path file =
                new MadeAdapter()
                        .tensor("lora_unet_a.lora_down.weight", 2, 5)
                        .tensor("lora_unet_a.lora_up.weight", 3, 2)
                        .tensor("lora_unet_a.alpha", size)
                        .write(folder.resolve("kohya.safetensors"));

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(file));

        assertThat(failure.problem()).isEqualTo(AdapterProblem.FACTORS_DISAGREE);
        assertThat(failure.place()).contains("alpha");
    }
}
