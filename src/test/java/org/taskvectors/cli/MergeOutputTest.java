package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.tensor.DType;
import org.taskvectors.vector.SameNumbers;

/// As what `merge` saves: models in files of a size, with their card; vectors; adapters.
class MergeOutputTest {
    private static final Path GOLDEN =
            Path.of("src/test/resources/golden/merge/recipe/float32").toAbsolutePath();

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLineMain("test", new ProfileStore(folder.resolve("cache")))
                .run(List.of(arguments), new PrintWriter(out), new PrintWriter(err), false);
    }

    private void runs(String... arguments) {
        assertThat(run(arguments)).as(err.toString()).isZero();
    }

    private static String golden(String name) {
        return GOLDEN.resolve(name).toString();
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private JsonNode document(String command) throws IOException {
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(SchemaCheck.complaints(command, document)).isEmpty();
        return document;
    }

    /// Two models on their base by DARE TIES, which draws at random.
    private String[] merge(String output, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "merge",
                                "--base",
                                golden("base"),
                                "--model",
                                golden("one"),
                                "--model",
                                golden("other") + "=0.5",
                                "--method",
                                "dare_ties",
                                "--seed",
                                "5",
                                "-o",
                                at(output)));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static void assertSame(Path one, Path other) throws IOException {
        try (Checkpoint a = Checkpoints.openAsStored(one);
                Checkpoint b = Checkpoints.openAsStored(other)) {
            assertThat(a.tensors()).hasSameElementsAs(b.tensors());
            for (Tensor tensor : a.tensors()) {
                assertThat(SameNumbers.bytes(a, tensor.name()))
                        .as(tensor.name())
                        .isEqualTo(SameNumbers.bytes(b, tensor.name()));
            }
        }
    }

    /// Put onto its base, the vector is the model; it is known with its base, what it was made of
    /// and how, and it opens measured.
    @Test
    void aVectorIsTheModelWithoutItsBase() throws IOException {
        runs(merge("vector.safetensors", "--as", "vector", "--json"));
        JsonNode merged = document("merge");
        assertThat(merged.path("as").asText()).isEqualTo("vector");
        assertThat(merged.at("/saved/files/0").asText()).isEqualTo("vector.safetensors");
        assertThat(folder.resolve("vector.safetensors.profile")).exists();
        runs("profile", at("vector.safetensors"), "--verify");

        runs("inspect", at("vector.safetensors"), "--json");
        JsonNode provenance = document("inspect").path("provenance");
        assertThat(provenance.at("/base/name").asText()).isEqualTo("base");
        assertThat(provenance.at("/base/fingerprint").asText()).hasSize(64);
        assertThat(provenance.at("/tuned/name").asText()).isEqualTo("dare_ties(one, other)");
        assertThat(provenance.at("/policies/method").asText()).isEqualTo("DARE TIES (dare_ties)");
        assertThat(provenance.at("/policies/settings").asText())
                .contains("density: 0.5", "weight: 1, 0.5");
        assertThat(provenance.at("/policies/seed").asText()).isEqualTo("5");
        assertThat(provenance.at("/policies/merged of").asText())
                .contains("one (model, SHA-256 of samples ", "; other (model");

        runs("apply", at("vector.safetensors"), "--base", golden("base"), "-o", at("applied"));
        assertThat(out.toString()).contains("base is the base that vector.safetensors was");
        runs(merge("model"));
        assertSame(folder.resolve("applied"), folder.resolve("model"));

        runs(merge("half.safetensors", "--as", "vector", "--dtype", "bfloat16"));
        try (Checkpoint half = Checkpoints.open(folder.resolve("half.safetensors"))) {
            assertThat(half.tensors()).allMatch(tensor -> tensor.dtype() == DType.BF16);
        }
        assertThat(run(merge("half.safetensors", "--as", "vector"))).isEqualTo(1);
        assertThat(err.toString()).contains("--force");
        runs(merge("half.safetensors", "--as", "vector", "--force"));
    }

    private void extract(String base, String tuned, String name) {
        runs("extract", "--base", base, "--tuned", tuned, "--dtype", "float32", "-o", at(name));
    }

    /// Without a base it is the same vector, of the base that its ingredients record.
    @Test
    void vectorsWithoutABaseGiveAVector() throws IOException {
        extract(golden("base"), golden("one"), "one.safetensors");
        extract(golden("base"), golden("other"), "other.pth");
        String[] merge = {
            "merge",
            "--method",
            "ties",
            "--vector",
            at("one.safetensors"),
            "--vector",
            at("other.pth") + "=0.5",
            "-o"
        };
        runs(Stream.concat(Stream.of(merge), Stream.of(at("bare.pth"))).toArray(String[]::new));
        assertThat(out.toString()).contains("no base is given, so the result is a vector");
        assertThat(folder.resolve("bare.pth.profile")).exists();
        runs("profile", at("bare.pth"), "--verify");
        runs(
                Stream.concat(
                                Stream.of(merge),
                                Stream.of(
                                        at("based.pth"),
                                        "--base",
                                        golden("base"),
                                        "--as",
                                        "vector"))
                        .toArray(String[]::new));
        assertSame(folder.resolve("bare.pth"), folder.resolve("based.pth"));

        assertThat(run(Stream.concat(Stream.of(merge), Stream.of(at("o"))).toArray(String[]::new)))
                .isEqualTo(2);
        assertThat(err.toString()).contains("let OUT end in", "--base");
        assertThat(
                        run(
                                Stream.concat(Stream.of(merge), Stream.of(at("o"), "--as", "model"))
                                        .toArray(String[]::new)))
                .isEqualTo(1);
        assertThat(err.toString()).contains("a model only on their base");
    }

    /// A vector is of one base, and what its file says of it must be true.
    @Test
    void vectorsOfDifferentBasesNeedOneThatIsGiven() {
        extract(golden("base"), golden("one"), "one.safetensors");
        extract(golden("other"), golden("one"), "foreign.safetensors");
        assertThat(
                        run(
                                "merge",
                                "--vector",
                                at("one.safetensors"),
                                "--vector",
                                at("foreign.safetensors"),
                                "-o",
                                at("o.safetensors")))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("the vectors are of different bases: base (fingerprint")
                .contains("--base");
        assertThat(run("merge", "--vector", golden("lora"), "-o", at("o.safetensors")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("does not record the base");
        assertThat(folder.resolve("o.safetensors")).doesNotExist();
    }

    /// A mixture of models is a vector only as its difference from a base.
    @Test
    void aMixtureIsAVectorWhereThereIsABase() throws IOException {
        assertThat(
                        run(
                                "merge",
                                "--method",
                                "slerp",
                                "--model",
                                golden("one"),
                                "--model",
                                golden("other"),
                                "--as",
                                "vector",
                                "-o",
                                at("o.safetensors")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("a mixture of models is a model and no vector");
        String[] fusion = {
            "merge", "--base", golden("base"), "--model", golden("one"), "--method", "arcee_fusion"
        };
        runs(
                Stream.concat(
                                Stream.of(fusion),
                                Stream.of("--as", "vector", "-o", at("fused.safetensors")))
                        .toArray(String[]::new));
        runs(Stream.concat(Stream.of(fusion), Stream.of("-o", at("fused"))).toArray(String[]::new));
        runs("apply", at("fused.safetensors"), "--base", golden("base"), "-o", at("applied"));
        try (Checkpoint model = Checkpoints.open(folder.resolve("fused"));
                Checkpoint applied = Checkpoints.open(folder.resolve("applied"))) {
            for (Tensor tensor : model.tensors()) {
                assertClose(
                        SameNumbers.bytes(model, tensor.name()),
                        SameNumbers.bytes(applied, tensor.name()),
                        tensor.name());
            }
        }
    }

    /// In float32, to what the subtraction and the addition round.
    private static void assertClose(byte[] one, byte[] other, String name) {
        ByteBuffer a = ByteBuffer.wrap(one).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer b = ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(a.remaining()).isEqualTo(b.remaining()).isPositive();
        while (a.hasRemaining()) {
            float found = b.getFloat();
            assertThat(Math.abs(a.getFloat() - found))
                    .as(name)
                    .isLessThanOrEqualTo(2e-7f * Math.max(1, Math.abs(found)));
        }
    }

    /// The adapter is the one that `lora` makes of the saved vector.
    @Test
    void anAdapterIsThatOfTheVector() throws IOException {
        runs(merge("adapter", "--as", "lora", "--rank", "3", "--json"));
        JsonNode merged = document("merge");
        assertThat(merged.path("as").asText()).isEqualTo("lora");
        assertThat(merged.at("/adapter/all/highest_rank").asInt()).isEqualTo(3);
        assertThat(merged.at("/adapter/all/energy").asDouble()).isBetween(0.3, 1.0);
        assertThat(merged.at("/adapter/left_out")).hasSize(3);
        assertThat(merged.path("notes").toString())
                .contains("the adapter keeps", "left out of the adapter, embeddings");
        runs(merge("vector.safetensors", "--as", "vector"));
        runs("lora", at("vector.safetensors"), "--rank", "3", "-o", at("expected"));
        try (Checkpoint adapter = Checkpoints.openAsStored(folder.resolve("adapter"));
                Checkpoint expected = Checkpoints.openAsStored(folder.resolve("expected"))) {
            assertThat(adapter.tensors()).isEqualTo(expected.tensors()).isNotEmpty();
            for (Tensor tensor : adapter.tensors()) {
                assertClose(
                        SameNumbers.bytes(adapter, tensor.name()),
                        SameNumbers.bytes(expected, tensor.name()),
                        tensor.name());
            }
        }
        assertThat(Files.readString(folder.resolve("adapter/adapter_config.json")))
                .isEqualTo(Files.readString(folder.resolve("expected/adapter_config.json")));
        runs("merge", golden("ties.yml"), "--as", "lora", "-o", at("of-recipe"));
        assertThat(run(merge("adapter", "--as", "lora"))).isEqualTo(1);
        assertThat(err.toString()).contains("--force");
    }

    /// What a name's ending contradicts is refused, not guessed.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "o | --as vector | let OUT end in .safetensors or .pth",
                "o.safetensors | --as lora | an adapter is a folder",
                "o.gguf | | file of weights that is not written",
                "pytorch_model.bin | --as lora | file of weights that is not written",
                "o | --rank 3 | --rank is said of an adapter",
                "o | --as lora --rank 0 | at least 1",
                "o.safetensors | --shard-size 1GB | is said of a model's folder",
                "o.safetensors | --as vector --restart | is said of a model's folder",
                "o | --shard-size 0 | at least a byte",
                "o | --shard-size five | is no size",
                "o.safetensors | --as vector --profile | measured in any case",
                "o | --as checkpoint | model, vector, lora"
            })
    void wrongUsage(String output, String options, String says) throws IOException {
        String[] more = options == null ? new String[0] : options.split(" ");
        assertThat(run(merge(output, more))).isEqualTo(2);
        assertThat(err.toString()).contains(says);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aDryRunSaysHowMuchThereWouldBe() throws IOException {
        runs(merge("o", "--dry-run", "--json"));
        long model = document("merge").at("/plan/bytes").asLong();
        runs(merge("o.safetensors", "--as", "vector", "--dtype", "float16", "--dry-run", "--json"));
        assertThat(document("merge").at("/plan/bytes").asLong()).isEqualTo(model / 2);
        runs(merge("o", "--as", "lora", "--rank", "1", "--dry-run", "--json"));
        assertThat(document("merge").at("/plan/bytes").asLong()).isBetween(1L, model / 2);
        assertThat(folder).isEmptyDirectory();
    }

    /// Files of a size, with their index, hold what one file would.
    @ParameterizedTest
    @ValueSource(strings = {"1kB", "1KiB", "2000"})
    void aModelLiesInFilesOfASize(String size) throws IOException {
        runs(merge("one"));
        runs(merge("several", "--shard-size", size));
        assertSame(folder.resolve("one"), folder.resolve("several"));
        long limit = size.equals("1kB") ? 1_000 : size.equals("1KiB") ? 1_024 : 2_000;
        JsonNode index =
                new ObjectMapper()
                        .readTree(folder.resolve("several/model.safetensors.index.json").toFile());
        try (Stream<Path> files = Files.list(folder.resolve("several"))) {
            List<Path> shards = files.filter(file -> file.toString().endsWith("ors")).toList();
            assertThat(shards).hasSizeGreaterThan(2);
            for (Path shard : shards) {
                try (Checkpoint part = Checkpoints.openAsStored(shard)) {
                    assertThat(part.tensors()).isNotEmpty();
                }
                long bytes =
                        index.path("weight_map").properties().stream()
                                .filter(one -> shard.endsWith(one.getValue().asText()))
                                .count();
                assertThat(bytes).isPositive();
                assertThat(weights(shard)).isLessThanOrEqualTo(limit);
            }
        }
    }

    /// Bytes behind the header.
    private static long weights(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return bytes.length - 8 - ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private void copy(String name, String card) throws IOException {
        Path to = Files.createDirectories(folder.resolve(name));
        try (Stream<Path> files = Files.list(GOLDEN.resolve(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        if (!card.isEmpty()) {
            Files.writeString(to.resolve("README.md"), card);
        }
    }

    private static String card(String licence) {
        return "---\nlanguage:\n- en\nlicense: " + licence + "\n---\n# Theirs\n";
    }

    private String cardOf(String output, String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "merge",
                                "--base",
                                at("base"),
                                "--model",
                                at("one"),
                                "--model",
                                at("other"),
                                "-o",
                                at(output)));
        arguments.addAll(List.of(more));
        runs(arguments.toArray(String[]::new));
        return Files.readString(folder.resolve(output).resolve("README.md"));
    }

    private static String frontMatter(String card) {
        assertThat(card).startsWith("---\n");
        return card.substring(4, card.indexOf("\n---\n"));
    }

    /// The licence is that of all, and where they differ no one is chosen.
    @Test
    void licencesAreToldAndNotJudged() throws IOException {
        copy("base", card("apache-2.0"));
        copy("one", card("'apache-2.0' # as the base"));
        copy("other", card("apache-2.0"));
        String card = cardOf("alike");
        assertThat(frontMatter(card))
                .isEqualTo(
                        """
                        base_model:
                        - 'base'
                        - 'one'
                        - 'other'
                        library_name: transformers
                        license: 'apache-2.0'
                        tags:
                        - merge
                        - task-vector-workbench\
                        """);
        assertThat(card).doesNotContain("Theirs").contains("Made with test", "| apache-2.0 |");
        assertThat(out.toString()).doesNotContain("licence");
        try (Checkpoint model = Checkpoints.open(folder.resolve("alike"))) {
            assertThat(model.about().notes()).isEmpty();
        }

        Files.writeString(
                folder.resolve("one/README.md"),
                card("other\nlicense_name: mine\nlicense_link: LICENSE"));
        card = cardOf("different");
        assertThat(frontMatter(card)).contains("license: other\ntags").doesNotContain("mine");
        assertThat(card)
                .contains(
                        "Licences: what goes in states different licences (base: apache-2.0, one:"
                                + " other (mine), other: apache-2.0)");
        assertThat(out.toString()).contains("note: what goes in states different licences");

        Files.delete(folder.resolve("one/README.md"));
        card = cardOf("open");
        assertThat(frontMatter(card)).doesNotContain("license");
        assertThat(card).contains("one: none stated").contains("leaves it open");
        runs(
                "merge",
                "--base",
                at("base"),
                "--model",
                at("one"),
                "--as",
                "vector",
                "-o",
                at("o.safetensors"));
        assertThat(out.toString()).contains("note: a licence is stated by some");
    }

    /// The recipe on the card asks for the same merge.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "task_arithmetic | --set lambda=0.7 --dtype bfloat16",
                "ties | --set by_tensor=1 --set positive_ties=1 --density 0.3,0.6",
                "linear |",
                "model_stock |"
            })
    void theRecipeOnTheCardIsTheMerge(String method, String options) throws IOException {
        copy("base", "");
        copy("one", "");
        copy("other", "");
        List<String> more = new ArrayList<>(List.of("--method", method));
        if (options != null) {
            more.addAll(List.of(options.split(" ")));
        }
        String card = cardOf("merged", more.toArray(String[]::new));
        int begin = card.indexOf("```yaml\n");
        assertThat(begin).isPositive();
        // With a base its differences are averaged here, and mergekit has no such merge.
        assertThat(card.contains("merge_method: workbench." + method))
                .isEqualTo(method.equals("linear"));
        assertThat(card.contains("mergekit refuses")).isEqualTo(method.equals("linear"));
        String recipe = card.substring(begin + 8, card.indexOf("\n```\n", begin));
        assertThat(recipe).contains("model: ./one").doesNotContain(folder.toString());
        Files.writeString(folder.resolve("recipe.yml"), recipe);
        runs("merge", at("recipe.yml"), "-o", at("again"));
        assertSame(folder.resolve("again"), folder.resolve("merged"));
    }

    /// The same command goes on where it stopped; another is refused. A weight that is not a number
    /// stops a merge by DARE at its tensor.
    @Test
    void aMergeThatStoppedIsGoneOnWith() throws IOException {
        copy("base", "");
        copy("one", "");
        Path weights = folder.resolve("one/model.safetensors");
        byte[] good = Files.readAllBytes(weights);
        byte[] bad = good.clone();
        ByteBuffer.wrap(bad)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(bad.length - Float.BYTES, Float.NaN);
        Files.write(weights, bad);
        String[] merge = {
            "merge",
            "--base",
            at("base"),
            "--model",
            at("one"),
            "--method",
            "dare_linear",
            "--shard-size",
            "1kB",
            "-o",
            at("merged"),
            "--seed"
        };
        assertThat(run(with(merge, "1"))).isEqualTo(1);
        assertThat(err.toString())
                .contains("is kept in", "merged.partial", "the same request goes on from there");
        assertThat(folder.resolve("merged")).doesNotExist();
        assertThat(run(with(merge, "2"))).isEqualTo(1);
        assertThat(err.toString())
                .contains("an unfinished model of another request, a merge by DARE linear of one")
                .contains("--restart");
        assertThat(run(with(merge, "1"))).isEqualTo(1);
        assertThat(err.toString()).contains("is kept in");

        // Another input is another request, though its name is the same.
        Files.write(weights, good);
        assertThat(run(with(merge, "1"))).isEqualTo(1);
        assertThat(err.toString()).contains("of another request");
        runs(with(merge, "1", "--restart"));
        assertThat(folder.resolve("merged.partial")).doesNotExist();
        try (Checkpoint merged = Checkpoints.open(folder.resolve("merged"))) {
            assertThat(merged.about().notes()).isEmpty();
        }
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }
}
