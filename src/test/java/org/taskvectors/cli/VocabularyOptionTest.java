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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.ProfileStore;

/// `extract --vocabulary`, against PyTorch and NumPy
/// (src/test/oracle/extraction/grown_vocabulary.py).
class VocabularyOptionTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/extraction/grown");

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"untied-bf16", "tied-f32", "tied-stored-bf16", "fewer-rows"})
    void sharedWritesTheRowsThatBothHave(String name) throws IOException {
        assertThat(extract(name, "--vocabulary", "shared", "--json")).isZero();

        assertThat(err.toString()).isEmpty();
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(SchemaCheck.complaints("extract", document)).isEmpty();
        JsonNode expected =
                new ObjectMapper().readTree(GOLDEN.resolve(name + "/expected.json").toFile());
        assertThat(document.path("checksum")).isEqualTo(expected.path("vector"));
        JsonNode provenance = document.path("provenance");
        assertThat(provenance.at("/base/fingerprint")).isEqualTo(expected.path("base"));
        assertThat(provenance.at("/tuned/fingerprint")).isEqualTo(expected.path("tuned"));
        JsonNode all = document.path("all");
        assertThat(all.path("weights").asLong()).isEqualTo(expected.at("/all/weights").asLong());
        for (String number :
                List.of(
                        "l2_norm",
                        "relative_norm",
                        "exact_zeros",
                        "largest",
                        "round_trip",
                        "round_trip_error")) {
            double wanted = expected.path("all").path(number).asDouble();
            assertThat(all.path(number).isNumber()).as(number).isTrue();
            assertThat(all.path(number).asDouble())
                    .as(number)
                    .isCloseTo(wanted, within(1e-12 * Math.abs(wanted)));
        }
        JsonNode grown =
                StreamSupport.stream(document.path("check").spliterator(), false)
                        .filter(found -> found.path("category").asText().contains("grown"))
                        .findFirst()
                        .orElseThrow();
        assertThat(grown.path("tensors")).hasSize(expected.path("grown").size());
        assertThat(grown.path("action").asText()).contains("shared rows");
    }

    @Test
    void sharedSaysInTheTextWhatGrew() {
        assertThat(extract("untied-bf16", "--vocabulary", "shared")).isZero();

        assertThat(out.toString())
                .contains("grown vocabulary", "11 → 16 rows", "the others left out");
        assertThat(folder.resolve("vector.safetensors")).exists();
    }

    @Test
    void withoutItThePairIsRefusedAndTheOptionNamed() {
        for (String[] policy : new String[][] {{}, {"--vocabulary", "refuse"}}) {
            assertThat(extract("tied-bf16", policy)).isEqualTo(CommandLineMain.FAILED);

            assertThat(out.toString()).isEmpty();
            assertThat(err.toString().lines()).hasSize(1);
            assertThat(err.toString())
                    .contains("embed_tokens.weight", "12 → 17 rows", "--vocabulary shared");
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void aFileThatWasThereSurvivesTheRefusal() throws IOException {
        Files.writeString(folder.resolve("vector.safetensors"), "precious");

        assertThat(extract("untied-f32", "--force")).isEqualTo(CommandLineMain.FAILED);

        assertThat(folder.resolve("vector.safetensors")).hasContent("precious");
    }

    private int extract(String name, String... more) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "extract",
                                "--base",
                                GOLDEN.resolve(name).resolve("base").toString(),
                                "--tuned",
                                GOLDEN.resolve(name).resolve("tuned").toString(),
                                "-o",
                                folder.resolve("vector.safetensors").toString()));
        arguments.addAll(List.of(more));
        return new CommandLineMain("test", new ProfileStore(folder.resolve("cache")))
                .run(arguments, new PrintWriter(out), new PrintWriter(err), false);
    }
}
