package org.taskvectors.checkpoint.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;

/// adapter_config.json, right and wrong. Whatever is wrong with it is said in this program's words:
/// never in those of a library, and always with the file's name.
class AdapterConfigTest {
    private static final String LORA = "\"peft_type\":\"LORA\",\"r\":4,\"lora_alpha\":";

    /// Words that only a JSON library or Java would use.
    private static final List<String> FOREIGN =
            List.of(
                    "token (",
                    "character",
                    "unrecognized",
                    "unexpected",
                    "jackson",
                    "exception",
                    "deserial",
                    "parser",
                    "quote",
                    "constraint",
                    "mapper",
                    "numeric value",
                    "java",
                    "source:");

    @TempDir private Path folder;
    private Path config;

    @BeforeEach
    void weights() throws IOException {
        Path plain = AdapterOracleTest.GOLDEN.resolve("plain");
        Files.copy(
                plain.resolve("adapter_model.safetensors"),
                folder.resolve("adapter_model.safetensors"));
        config = folder.resolve("adapter_config.json");
    }

    private Failure failure(byte[] bytes) throws IOException {
        Files.write(config, bytes);
        return failure();
    }

    private Failure failure() {
        Failure failure =
                catchThrowableOfType(Failure.class, () -> Checkpoints.open(folder).close());
        assertThat(failure).isNotNull();
        assertThat(failure.file()).isEqualTo(config);
        assertThat(failure.problem()).isEqualTo(AdapterProblem.CONFIG_MALFORMED);
        assertThat(failure.getMessage()).doesNotContain("\n").contains("adapter_config.json");
        for (String word : FOREIGN) {
            assertThat(failure.getMessage().toLowerCase(Locale.ROOT)).doesNotContain(word);
        }
        return failure;
    }

    private Failure failure(String text) throws IOException {
        return failure(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NaN | its lora_alpha is NaN",
                "Infinity | its lora_alpha is infinite",
                "-Infinity | its lora_alpha is infinite",
                "1e999 | its lora_alpha is infinite",
                "[8] | its lora_alpha is not a number",
                "{} | its lora_alpha is not a number",
                "\"8\" | its lora_alpha is not a number",
                "true | its lora_alpha is not a number"
            })
    void anAlphaThatIsNoneIsTold(String alpha, String words) throws IOException {
        assertThat(failure("{" + LORA + alpha + "}").what()).startsWith(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | it is empty",
                "'   ' | it is not a JSON object",
                "null | it is not a JSON object",
                "[] | it is not a JSON object",
                "\"LORA\" | it is not a JSON object",
                "hello | it is not valid JSON (line 1)",
                "{\"r\":4 | it is not valid JSON",
                "{'r':4} | it is not valid JSON",
                "{\"r\":4,} | it is not valid JSON",
                "{\"r\":} | it is not valid JSON",
                "{\"r\":4 // rank | it is not valid JSON",
                "{\"r\":0x4} | it is not valid JSON",
                "{\"r\":04} | it is not valid JSON",
                "{\"r\":4,\"r\":8,\"lora_alpha\":8} | the key r stands twice in it",
                "{\"a\":{\"b\":1,\"b\":2},\"r\":4} | the key b stands twice in it"
            })
    void whatIsNoJsonIsTold(String text, String words) throws IOException {
        assertThat(failure(text == null ? "" : text).what()).startsWith(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE"})
    void whatIsNotUtf8IsTold(String charset) throws IOException {
        byte[] bytes = ("{" + LORA + "8}").getBytes(Charset.forName(charset));

        assertThat(failure(bytes).what()).contains("UTF-16");
    }

    @Test
    void bytesThatAreNoTextAreTold() throws IOException {
        assertThat(failure(new byte[] {'{', '"', (byte) 0xC3, '(', '"'}).what())
                .contains("not UTF-8");
        byte[] marked = ("\uFEFF{" + LORA + "8}").getBytes(StandardCharsets.UTF_8);
        assertThat(failure(marked).what()).contains("byte order mark");
    }

    @Test
    void whatIsTooLargeOrTooDeepIsTold() throws IOException {
        assertThat(failure("[".repeat(100_000)).what()).contains("nested deeper");
        assertThat(failure("{\"r\":" + "9".repeat(5_000) + "}").what()).contains("longer");
        try (RandomAccessFile file = new RandomAccessFile(config.toFile(), "rw")) {
            file.setLength(1L << 30);
        }
        assertThat(failure().what()).contains("larger than any configuration");
    }

    @Test
    void aFolderInItsPlaceIsTold() throws IOException {
        Files.createDirectory(config);

        assertThat(failure().what()).contains("folder");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"trainable_token_indices\":7",
                "\"trainable_token_indices\":[-1]",
                "\"trainable_token_indices\":[1.5]",
                "\"trainable_token_indices\":[3,3]",
                "\"trainable_token_indices\":{\"embed_tokens\":3}",
                "\"trainable_token_indices\":[99999999999999999999]",
                "\"target_parameters\":\"experts\"",
                "\"rank_pattern\":{\"q_proj\":NaN}",
                "\"fan_in_fan_out\":1",
                "\"enable_lora\":true"
            })
    void settingsThatAreNoneAreTold(String setting) throws IOException {
        failure("{" + LORA + "8," + setting + "}");
    }

    /// Python writes NaN where a value was never set; only numbers that count have to be some.
    @Test
    void whatDoesNotCountMayBeAnything() throws IOException {
        Files.writeString(
                config,
                "{" + LORA + "12,\"lora_dropout\":NaN,\"inference_mode\":null,\"x\":[Infinity]}");
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.tensors()).hasSize(6);
            assertThat(checkpoint.about().adapter().orElseThrow().scales()).containsExactly(3.0);
        }
    }

    @Test
    void anAlphaThatIsNullIsAskedFor() throws IOException {
        Files.writeString(config, "{" + LORA + "null}");
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.about().adapter().orElseThrow().asksScale()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"rank\":2,\"scale\":10.0,\"dropout\":0} | 10",
                "{\"rank\":2,\"alpha\":16,\"scale\":10.0} | 80",
                "{\"rank\":2,\"alpha\":16} | ",
                "{\"rank\":2} | "
            })
    void mlxSaysTheScaleItself(String parameters, String scale) throws IOException {
        List<Double> scales =
                mlx("{\"fine_tune_type\":\"lora\",\"lora_parameters\":" + parameters + "}");

        assertThat(scales).isEqualTo(scale == null ? List.of() : List.of(Double.valueOf(scale)));
    }

    private List<Double> mlx(String text) throws IOException {
        Path mlx = Files.createDirectory(folder.resolve("mlx"));
        Files.copy(
                AdapterDialectsTest.DIALECTS.resolve("mlx").resolve("adapters.safetensors"),
                mlx.resolve("adapters.safetensors"));
        Files.writeString(mlx.resolve("adapter_config.json"), text);
        try (Checkpoint checkpoint = Checkpoints.open(mlx)) {
            return new ArrayList<>(checkpoint.about().adapter().orElseThrow().scales());
        }
    }

    /// MLX saves whole weights under the same name.
    @Test
    void aFullFineTuningOfMlxIsNoAdapter() throws IOException {
        Files.writeString(config, "{\"fine_tune_type\":\"full\",\"num_layers\":2}");
        Files.move(
                folder.resolve("adapter_model.safetensors"),
                folder.resolve("adapters.safetensors"));
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.about().adapter()).isEmpty();
        }
    }

    @Test
    void mlxsEarlierStepsAreLeftAside() throws IOException {
        Path mlx = Files.createDirectory(folder.resolve("mlx"));
        for (String name : List.of("adapters.safetensors", "0000100_adapters.safetensors")) {
            Files.copy(
                    AdapterDialectsTest.DIALECTS.resolve("mlx").resolve("adapters.safetensors"),
                    mlx.resolve(name));
        }
        Files.copy(
                AdapterDialectsTest.DIALECTS.resolve("mlx").resolve("adapter_config.json"),
                mlx.resolve("adapter_config.json"));
        try (Checkpoint last = Checkpoints.open(mlx);
                Checkpoint step = Checkpoints.open(mlx.resolve("0000100_adapters.safetensors"))) {
            assertThat(last.about().notes()).anyMatch(note -> note.contains("left aside"));
            assertThat(step.about().adapter().orElseThrow().scales()).containsExactly(1.5);
        }
    }
}
