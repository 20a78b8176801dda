package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.ProfileStore;

/// Adapters on the command line.
class AdapterCommandsTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "adapter");

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /// What is kept beside an adapter must not lie among the golden files.
    @BeforeEach
    void copies() throws IOException {
        for (String name : List.of("plain", "dora", "modules-to-save")) {
            Path copy = Files.createDirectories(folder.resolve(name));
            for (String file : List.of("adapter_model.safetensors", "adapter_config.json")) {
                Files.copy(GOLDEN.resolve(name).resolve(file), copy.resolve(file));
            }
        }
        Files.copy(
                GOLDEN.resolve("names/loralib.safetensors"), folder.resolve("factors.safetensors"));
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLineMain("test", new ProfileStore(folder.resolve("cache")))
                .run(List.of(arguments), new PrintWriter(out), new PrintWriter(err), false);
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void factorsWithoutAScaleAreListedAndNotMeasured() {
        assertThat(run("inspect", at("factors.safetensors"))).isZero();
        assertThat(out.toString()).contains("LoRA factors without a configuration");

        assertThat(run("profile", at("factors.safetensors"))).isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("--lora-scale alpha=16");
    }

    @Test
    void aScaleThatIsSaidMakesThemTheVectorThatTheConfigurationMakes() throws IOException {
        assertThat(run("profile", at("plain"), "--json")).isZero();
        double norm = json().path("all").path("l2_norm").asDouble();
        for (String scale : List.of("alpha=12", "3", "rslora-alpha=6")) {
            String file = at("factors.safetensors");
            assertThat(run("profile", file, "--lora-scale", scale, "--json")).isZero();
            assertThat(json().path("all").path("l2_norm").asDouble()).isEqualTo(norm);
        }
        assertThat(folder.resolve("factors.safetensors.profile")).doesNotExist();
    }

    @Test
    void aScaleThatIsNoneIsWrongUsage() {
        assertThat(run("profile", at("factors.safetensors"), "--lora-scale", "alpha"))
                .isEqualTo(CommandLineMain.USAGE);
    }

    @Test
    void anAdapterAndFactorsAreComparedAsVectors() throws IOException {
        assertThat(
                        run(
                                "compare",
                                at("plain"),
                                at("factors.safetensors"),
                                "--lora-scale",
                                "alpha=24",
                                "--json"))
                .isZero();
        JsonNode pair = json().path("all").path("pairs").path(0);
        assertThat(pair.path("cosine").asDouble()).isCloseTo(1, within(1e-7));
    }

    @Test
    void whatNeedsTheBaseIsMeasuredWithIt() throws IOException {
        String base = GOLDEN.resolve("base/llama").toString();

        assertThat(run("profile", at("dora"))).isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("--base");
        assertThat(run("profile", at("dora"), "--base", base, "--json")).isZero();
        assertThat(json().path("all").path("l2_norm").asDouble()).isPositive();
        assertThat(json().path("all").path("relative_norm").asDouble()).isPositive();

        assertThat(run("profile", at("modules-to-save"), "--by", "tensor")).isZero();
        assertThat(out.toString()).contains("incomplete: classifier");
        assertThat(run("profile", at("modules-to-save"), "--base", base, "--by", "tensor"))
                .isZero();
        assertThat(out.toString()).contains("classifier.weight").doesNotContain("incomplete:");
    }

    @Test
    void anExtractionSaysThatTheVectorIsTheChangeItself() {
        String base = GOLDEN.resolve("base/llama").toString();

        assertThat(
                        run(
                                "extract",
                                "--base",
                                base,
                                "--tuned",
                                at("plain"),
                                "-o",
                                at("vector.safetensors")))
                .isZero();
        assertThat(out.toString())
                .contains("the adapter's change itself")
                .contains(
                        "round trip: not measured, as an adapter is the change itself, and there is"
                                + " no fine-tuned model to come back to");
    }

    @Test
    void inspectSaysWhatTheFactorsSay() throws IOException {
        assertThat(run("inspect", at("plain"))).isZero();
        assertThat(out.toString())
                .contains("stable rank", "effective rank", "σ₁", "from the factors");

        assertThat(run("inspect", at("plain"), "--json")).isZero();
        JsonNode inspected = json();
        assertThat(SchemaCheck.complaints("inspect", inspected)).isEmpty();
        assertThat(run("profile", at("plain"), "--json", "--by", "tensor")).isZero();
        JsonNode profiled = json();
        assertThat(inspected.path("adapter").path("l2_norm").asDouble())
                .isCloseTo(profiled.path("all").path("l2_norm").asDouble(), within(1e-7));
        JsonNode first = inspected.path("tensors").path(0).path("factors");
        assertThat(first.path("scale").asDouble()).isEqualTo(3);
        assertThat(first.path("singular_values").path(0).asDouble())
                .isEqualTo(first.path("largest_singular_value").asDouble());
    }

    @Test
    void inspectSaysWhatTheFactorsDoNotSay() throws IOException {
        assertThat(run("inspect", at("modules-to-save"))).isZero();
        assertThat(out.toString()).contains("not known from the factors alone", "classifier");
        assertThat(run("inspect", at("modules-to-save"), "--json")).isZero();
        assertThat(SchemaCheck.complaints("inspect", json())).isEmpty();
        assertThat(json().path("adapter").path("l2_norm").isNull()).isTrue();
        assertThat(json().path("adapter").path("incomplete").path(0).path("needs_base").asBoolean())
                .isTrue();

        assertThat(run("inspect", at("factors.safetensors"), "--json")).isZero();
        assertThat(SchemaCheck.complaints("inspect", json())).isEmpty();
        JsonNode factors = json().path("tensors").path(0).path("factors");
        assertThat(factors.path("scale").isNull()).isTrue();
        assertThat(factors.path("missing").asText()).contains("scale");
    }

    @Test
    void applySavesTheModelThatTheAdapterStandsFor() throws IOException {
        String base = GOLDEN.resolve("base/llama-bf16").toString();

        assertThat(run("apply", at("plain"), "--base", base, "-o", at("model"), "--json")).isZero();
        assertThat(SchemaCheck.complaints("apply", json())).isEmpty();
        assertThat(json().path("files").path(0).asText()).isEqualTo("model.safetensors");
        assertThat(run("inspect", at("model"))).isZero();

        assertThat(run("apply", at("plain"), "--base", base, "-o", at("model")))
                .isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("not empty");
        assertThat(run("apply", base, "--base", base, "-o", at("other")))
                .isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("this is a model");
    }
}
