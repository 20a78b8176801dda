package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.vector.SameNumbers;

/// `merge`, on the small models of the oracle (`src/test/oracle/merge/make_golden.py`); what it
/// writes is what they become by `apply` and by mergekit.
class MergeCommandTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/merge");

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private static String golden(String name) {
        return GOLDEN.resolve(name + ".safetensors").toString();
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLineMain("test", new ProfileStore(folder.resolve("cache")))
                .run(List.of(arguments), new PrintWriter(out), new PrintWriter(err), false);
    }

    private int merge(String output, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("merge", "--base", golden("base"), "-o", at(output)));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private JsonNode document() throws IOException {
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(SchemaCheck.complaints("merge", document)).isEmpty();
        return document;
    }

    private static void assertSame(Path one, Path other) throws IOException {
        try (Checkpoint a = Checkpoints.open(one);
                Checkpoint b = Checkpoints.open(other)) {
            assertThat(a.tensors()).isEqualTo(b.tensors());
            for (Tensor tensor : a.tensors()) {
                assertThat(SameNumbers.bytes(a, tensor.name()))
                        .as(tensor.name())
                        .isEqualTo(SameNumbers.bytes(b, tensor.name()));
            }
        }
    }

    private void extract(String tuned) {
        assertThat(
                        run(
                                "extract",
                                "--base",
                                golden("base"),
                                "--tuned",
                                golden(tuned),
                                "--dtype",
                                "float32",
                                "-o",
                                at(tuned + ".safetensors")))
                .as(err.toString())
                .isZero();
    }

    /// Vectors from files, with what is kept of them, and the models that they come from are the
    /// same merge.
    @ParameterizedTest
    @ValueSource(strings = {"task_arithmetic", "ties", "dare_ties", "breadcrumbs", "metagpt"})
    void vectorsAndModelsAreTheSame(String method) throws IOException {
        extract("a");
        extract("b");
        assertThat(
                        merge(
                                "vectors.safetensors",
                                "--method",
                                method,
                                "--vector",
                                at("a.safetensors"),
                                "--vector",
                                at("b.safetensors"),
                                "--seed",
                                "3",
                                "--json"))
                .as(err.toString())
                .isZero();
        JsonNode document = document();
        assertThat(document.path("method").asText()).isEqualTo(method);
        assertThat(document.at("/bases/0/match").asText()).isEqualTo("same");
        assertThat(document.at("/saved/tensors").asInt()).isEqualTo(11);
        assertThat(
                        merge(
                                "models.safetensors",
                                "--method",
                                method,
                                "--model",
                                golden("a"),
                                "--model",
                                golden("b"),
                                "--seed",
                                "3",
                                "--threads",
                                "1"))
                .as(err.toString())
                .isZero();
        assertSame(folder.resolve("vectors.safetensors"), folder.resolve("models.safetensors"));
        // Models are not said to be vectors that say nothing of themselves.
        assertThat(out.toString()).doesNotContain("does not say");
    }

    @Test
    void taskArithmeticIsApply() throws IOException {
        extract("a");
        extract("b");
        assertThat(
                        merge(
                                "merged.safetensors",
                                "--vector",
                                at("a.safetensors") + "=0.5",
                                "--vector",
                                at("b.safetensors") + "=-0.25"))
                .as(err.toString())
                .isZero();
        assertThat(
                        run(
                                "apply",
                                at("a.safetensors") + "=0.5",
                                at("b.safetensors") + "=-0.25",
                                "--base",
                                golden("base"),
                                "-o",
                                at("applied.safetensors")))
                .as(err.toString())
                .isZero();
        assertSame(folder.resolve("merged.safetensors"), folder.resolve("applied.safetensors"));
    }

    @Test
    void modelsAreMixedWithoutABase() throws IOException {
        assertThat(
                        run(
                                "merge",
                                "--method",
                                "slerp",
                                "--model",
                                golden("a"),
                                "--model",
                                golden("b"),
                                "--set",
                                "t=0",
                                "-o",
                                at("mixed.safetensors")))
                .as(err.toString())
                .isZero();
        try (Checkpoint mixed = Checkpoints.open(folder.resolve("mixed.safetensors"));
                Checkpoint first = Checkpoints.open(Path.of(golden("a")))) {
            for (Tensor tensor : first.tensors()) {
                assertThat(SameNumbers.bytes(mixed, tensor.name()))
                        .as(tensor.name())
                        .isEqualTo(SameNumbers.bytes(first, tensor.name()));
            }
        }
        assertThat(merge("fusion.safetensors", "--method", "arcee_fusion", "--model", golden("a")))
                .as(err.toString())
                .isZero();
    }

    @Test
    void aDryRunWritesNothing() throws IOException {
        assertThat(
                        merge(
                                "merged",
                                "--method",
                                "ties",
                                "--model",
                                golden("a"),
                                "--model",
                                golden("b"),
                                "--density",
                                "0.2,0.3",
                                "--dry-run",
                                "--json"))
                .as(err.toString())
                .isZero();
        JsonNode plan = document().path("plan");
        assertThat(plan.path("needs")).hasSize(1);
        assertThat(plan.at("/needs/0").asText()).isEqualTo("ranks_of_vectors");
        assertThat(plan.path("merged_weights").asLong()).isEqualTo(304);
        assertThat(plan.path("bytes").asLong()).isEqualTo(4 * 304);
        assertThat(folder.resolve("merged")).doesNotExist();
        assertThat(
                        run(
                                "merge",
                                "--base",
                                golden("base"),
                                "--method",
                                "ties",
                                "--model",
                                golden("a"),
                                "--set",
                                "by_tensor=1",
                                "--dry-run"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("TIES-Merging")
                .contains("measures first: ranks within each tensor")
                .contains("elsewhere: mergekit trims each tensor");
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        for (String name : List.of("1a", "1b", "2")) {
            assertThat(
                            merge(
                                    name + ".safetensors",
                                    "--method",
                                    "dare_linear",
                                    "--model",
                                    golden("a"),
                                    "--seed",
                                    name.substring(0, 1)))
                    .as(err.toString())
                    .isZero();
        }
        byte[] first = Files.readAllBytes(folder.resolve("1a.safetensors"));
        assertThat(Files.readAllBytes(folder.resolve("1b.safetensors"))).isEqualTo(first);
        assertThat(Files.readAllBytes(folder.resolve("2.safetensors"))).isNotEqualTo(first);
    }

    @Test
    void wrongUsage() {
        String a = golden("a");
        assertThat(merge("o", "--method", "tie", "--model", a)).isEqualTo(2);
        assertThat(err.toString()).contains("there is no 'tie'").contains("ties");
        assertThat(merge("o", "--model", a, "--set", "density=1")).isEqualTo(2);
        assertThat(err.toString()).contains("task_arithmetic has no parameter 'density'");
        assertThat(merge("o", "--method", "ties", "--model", a, "--density", "x")).isEqualTo(2);
        assertThat(merge("o", "--method", "ties", "--model", a, "--density", "0.1,0.2"))
                .isEqualTo(2);
        assertThat(merge("o", "--method", "metagpt", "--model", a + "=2")).isEqualTo(2);
        assertThat(err.toString()).contains("metagpt takes no weights");
        assertThat(merge("o", "--method", "ties")).isEqualTo(2);
        assertThat(run("merge", "--base", golden("base"), "--model", a)).isEqualTo(2);
        assertThat(Path.of(at("o"))).doesNotExist();
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        String a = golden("a");
        assertThat(merge("o", "--method", "ties", "--model", a, "--density", "1.5")).isEqualTo(1);
        assertThat(err.toString()).contains("density is 1.5");
        extract("a");
        assertThat(merge("o", "--method", "ties", "--model", at("a.safetensors"))).isEqualTo(1);
        assertThat(err.toString()).contains("Give it as a vector");
        assertThat(run("merge", "--method", "ties", "--vector", at("a.safetensors"), "-o", at("o")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--base");
        assertThat(merge("o", "--method", "slerp", "--model", a)).isEqualTo(1);
        assertThat(err.toString()).contains("SLERP takes 2 vectors, not 1");
        assertThat(
                        run(
                                "merge",
                                "--method",
                                "linear",
                                "--model",
                                a,
                                "--model",
                                GOLDEN.resolve("expected.safetensors").toString(),
                                "-o",
                                at("o")))
                .isEqualTo(1);
        assertThat(Path.of(at("o"))).doesNotExist();
    }
}
