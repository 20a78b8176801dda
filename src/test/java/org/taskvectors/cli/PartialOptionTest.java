package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.ProfileStore;

/// `--partial`, against NumPy (src/test/oracle/extraction/partial.py).
class PartialOptionTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/extraction/partial");
    private static final Path ADAPTERS = Path.of("src/test/resources/golden/adapter");

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aPairThatMatchesInPartIsRefusedWithTheNamesOfBothSides() {
        assertThat(extract("renamed", "v")).isEqualTo(CommandLineMain.FAILED);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString())
                .contains(
                        "only 63.0 % of its weights were found",
                        "model.layers.1.mlp.down_proj.weight",
                        "block_two.0.kernel.weight",
                        "--partial");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatWasNotMatchedIsOutsideAllNumbersAndTheVectorSaysSo() throws IOException {
        assertThat(extract("renamed", "v", "--partial", "--json")).isZero();

        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(SchemaCheck.complaints("extract", document)).isEmpty();
        requireNumbers(document.path("all"), "found");
        assertThat(document.at("/provenance/policies/partial").asText())
                .isEqualTo("63.0 % of the fine-tuned weights were matched");
        assertThat(document.at("/provenance/left_out/layers.1.mlp.down_proj.weight").asText())
                .isEqualTo("not matched");
        assertThat(document.path("notes").toString()).contains("partial: 63.0 %");

        assertThat(run("profile", vector("v"))).isZero();
        assertThat(out.toString()).contains("v: partial: 63.0 %");
        assertThat(
                        run(
                                "apply",
                                vector("v"),
                                "--base",
                                GOLDEN.resolve("base.safetensors").toString(),
                                "-o",
                                folder.resolve("model").toString()))
                .isZero();
        assertThat(out.toString()).contains("v.safetensors is partial (63.0 %");
        assertThat(run("lora", vector("v"), "-o", folder.resolve("ad").toString())).isZero();
        assertThat(out.toString()).contains("the vector is partial: 63.0 %");
    }

    @Test
    void aPartOfTheTensorsIsNoPartOfTheChangeWhereAllOfThemMatch() throws IOException {
        assertThat(extract("some", "v", "--json")).isZero();

        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(document.at("/provenance/policies/partial").isMissingNode()).isTrue();
        assertThat(document.at("/all/weights").asLong()).isEqualTo(520);
        assertThat(document.path("check").toString())
                .contains("left out, counted as zero, 36.9 % of the base's weights");
    }

    @Test
    void masksHaveNoPartInAnyNumber() throws IOException {
        assertThat(extract("masks", "v", "--json")).isZero();

        JsonNode document = new ObjectMapper().readTree(out.toString());
        requireNumbers(document.path("all"), "all");
        assertThat(document.path("check").toString()).contains("h.0.attn.bias", "no weights");
        assertThat(extract("tuned", "w", "--json")).isZero();
        JsonNode without = new ObjectMapper().readTree(out.toString());
        assertThat(document.path("checksum")).isEqualTo(without.path("checksum"));
    }

    @Test
    void anAdapterThatCannotBeReadWholeIsComparedOnRequestOrWithItsBase() throws IOException {
        String dora = ADAPTERS.resolve("dora").toString();
        String base = ADAPTERS.resolve("base/llama").toString();

        assertThat(run("compare", dora, dora)).isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("--base", "--partial").hasLineCount(1);
        assertThat(run("compare", dora, dora, "--base", base)).isZero();
    }

    private void requireNumbers(JsonNode all, String which) throws IOException {
        JsonNode expected =
                new ObjectMapper().readTree(GOLDEN.resolve("expected.json").toFile()).path(which);
        assertThat(all.path("weights").asLong()).isEqualTo(expected.path("weights").asLong());
        for (String number : List.of("l2_norm", "relative_norm")) {
            double wanted = expected.path(number).asDouble();
            assertThat(all.path(number).asDouble())
                    .as(number)
                    .isCloseTo(wanted, within(1e-12 * wanted));
        }
    }

    private String vector(String name) {
        return folder.resolve(name + ".safetensors").toString();
    }

    private int extract(String tuned, String name, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "extract",
                                "--base",
                                GOLDEN.resolve("base.safetensors").toString(),
                                "--tuned",
                                GOLDEN.resolve(tuned + ".safetensors").toString(),
                                "-o",
                                vector(name)));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLineMain("test", new ProfileStore(folder.resolve("cache")))
                .run(List.of(arguments), new PrintWriter(out), new PrintWriter(err), false);
    }
}
