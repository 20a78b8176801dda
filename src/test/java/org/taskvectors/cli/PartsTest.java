package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;

/// `--part` and `join`, held against one run.
class PartsTest {
    private static final Path PAIR = Path.of("src/test/resources/golden/extraction");
    private static final Path GROWN = PAIR.resolve("grown");
    private static final Path ADAPTERS = Path.of("src/test/resources/golden/adapter");

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String program = "test";
    private int stores;

    @BeforeEach
    void begin() {
        nextStore();
    }

    /// What one run keeps must not be found by another one.
    private void nextStore() {
        stores++;
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLineMain(program, new ProfileStore(folder.resolve("cache" + stores)))
                .run(List.of(arguments), new PrintWriter(out), new PrintWriter(err), false);
    }

    private JsonNode json(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        assertThat(run(all.toArray(String[]::new))).as(err.toString()).isZero();
        return new ObjectMapper().readTree(out.toString());
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private List<String> extraction(String base, String tuned, String... more) {
        List<String> command =
                new ArrayList<>(List.of("extract", "--base", base, "--tuned", tuned));
        command.addAll(List.of(more));
        return command;
    }

    private List<String> pair(String... more) {
        return extraction(
                PAIR.resolve("base.safetensors").toString(),
                PAIR.resolve("tuned.safetensors").toString(),
                more);
    }

    private static String[] with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private void makeParts(List<String> command, int of, String parts) {
        for (int i = 1; i <= of; i++) {
            assertThat(run(with(command, "-o", at(parts), "--part", i + "/" + of)))
                    .as(err.toString())
                    .isZero();
        }
    }

    private static void requireSame(JsonNode joined, JsonNode one) {
        ((ObjectNode) joined).remove(List.of("seconds", "output"));
        ((ObjectNode) one).remove(List.of("seconds", "output"));
        joined.fieldNames()
                .forEachRemaining(
                        name ->
                                assertThat(joined.get(name).equals(one.get(name)))
                                        .as(name)
                                        .isTrue());
        // Too long to be shown.
        assertThat(joined.equals(one)).isTrue();
    }

    private void requireSameExtraction(List<String> command, int of, String ending)
            throws IOException {
        String one = at("one/v" + ending);
        String joined = at("joined/v" + ending);
        JsonNode whole = json(with(command, "-o", one));
        makeParts(command, of, "parts");
        JsonNode together = json("join", at("parts"), "-o", joined);

        assertThat(Path.of(joined)).hasSameBinaryContentAs(Path.of(one));
        assertThat(SchemaCheck.complaints("extract", together)).isEmpty();
        requireSame(together, whole);
        // What was measured lies beside it.
        assertThat(json("profile", joined).at("/all").equals(json("profile", one).at("/all")))
                .isTrue();
        assertThat(json("profile", joined, "--verify").at("/verification").toString())
                .isEqualTo("{\"was_kept\":true,\"differences\":[]}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void anExtractionInPartsGivesTheBytesAndNumbersOfOneRun(int of) throws IOException {
        requireSameExtraction(pair(), of, ".safetensors");
    }

    @Test
    void anExtractionInPartsGivesTheBytesOfEveryFormat() throws IOException {
        requireSameExtraction(pair("--dtype", "float32"), 3, ".pth");
    }

    @ParameterizedTest
    @CsvSource({"untied-f32,2", "tied-bf16,3", "tied-stored-f32,2", "untied-bf16,5"})
    void rowsThatOneSideHasAloneAreSummedInOnePart(String kind, int of) throws IOException {
        requireSameExtraction(
                extraction(
                        GROWN.resolve(kind).resolve("base").toString(),
                        GROWN.resolve(kind).resolve("tuned").toString(),
                        "--vocabulary",
                        "shared"),
                of,
                ".safetensors");
    }

    @Test
    void theScopeLeavesNormsOfTheBaseToThePartsToo() throws IOException {
        requireSameExtraction(
                extraction(
                        GROWN.resolve("untied-f32/base").toString(),
                        GROWN.resolve("untied-f32/base").toString(),
                        "--scope",
                        "attention"),
                3,
                ".safetensors");
    }

    @Test
    void anAdapterIsExtractedInParts() throws IOException {
        requireSameExtraction(
                extraction(
                        ADAPTERS.resolve("base/llama").toString(),
                        ADAPTERS.resolve("dora").toString()),
                3,
                ".safetensors");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void aMeasurementInPartsGivesTheNumbersOfOneRun(int of) throws IOException {
        Path vector = folder.resolve("v.safetensors");
        Files.copy(PAIR.resolve("vector.safetensors"), vector);
        List<String> command = List.of("profile", vector.toString());
        JsonNode one = json(with(command, "--histograms", "--by", "tensor"));
        Files.delete(folder.resolve("v.safetensors.profile"));
        makeParts(command, of, "parts");
        JsonNode joined = json("join", at("parts"), "--histograms", "--by", "tensor");

        requireSame(joined, one);
        assertThat(folder.resolve("v.safetensors.profile")).exists();
        assertThat(json(with(command, "--verify")).at("/verification/was_kept").asBoolean())
                .isTrue();
    }

    @Test
    void anAdapterIsMeasuredInPartsWithTheWeightsOfItsBase() throws IOException {
        List<String> command =
                List.of(
                        "profile",
                        ADAPTERS.resolve("dora").toString(),
                        "--base",
                        ADAPTERS.resolve("base/llama").toString());
        JsonNode one = json(with(command));
        nextStore();
        makeParts(command, 4, "parts");
        JsonNode joined = json("join", at("parts"));

        assertThat(one.at("/all/relative_norm").isNumber()).isTrue();
        requireSame(joined, one);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void aComparisonInPartsGivesTheNumbersOfOneRun(int of) throws IOException {
        List<String> command = vectors();
        JsonNode one = json(with(command, "--by", "tensor"));
        for (String name : List.of("a.safetensors.profile", "b.safetensors.profile", "a+b.pairs")) {
            Files.delete(folder.resolve(name));
        }
        makeParts(command, of, "parts");
        JsonNode joined = json("join", at("parts"), "--by", "tensor");

        requireSame(joined, one);
        assertThat(folder.resolve("a+b.pairs")).exists();
        assertThat(err.toString()).isEmpty();
    }

    /// Two vectors of different numbers.
    private List<String> vectors() throws IOException {
        json(with(pair(), "-o", at("a.safetensors")));
        json(
                with(
                        extraction(
                                PAIR.resolve("tuned.safetensors").toString(),
                                PAIR.resolve("base.safetensors").toString(),
                                "--dtype",
                                "float32"),
                        "-o",
                        at("b.safetensors")));
        // What an extraction measures of both sides is more than a vector alone tells.
        Files.delete(folder.resolve("a.safetensors.profile"));
        Files.delete(folder.resolve("b.safetensors.profile"));
        return List.of("compare", at("a.safetensors"), at("b.safetensors"));
    }

    @Test
    void whatAnExtractionMeasuredOfBothSidesStaysWhereItDoesNotDiffer() throws IOException {
        JsonNode extracted = json(with(pair(), "-o", at("v.safetensors")));
        makeParts(List.of("profile", at("v.safetensors")), 2, "parts");
        JsonNode joined = json("join", at("parts"));

        assertThat(joined.at("/all/round_trip")).isEqualTo(extracted.at("/all/round_trip"));
        assertThat(joined.at("/all/round_trip").isNumber()).isTrue();
    }

    @Test
    void whatWasMeasuredIsNotKeptOfAVectorThatIsAnotherNow() throws IOException {
        Path vector = folder.resolve("v.safetensors");
        Files.copy(PAIR.resolve("vector.safetensors"), vector);
        makeParts(List.of("profile", vector.toString()), 2, "parts");
        Files.setLastModifiedTime(vector, java.nio.file.attribute.FileTime.fromMillis(1_000_000));

        assertThat(run("join", at("parts"))).isZero();
        assertThat(err.toString()).contains("is not kept");
        assertThat(folder.resolve("v.safetensors.profile")).doesNotExist();
    }

    @Test
    void aPartThatIsAbsentIsNamed() {
        makeParts(pair(), 3, "parts");
        Path absent = folder.resolve("parts/2-of-3.part");
        assertThat(absent.toFile().delete()).isTrue();

        requireRefused("1 of the 3 parts is missing: 2/3");
    }

    @Test
    void aPartThatIsThereTwiceIsRefused() throws IOException {
        makeParts(pair(), 2, "parts");
        Files.copy(folder.resolve("parts/2-of-2.part"), folder.resolve("parts/again.part"));

        requireRefused("part 2 of 2 is there twice");
    }

    @Test
    void aPartOfAnotherRequestIsRefusedWithWhatDiffers() throws IOException {
        makeParts(pair(), 2, "parts");
        makeParts(pair("--dtype", "float32"), 2, "other");
        replace("other/2-of-2.part", "parts/2-of-2.part");

        requireRefused("a part of another work", "dtype differs (float32 and source)");
    }

    @Test
    void aPartOfAnotherPairIsRefused() throws IOException {
        makeParts(pair(), 2, "parts");
        String base = PAIR.resolve("base.safetensors").toString();
        makeParts(extraction(base, base), 2, "other");
        replace("other/2-of-2.part", "parts/2-of-2.part");

        requireRefused("the fine-tuned side differs");
    }

    @Test
    void aPartOfAnotherCutOrCommandIsRefused() throws IOException {
        makeParts(pair(), 2, "parts");
        makeParts(pair(), 3, "other");
        Files.copy(folder.resolve("other/3-of-3.part"), folder.resolve("parts/3-of-3.part"));
        requireRefused("it is part 3 of 3 of an extraction");

        makeParts(List.of("profile", PAIR.resolve("vector.safetensors").toString()), 2, "third");
        replace("third/2-of-2.part", "parts/3-of-3.part");
        requireRefused("it is part 2 of 2 of a measurement");
    }

    @Test
    void aPartOfAnotherVersionIsRefused() throws IOException {
        makeParts(pair(), 1, "parts");
        program = "test 2";

        requireRefused("this part was made by test, and this is test 2");
    }

    @Test
    void aPartThatWasCutShortIsRefused() throws IOException {
        makeParts(pair(), 2, "parts");
        Path part = folder.resolve("parts/1-of-2.part");
        byte[] bytes = Files.readAllBytes(part);
        for (int length : new int[] {0, 7, 100, bytes.length / 2, bytes.length - 1}) {
            Files.write(part, java.util.Arrays.copyOf(bytes, length));
            requireRefused("1-of-2.part");
        }
    }

    @Test
    void everyBitOfAPartCounts() throws IOException {
        makeParts(pair(), 2, "parts");
        Path part = folder.resolve("parts/1-of-2.part");
        byte[] bytes = Files.readAllBytes(part);
        int header =
                8
                        + (int)
                                java.nio.ByteBuffer.wrap(bytes)
                                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                                        .getLong();
        int step = Math.max(1, (bytes.length - header) / 60);
        for (int i = header; i < bytes.length; i += step) {
            byte[] damaged = bytes.clone();
            damaged[i] = (byte) (damaged[i] ^ 4);
            Files.write(part, damaged);
            requireRefused("1-of-2.part");
        }
    }

    @Test
    void aPartIsNoCheckpoint() {
        makeParts(pair(), 5, "parts");
        Path part = folder.resolve("parts/2-of-5.part");

        assertThatThrownBy(() -> Checkpoints.open(part).close())
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> {
                            assertThat(failure.problem()).isEqualTo(CheckpointProblem.PART);
                            assertThat(failure.what())
                                    .isEqualTo(
                                            "this is part 2 of 5 of an extraction, not the whole");
                            assertThat(failure.advice()).contains("join");
                        });
        assertThat(run("inspect", part.toString())).isEqualTo(CommandLineMain.FAILED);
        assertThat(run("profile", part.toString())).isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("part 2 of 5 of an extraction");
    }

    @Test
    void aPartWithoutTensorsSaysSoAndBelongsToTheWhole() throws IOException {
        int many = 40;
        makeParts(pair(), many, "parts");
        JsonNode last = json(with(pair("--force"), "-o", at("parts"), "--part", many + "/" + many));

        assertThat(SchemaCheck.complaints("part", last)).isEmpty();
        assertThat(last.path("tensors").asInt()).isZero();
        assertThat(run(with(pair("--force"), "-o", at("parts"), "--part", many + "/" + many)))
                .isZero();
        assertThat(out.toString()).contains("more parts than tensors");
        json(with(pair(), "-o", at("one.safetensors")));
        json("join", at("parts"), "-o", at("joined.safetensors"));
        assertThat(folder.resolve("joined.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("one.safetensors"));
    }

    @Test
    void whatMeansNothingIsSaid() {
        makeParts(pair(), 1, "parts");

        requireWrong("join: say where", "join", at("parts"));
        requireWrong("--by means nothing", "join", at("parts"), "-o", at("x.pth"), "--by", "layer");
        requireWrong("--part", with(pair(), "-o", at("x"), "--part", "3/2"));
        requireWrong("folder of the parts", with(pair(), "-o", at("x.pth"), "--part", "1/2"));
        requireWrong(
                "--by is not for a part",
                "profile",
                PAIR.resolve("vector.safetensors").toString(),
                "--part",
                "1/2",
                "-o",
                at("x"),
                "--by",
                "layer");
        requireWrong(
                "--output is said of a part",
                "profile",
                PAIR.resolve("vector.safetensors").toString(),
                "-o",
                at("x"));
        assertThat(run(with(pair(), "-o", at("parts"), "--part", "1/1")))
                .isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("this part is there already", "--force");
    }

    private void requireWrong(String says, String... arguments) {
        assertThat(run(arguments)).isEqualTo(CommandLineMain.USAGE);
        assertThat(err.toString()).contains(says.replace("join: ", ""));
    }

    @Test
    void theWholeNeverTakesThePlaceOfWhatItIsMadeOf() throws IOException {
        Path base = folder.resolve("base.safetensors");
        Files.copy(PAIR.resolve("base.safetensors"), base);
        makeParts(
                extraction(base.toString(), PAIR.resolve("tuned.safetensors").toString()),
                2,
                "parts");

        assertThat(run("join", at("parts"), "-o", base.toString(), "--force"))
                .isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("one of the files that they were made of");
        assertThat(base).hasSameBinaryContentAs(PAIR.resolve("base.safetensors"));
    }

    private void replace(String from, String to) throws IOException {
        Files.copy(
                folder.resolve(from),
                folder.resolve(to),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private void requireRefused(String... says) {
        assertThat(run("join", at("parts"), "-o", at("joined.safetensors")))
                .isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains(says);
        assertThat(folder.resolve("joined.safetensors")).doesNotExist();
    }
}
