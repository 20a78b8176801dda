package org.taskvectors.checkpoint.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Checkpoints;

/// Which modules of which models are stored as in × out, whatever the file's flag says.
class OrientationTest {
    private static final String ATTENTION = "transformer.h.0.attn.";
    private static final String TRUE = ",\"fan_in_fan_out\":true";
    private static final String FALSE = ",\"fan_in_fan_out\":false";

    @TempDir private Path folder;

    /// Element (0, 1) of the square c_proj: B = (1 2; 3 4; …), A = (1 … 8; 9 … 16), scale 2.
    private static final float OUT_BY_IN = 2 * (1 * 2 + 2 * 10);

    private static final float IN_BY_OUT = 2 * (3 * 1 + 4 * 9);

    private static MadeAdapter gpt2() {
        return new MadeAdapter()
                .factors(ATTENTION + "c_attn", 2, 8, 24)
                .factors(ATTENTION + "c_proj", 2, 8, 8);
    }

    private static float proj(Checkpoint checkpoint) throws IOException {
        Tensor tensor =
                checkpoint.tensors().stream()
                        .filter(one -> one.name().endsWith("c_proj.weight"))
                        .findFirst()
                        .orElseThrow();
        return AdapterOracleTest.read(checkpoint, tensor, 1 << 20)[1];
    }

    private float proj(MadeAdapter adapter, String config) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(adapter.folder(folder, config))) {
            return proj(checkpoint);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TRUE,
                FALSE,
                "",
                FALSE + ",\"base_model_name_or_path\":\"openai-community/gpt2-large\"",
                FALSE
                        + ",\"auto_mapping\":{\"base_model_class\":\"GPT2Model\","
                        + "\"parent_library\":\"transformers.models.gpt2.modeling_gpt2\"}"
            })
    void gpt2IsTurnedWhateverTheFlagSays(String config) throws IOException {
        assertThat(proj(gpt2(), config)).isEqualTo(IN_BY_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"base_model_name_or_path\":\"bigcode/gpt_bigcode-santacoder\"",
                ",\"base_model_name_or_path\":\"Qwen/Qwen-7B-Chat\"",
                ",\"auto_mapping\":{\"base_model_class\":\"GPTBigCodeModel\",\"parent_library\":"
                        + "\"transformers.models.gpt_bigcode.modeling_gpt_bigcode\"}"
            })
    void linearModulesOfTheSameNamesAreNotTurned(String config) throws IOException {
        assertThat(proj(gpt2(), TRUE + config)).isEqualTo(OUT_BY_IN);
        assertThat(proj(gpt2(), FALSE + config)).isEqualTo(OUT_BY_IN);
    }

    @Test
    void otherModulesTellTheModel() throws IOException {
        // Keys and values of one head (GPT-BigCode), w1 beside c_attn (Qwen), GPT-Neo's attention.
        MadeAdapter bigCode =
                new MadeAdapter()
                        .factors(ATTENTION + "c_attn", 2, 8, 12)
                        .factors(ATTENTION + "c_proj", 2, 8, 8);
        MadeAdapter qwen = gpt2().factors("transformer.h.0.mlp.w1", 2, 8, 20);
        MadeAdapter neo =
                new MadeAdapter()
                        .factors("transformer.h.0.attn.attention.q_proj", 2, 8, 8)
                        .factors("transformer.h.0.mlp.c_proj", 2, 8, 8);
        assertThat(proj(bigCode, TRUE)).isEqualTo(OUT_BY_IN);
        assertThat(proj(qwen, TRUE)).isEqualTo(OUT_BY_IN);
        assertThat(proj(neo, TRUE)).isEqualTo(OUT_BY_IN);
    }

    @Test
    void otherPathsFollowTheFlag() throws IOException {
        // StarCoder2 has linear modules of this name, CLVP has Conv1D.
        MadeAdapter layers = new MadeAdapter().factors("model.layers.0.mlp.c_proj", 2, 8, 8);
        assertThat(proj(layers, FALSE)).isEqualTo(OUT_BY_IN);
        assertThat(proj(layers, TRUE)).isEqualTo(IN_BY_OUT);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt2, true",
        "openai-gpt, true",
        "imagegpt, true",
        "decision_transformer, true",
        "gpt_bigcode, false",
        "gpt_neo, false",
        "starcoder2, false"
    })
    void theBasesConfigurationDecidesOfSquareModules(String model, boolean turned)
            throws IOException {
        Path base = folder.resolve("base");
        new MadeAdapter()
                .tensor(ATTENTION + "c_proj.weight", 8, 8)
                .write(base.resolve("model.safetensors"));
        Files.writeString(base.resolve("config.json"), "{\"model_type\":\"" + model + "\"}");
        MadeAdapter adapter = new MadeAdapter().factors(ATTENTION + "c_proj", 2, 8, 8);
        for (String flag : new String[] {TRUE, FALSE}) {
            assertThat(onBase(adapter, flag, base)).isEqualTo(turned ? IN_BY_OUT : OUT_BY_IN);
        }
    }

    /// A bare file: the biases of its other modules show how its weights lie.
    @ParameterizedTest
    @CsvSource({"8, 24, true", "24, 8, false"})
    void theBasesOtherModulesDecideOfSquareOnes(long rows, long columns, boolean turned)
            throws IOException {
        Path base =
                new MadeAdapter()
                        .tensor(ATTENTION + "c_attn.weight", rows, columns)
                        .tensor(ATTENTION + "c_attn.bias", 24)
                        .tensor(ATTENTION + "c_proj.weight", 8, 8)
                        .write(folder.resolve("bare.safetensors"));
        for (String flag : new String[] {TRUE, FALSE}) {
            assertThat(onBase(gpt2(), flag, base)).isEqualTo(turned ? IN_BY_OUT : OUT_BY_IN);
        }
    }

    private float onBase(MadeAdapter adapter, String config, Path base) throws IOException {
        try (Checkpoint alone =
                        Checkpoints.open(adapter.folder(folder.resolve("adapter"), config));
                Checkpoint below = Checkpoints.open(base);
                Vector on = ((Vector) alone).on(below)) {
            return proj(on);
        }
    }
}
