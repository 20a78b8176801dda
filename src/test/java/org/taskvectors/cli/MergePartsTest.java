package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.merge.method.Methods;
import org.taskvectors.merge.method.Space;

/// `merge --part` and `join`, held against one run.
class MergePartsTest {
    private static final Path RECIPES =
            Path.of("src/test/resources/golden/merge/recipe").toAbsolutePath();
    private static final Path MODELS = RECIPES.resolve("float32");

    private static final Path GROWN =
            Path.of("src/test/resources/golden/extraction/grown").toAbsolutePath();
    private static final Path WORDS =
            Path.of("src/test/resources/golden/merge/words").toAbsolutePath();

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

    private JsonNode json(String... arguments) throws IOException {
        runs(Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new));
        return new ObjectMapper().readTree(out.toString());
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private static String model(String name) {
        return MODELS.resolve(name).toString();
    }

    private static String[] with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private List<String> onBase(String method, String... more) {
        List<String> command =
                new ArrayList<>(List.of("merge", "--base", model("base"), "--method", method));
        command.addAll(List.of(more));
        return command;
    }

    /// Two vectors, and what is measured of them beside them.
    private List<String> ofVectors(String method, String... more) {
        for (String name : List.of("one", "other")) {
            if (!Files.exists(folder.resolve(name + ".safetensors"))) {
                runs(
                        "extract",
                        "--base",
                        model("base"),
                        "--tuned",
                        model(name),
                        "-o",
                        at(name + ".safetensors"));
            }
        }
        List<String> command = onBase(method, "--vector", at("one.safetensors"));
        boolean isWeighted =
                Methods.of(method).orElseThrow().parameters().stream()
                        .anyMatch(parameter -> parameter.name().equals("weight"));
        String weight = isWeighted ? "=0.5" : "";
        command.addAll(List.of("--vector", at("other.safetensors") + weight));
        command.addAll(List.of(more));
        return command;
    }

    private List<String> ofModels(String method, String... more) {
        List<String> command = new ArrayList<>(List.of("merge", "--method", method));
        command.addAll(List.of("--model", model("one"), "--model", model("other")));
        command.addAll(List.of(more));
        return command;
    }

    private void makeParts(List<String> command, int of, String parts) {
        for (int i = 1; i <= of; i++) {
            runs(with(command, "-o", at(parts), "--part", i + "/" + of));
        }
    }

    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                files.put(
                        file.getFileName().toString(),
                        new String(
                                Files.readAllBytes(file),
                                java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        }
        return files;
    }

    private static JsonNode apartFromPlace(JsonNode document) {
        ((ObjectNode) document.path("saved")).remove(List.of("seconds", "output"));
        return document;
    }

    private void requireSame(List<String> command, int of, String... joining) throws IOException {
        JsonNode one = json(with(command, with(List.of(joining), "-o", at("one-of" + of))));
        makeParts(command, of, "parts" + of);
        JsonNode joined =
                json(with(List.of("join", at("parts" + of), "-o", at("joined" + of)), joining));

        assertThat(SchemaCheck.complaints("merge", joined)).isEmpty();
        assertThat(apartFromPlace(joined)).isEqualTo(apartFromPlace(one));
        var whole = files(folder.resolve("one-of" + of));
        var together = files(folder.resolve("joined" + of));
        assertThat(together.keySet()).isEqualTo(whole.keySet());
        whole.forEach(
                (name, bytes) -> assertThat(together.get(name).equals(bytes)).as(name).isTrue());
        assertThat(whole).containsKeys("README.md", "config.json");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 60})
    void aSumInPartsGivesEveryFileOfOneRun(int of) throws IOException {
        requireSame(ofVectors("task_arithmetic", "--dtype", "bfloat16"), of);
    }

    @Test
    void shardsAreChosenByJoining() throws IOException {
        requireSame(ofVectors("task_arithmetic"), 3, "--shard-size", "2kB");
        assertThat(folder.resolve("joined3/model.safetensors.index.json")).exists();
    }

    @ParameterizedTest
    @CsvSource({"1,0", "3,0", "2,1"})
    void whatIsKeptOfVectorsTrimsThem(int of, int byTensor) throws IOException {
        requireSame(ofVectors("ties", "--density", "0.3", "--set", "by_tensor=" + byTensor), of);
    }

    @Test
    void random() throws IOException {
        requireSame(ofVectors("dare_ties", "--seed", "7", "--density", "0.4"), 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7})
    void modelsAreMixed(int of) throws IOException {
        requireSame(ofModels("slerp", "--set", "t=0.3"), of);
    }

    private static Stream<String> methods() {
        return Methods.all().stream().map(method -> method.id());
    }

    /// Those that measure measure their share alone where that is enough.
    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodComesInParts(String id) throws IOException {
        var method = Methods.of(id).orElseThrow();
        boolean isOfVectors = method.spaces().contains(Space.VECTORS);
        List<String> command =
                isOfVectors
                        ? ofVectors(id)
                        : method.readsBase() ? onBase(id, "--model", model("one")) : ofModels(id);
        if (isOfVectors && method.most() == 1) {
            command.subList(command.size() - 2, command.size()).clear();
        }
        requireSame(command, 3);
    }

    @Test
    void theChangeThatWasMeasuredIsKept() throws IOException {
        List<String> command = ofVectors("task_arithmetic", "--profile", "--dtype", "bfloat16");
        requireSame(command, 3);
        Path one = folder.resolve("one-of3");
        Path joined = folder.resolve("joined3");
        var store = new ProfileStore(folder.resolve("cache"));
        assertThat(store.findChange(joined)).isPresent().isEqualTo(store.findChange(one));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ties", "slerp", "linear", "slices", "slice-slerp", "task-arithmetic"})
    void aRecipeInPartsMeansTheSame(String name) throws IOException {
        requireSame(
                List.of("merge", RECIPES.resolve("bfloat16").resolve(name + ".yml").toString()), 3);
    }

    /// Rows are matched by tokens, and the tokenizer is a part of what is joined.
    @ParameterizedTest
    @ValueSource(strings = {"mixed", "slerp", "ties", "head", "base"})
    void wordsComeInParts(String name) throws IOException {
        requireSame(List.of("merge", WORDS.resolve(name + ".yml").toString()), 3);
        assertThat(folder.resolve("joined3/tokenizer.json")).exists();
    }

    /// A head that is the embedding by another name changes with it, in whichever part it is; here
    /// both have more rows than the base's.
    @ParameterizedTest
    @CsvSource({
        "tied-stored-bf16,task_arithmetic",
        "tied-stored-f32,ties",
        "tied-stored-bf16,sce",
        "tied-stored-f32,della",
        "tied-bf16,dare_ties",
        "untied-f32,slerp"
    })
    void aTiedHeadIsInAPartOfItsOwn(String kind, String method) throws IOException {
        Path grown = GROWN.resolve(kind);
        List<String> command = new ArrayList<>(List.of("merge", "--method", method));
        command.addAll(List.of("--base", grown.resolve("base").toString()));
        for (String name : List.of("a.safetensors", "b.safetensors")) {
            Files.copy(grown.resolve("vector.safetensors"), folder.resolve(name));
            runs("profile", at(name));
            command.addAll(List.of("--vector", at(name)));
        }
        requireSame(command, 4);
    }

    @Test
    void whatEveryPartWouldMeasureOfWholeVectorsIsRefused() throws IOException {
        List<String> command = onBase("ties", "--model", model("one"), "--model", model("other"));
        assertThat(run(with(command, "-o", at("parts"), "--part", "1/2")))
                .isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString())
                .contains("measures ranks of whole vectors, and nothing is kept", "Extract");
        assertThat(folder.resolve("parts")).doesNotExist();

        command = ofVectors("ties");
        Files.delete(folder.resolve("other.safetensors.profile"));
        assertThat(run(with(command, "-o", at("parts"), "--part", "1/2")))
                .isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("Measure it first (profile)");
        runs("profile", at("other.safetensors"));
        runs(with(command, "-o", at("parts"), "--part", "1/2"));
        assertThat(out.toString()).contains("note: every part measures ranks of whole vectors");
    }

    @Test
    void whatIsNoModelsFolderIsRefused() {
        assertThat(
                        run(
                                with(
                                        ofVectors("task_arithmetic"),
                                        "-o",
                                        at("model.safetensors"),
                                        "--part",
                                        "1/2")))
                .isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("not as one file, a vector or an adapter");
        requireWrong("--as is not for a part", "--as", "vector", "-o", at("x"));
        requireWrong("--shard-size is not for a part", "--shard-size", "9kB", "-o", at("x"));
        requireWrong("--dry-run is not for a part", "--dry-run");
    }

    private void requireWrong(String says, String... more) {
        List<String> command = ofVectors("task_arithmetic", more);
        assertThat(run(with(command, "--part", "1/2"))).isEqualTo(CommandLineMain.USAGE);
        assertThat(err.toString()).contains(says);
    }

    @Test
    void joiningSaysWhatMeansNothing() {
        makeParts(ofVectors("task_arithmetic"), 1, "parts");
        for (List<String> more :
                List.of(
                        List.of("-o", at("x"), "--force"),
                        List.of("-o", at("x"), "--by", "layer"),
                        List.of("-o", at("x.safetensors")),
                        List.<String>of())) {
            assertThat(run(with(List.of("join", at("parts")), more.toArray(String[]::new))))
                    .isEqualTo(CommandLineMain.USAGE);
        }
        assertThat(run("join", at("parts"), "-o", at("parts"))).isEqualTo(CommandLineMain.FAILED);
    }

    private void requireRefused(String... says) {
        assertThat(run("join", at("parts"), "-o", at("joined"))).isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains(says);
        assertThat(folder.resolve("joined")).doesNotExist();
        assertThat(folder.resolve("joined.partial")).doesNotExist();
    }

    @Test
    void anAbsentOrADoubledPartIsRefused() throws IOException {
        makeParts(ofVectors("task_arithmetic"), 3, "parts");
        Path part = folder.resolve("parts/2-of-3.part");
        Files.copy(part, folder.resolve("parts/again.part"));
        requireRefused("part 2 of 3 is there twice");
        Files.delete(folder.resolve("parts/again.part"));
        Files.delete(part);
        requireRefused("1 of the 3 parts is missing: 2/3");
    }

    @ParameterizedTest
    @CsvSource({
        "--seed,3,seed differs",
        "--dtype,bfloat16,dtype differs",
        "--set,lambda=0.7,what is said of parameters and tokens differs",
        "--partial,,--partial differs"
    })
    void aPartOfAnotherRequestIsRefused(String option, String value, String says)
            throws IOException {
        makeParts(ofVectors("dare_linear"), 2, "parts");
        List<String> other = ofVectors("dare_linear", option);
        if (value != null) {
            other.add(value);
        }
        makeParts(other, 2, "other");
        Files.copy(
                folder.resolve("other/2-of-2.part"),
                folder.resolve("parts/2-of-2.part"),
                StandardCopyOption.REPLACE_EXISTING);
        requireRefused(says);
    }

    @Test
    void aPartOfOtherInputsIsRefused() throws IOException {
        makeParts(ofModels("linear"), 2, "parts");
        List<String> other =
                List.of(
                        "merge",
                        "--method",
                        "linear",
                        "--model",
                        model("one"),
                        "--model",
                        model("base"));
        makeParts(other, 2, "other");
        Files.copy(
                folder.resolve("other/2-of-2.part"),
                folder.resolve("parts/2-of-2.part"),
                StandardCopyOption.REPLACE_EXISTING);
        requireRefused("input 2 differs");
    }

    @Test
    void everyBitOfAPartCounts() throws IOException {
        makeParts(ofVectors("task_arithmetic", "--profile"), 2, "parts");
        Path part = folder.resolve("parts/1-of-2.part");
        byte[] bytes = Files.readAllBytes(part);
        int header = 8 + (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        int step = Math.max(1, (bytes.length - header) / 25);
        for (int i = header; i < bytes.length; i += step) {
            byte[] damaged = bytes.clone();
            damaged[i] = (byte) (damaged[i] ^ 4);
            Files.write(part, damaged);
            requireRefused("1-of-2.part");
        }
    }
}
