package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.analysis.metric.Use;

/// The commands as a whole: what they write where, and how they end. The models are those of the
/// comparison with NumPy; `full` serves as a fine-tuned model too.
class CommandLineTest {
    private static final Path FOLDER = Path.of("src/test/oracle/comparison");

    @TempDir Path folder;
    private String out = "";
    private String err = "";

    @BeforeEach
    void models() throws IOException {
        for (String name : List.of("base", "full", "some", "wide", "other")) {
            Files.copy(
                    FOLDER.resolve(name + ".safetensors"), folder.resolve(name + ".safetensors"));
        }
    }

    private int run(String... arguments) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        int code =
                new CommandLineMain("Program 1", new ProfileStore(folder.resolve("cache")))
                        .run(
                                List.of(arguments),
                                new PrintWriter(output),
                                new PrintWriter(errors),
                                false);
        out = output.toString();
        err = errors.toString();
        return code;
    }

    private String path(String name) {
        return folder.resolve(name + ".safetensors").toString();
    }

    private JsonNode json(String command) throws IOException {
        JsonNode document = new ObjectMapper().readTree(out);
        assertThat(SchemaCheck.complaints(command, document)).isEmpty();
        assertThat(err).isEmpty();
        return document;
    }

    private int extract(String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "extract",
                                "--base",
                                path("base"),
                                "--tuned",
                                path("full"),
                                "-o",
                                path("v")));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void inspectListsTheTensors() throws IOException {
        assertThat(run("inspect", path("base"))).isZero();
        assertThat(out).contains("model.layers.2.self_attn.q_proj.weight", "bfloat16", "Llama");
        assertThat(err).isEmpty();
        assertThat(run("inspect", path("base"), "--json")).isZero();
        JsonNode document = json("inspect");
        assertThat(document.get("tensors")).hasSize(15);
        assertThat(document.get("provenance").isNull()).isTrue();
        assertThat(document.get("layers").intValue()).isEqualTo(3);
    }

    @Test
    void extractWritesAVectorThatTheOtherCommandsRead() throws IOException {
        assertThat(extract()).isZero();
        assertThat(out).contains("matched", "round trip");
        assertThat(err).isEmpty();
        assertThat(folder.resolve("v.safetensors")).exists();
        assertThat(run("inspect", path("v"), "--json")).isZero();
        assertThat(json("inspect").get("provenance").get("base").get("name").textValue())
                .startsWith("base");
        assertThat(run("profile", path("v"), "--json", "--by", "tensor")).isZero();
        JsonNode profile = json("profile");
        assertThat(profile.get("vector").get("base_known").booleanValue()).isTrue();
        assertThat(profile.get("groups")).hasSize(15);
        assertThat(profile.get("groups").get(0).get("dtype").textValue()).isEqualTo("bfloat16");
        assertThat(profile.get("all").get("tuned_not_finite").get("infinite").intValue())
                .isEqualTo(2);
    }

    @Test
    void aVectorInPytorchsFormatIsTheSameVector() throws IOException {
        assertThat(extract()).isZero();
        String pth = folder.resolve("v.pth").toString();
        assertThat(run("extract", "--base", path("base"), "--tuned", path("full"), "-o", pth))
                .isZero();
        assertThat(run("inspect", pth, "--json")).isZero();
        assertThat(json("inspect").get("provenance").get("base").get("name").textValue())
                .startsWith("base");
        assertThat(folder.resolve("v.pth.profile")).exists();
        assertThat(run("profile", pth, "--verify")).isZero();
        assertThat(err).contains("nothing differs from what was kept");
        assertThat(run("compare", path("v"), pth, "--json")).isZero();
    }

    @Test
    void extractTellsTheSameAsJson() throws IOException {
        assertThat(extract("--json", "--dtype", "float32", "--scope", "attention")).isZero();
        JsonNode document = json("extract");
        assertThat(document.get("provenance").get("policies").get("scope").textValue())
                .isEqualTo("attention");
        assertThat(document.get("all").get("tensors").intValue()).isEqualTo(6);
    }

    @Test
    void loraWritesAnAdapterAndTellsWhatItLoses() throws IOException {
        assertThat(extract("--dtype", "float32")).isZero();
        String adapter = folder.resolve("adapter").toString();
        assertThat(run("lora", path("v"), "-o", adapter, "--rank", "2", "--scope", "down_proj"))
                .isZero();
        assertThat(out).contains("energy kept", "outside the scope", "over the whole vector");
        assertThat(err).isEmpty();
        assertThat(folder.resolve("adapter/adapter_config.json"))
                .content()
                .contains("\"r\" : 2", "\"base_model_name_or_path\" : \"base");
        assertThat(run("lora", path("v"), "-o", adapter, "--scope", "down_proj")).isEqualTo(1);
        assertThat(err).contains("--force");
        int code =
                run(
                        "lora",
                        path("v"),
                        "-o",
                        adapter,
                        "--energy",
                        "0.5",
                        "--scope",
                        "down_proj",
                        "--force",
                        "--base-name",
                        "somebody/model",
                        "--json");
        assertThat(code).isZero();
        JsonNode document = json("lora");
        assertThat(document.get("matrices")).hasSize(3);
        assertThat(document.get("all").get("energy").doubleValue()).isGreaterThanOrEqualTo(0.5);
        assertThat(document.get("matrices").get(0).get("effective_rank").isNumber()).isTrue();
        assertThat(folder.resolve("adapter/adapter_config.json"))
                .content()
                .contains("somebody/model");
    }

    @Test
    void loraRefusesWeightsThatAreNoNumbersByName() throws IOException {
        assertThat(extract("--dtype", "float32")).isZero();
        String adapter = folder.resolve("adapter").toString();
        assertThat(run("lora", path("v"), "-o", adapter)).isEqualTo(1);
        assertThat(err).contains("tensor model.layers.1.self_attn.q_proj.weight", "NaN", "scope");
        assertThat(err.lines()).hasSize(1);
        assertThat(folder.resolve("adapter")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--rank 0",
                "--rank 2 --energy 0.5",
                "--energy 1.5",
                "--energy 0.5 --max-rank 0",
                "--max-rank 4",
                "--dtype float64",
                "--scope no_proj"
            })
    void loraRefusesOptionsThatMakeNoSense(String options) throws IOException {
        assertThat(extract()).isZero();
        List<String> arguments =
                new ArrayList<>(
                        List.of("lora", path("v"), "-o", folder.resolve("adapter").toString()));
        arguments.addAll(List.of(options.split(" ")));
        assertThat(run(arguments.toArray(String[]::new))).isEqualTo(2);
        assertThat(folder.resolve("adapter")).doesNotExist();
    }

    @Test
    void anExistingVectorIsOnlyReplacedByForce() throws IOException {
        Files.writeString(folder.resolve("v.safetensors"), "precious");
        assertThat(extract()).isEqualTo(1);
        assertThat(err).contains(path("v")).contains("--force");
        assertThat(err.lines()).hasSize(1);
        assertThat(folder.resolve("v.safetensors")).hasContent("precious");
        assertThat(extract("--force")).isZero();
        assertThat(Files.size(folder.resolve("v.safetensors"))).isGreaterThan(100);
    }

    @Test
    void anotherEndingIsWrongUsage() {
        int code =
                run(
                        "extract",
                        "--base",
                        path("base"),
                        "--tuned",
                        path("full"),
                        "-o",
                        folder.resolve("v.bin").toString());
        assertThat(code).isEqualTo(2);
        assertThat(err).contains("v.bin").contains(".safetensors or .pth");
        assertThat(folder.resolve("v.bin")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "inspect",
                "inspect a b",
                "extract --base a",
                "profile",
                "profile v --by weight",
                "profile v --sparsity much",
                "profile v --scope /[/",
                "profile v --scope ,",
                "profile v --threads 0",
                "profile v --table html",
                "profile v --table csv --json",
                "compare v w --table text --json",
                "compare v",
                "compare v w --format svg",
                "compare v w --figures d --format jpeg",
                "extract --base a --tuned b -o c.safetensors --dtype int8",
                "extract --base a --tuned b -o c.safetensors --vocabulary cut",
                "--nonsense"
            })
    void wrongUsageIsSaidInOneMessageAndEndsWith2(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(out).isEmpty();
        assertThat(err.lines()).hasSize(1);
        assertThat(err).doesNotContain("Exception").doesNotContain("\tat ");
    }

    @Test
    void aScopeThatMeansNothingIsWrongUsage() {
        assertThat(run("profile", path("full"), "--scope", "q_prj")).isEqualTo(2);
        assertThat(err).contains("q_prj").contains("q_proj");
        assertThat(run("profile", path("full"), "--scope", "/nowhere/")).isEqualTo(2);
        assertThat(run("profile", path("full"), "--scope", "/^model\\./")).isEqualTo(2);
        assertThat(err).contains("without the prefixes");
    }

    @Test
    void aBaseOfAnotherModelIsRefused() throws IOException {
        Path stranger = folder.resolve("stranger.safetensors");
        byte[] header =
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
                        .getBytes(StandardCharsets.UTF_8);
        Files.write(
                stranger,
                ByteBuffer.allocate(8 + header.length + 4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header)
                        .array());
        assertThat(run("profile", path("full"), "--base", stranger.toString())).isEqualTo(1);
        assertThat(out).isEmpty();
        assertThat(err).contains("stranger.safetensors").contains("not the base");
    }

    @Test
    void badInputIsSaidInOneLineThatNamesTheFileAndEndsWith1() throws IOException {
        Path broken = folder.resolve("broken.safetensors");
        Files.write(broken, new byte[] {1, 2, 3});
        for (String[] arguments :
                List.of(
                        new String[] {"inspect", broken.toString()},
                        new String[] {"inspect", folder.resolve("absent").toString()},
                        new String[] {"profile", broken.toString()},
                        new String[] {"compare", path("full"), broken.toString()},
                        new String[] {"profile", path("full"), "--base", broken.toString()})) {
            assertThat(run(arguments)).isEqualTo(1);
            assertThat(out).isEmpty();
            assertThat(err.lines()).hasSize(1);
            assertThat(err).containsAnyOf("broken", "absent").doesNotContain("\tat ");
        }
        assertThat(run("inspect", broken.toString(), "--debug")).isEqualTo(1);
        assertThat(err).contains("\tat ");
    }

    @Test
    void profileWithABaseHasRelativeNorms() throws IOException {
        assertThat(run("profile", path("some"), "--json")).isZero();
        JsonNode alone = json("profile");
        assertThat(alone.get("all").get("relative_norm").isNull()).isTrue();
        assertThat(alone.get("vector").get("base_known").booleanValue()).isFalse();
        assertThat(alone.get("notes")).isNotEmpty();
        assertThat(run("profile", path("some"), "--base", path("base"), "--json")).isZero();
        JsonNode withBase = json("profile");
        assertThat(withBase.get("all").get("relative_norm").isNumber()).isTrue();
        assertThat(withBase.get("all").get("tensors").intValue()).isEqualTo(15);
        assertThat(withBase.get("all").get("held").intValue()).isEqualTo(6);
    }

    @Test
    void histogramsAreThereInFullOnRequest() throws IOException {
        assertThat(run("profile", path("full"), "--json", "--histograms", "--by", "module"))
                .isZero();
        JsonNode histogram = json("profile").get("all").get("histogram");
        long counted = histogram.get("zeros").longValue();
        for (JsonNode count : histogram.get("bins").get(0).get("counts")) {
            counted += count.longValue();
        }
        assertThat(counted).isEqualTo(1213);
    }

    @Test
    void verifyReadsEverythingAgainAndSaysWhatDiffers() throws IOException {
        assertThat(run("profile", path("full"), "--verify")).isZero();
        assertThat(err).contains("nothing was kept");
        assertThat(run("profile", path("full"), "--verify")).isZero();
        assertThat(err).contains("nothing differs");
        assertThat(run("profile", path("full"), "--verify", "--json")).isZero();
        assertThat(json("profile").get("verification").get("was_kept").booleanValue()).isTrue();
        Path file = folder.resolve("full.safetensors");
        FileTime time = Files.getLastModifiedTime(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 0x10;
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, time);
        assertThat(run("profile", path("full"))).isZero();
        assertThat(run("profile", path("full"), "--verify")).isEqualTo(1);
        assertThat(err).contains(path("full")).contains("fingerprint");
        assertThat(run("profile", path("full"), "--verify")).isZero();
    }

    @Test
    void compareTellsEveryNumber() throws IOException {
        assertThat(run("compare", path("full"), path("some"), path("wide"), "--json")).isZero();
        JsonNode document = json("compare");
        assertThat(document.get("vectors")).hasSize(3);
        assertThat(document.get("all").get("pairs")).hasSize(3);
        assertThat(document.get("all").get("interference").isNumber()).isTrue();
        assertThat(run("compare", path("full"), path("some"))).isZero();
        assertThat(out).contains("cosine", "‖τ‖ full", "sparsity some, %", "–");
        assertThat(run("compare", path("full"), path("some"), path("wide"), path("other")))
                .isZero();
        assertThat(out).contains("left out of cosine similarity");
    }

    @Test
    void aTableForADocumentIsAllThatGoesToStandardOutput() throws IOException {
        assertThat(run("profile", path("some"), "--base", path("base"), "--table", "markdown"))
                .isZero();
        assertThat(out.lines()).allMatch(line -> line.startsWith("| ") && line.endsWith(" |"));
        assertThat(out.lines().map(CommandLineTest::cells).distinct())
                .as("as many cells in every line")
                .hasSize(1);
        assertThat(out).contains(" held |", " mean \\|τ\\| |", "| **all**");
        assertThat(err).contains("sparsity: share with |τ| ≤ 0.25 × RMS of tensor");

        assertThat(run("compare", path("full"), path("some"), "--table", "latex")).isZero();
        assertThat(out)
                .startsWith("% \\usepackage{booktabs}")
                .contains("\\toprule", "\\midrule\nall & 1,213 & ")
                .endsWith("\\end{tabular}\n");
        assertThat(err).contains("sparsity: share with", "note: ");

        assertThat(run("compare", path("full"), path("some"), "--by", "module", "--table", "csv"))
                .isZero();
        assertThat(out).startsWith("Module kind,weights,‖τ‖ full,‖τ‖ some,").endsWith("\r\n");
        String csv = out;
        assertThat(run("compare", path("full"), path("some"), "--by", "module", "--json")).isZero();
        JsonNode all = json("compare").get("all");
        assertThat(csv.lines().toList().getLast().split(","))
                .startsWith(
                        "all",
                        all.get("vectors").get(0).get("weights").asText(),
                        all.get("vectors").get(0).get("l2_norm").asText())
                .endsWith(all.get("interference").asText());
    }

    private static long cells(String line) {
        return line.replace("\\|", "").chars().filter(c -> c == '|').count();
    }

    @Test
    void manyVectorsHaveATableForEachNumberAndOneForPrograms() {
        String[] vectors = {path("full"), path("some"), path("wide"), path("other")};
        assertThat(run(with("compare", vectors, "--table", "markdown"))).isZero();
        assertThat(out.lines().filter(String::isEmpty)).hasSize(Metric.in(Use.COMPARED).size() - 1);
        assertThat(run(with("compare", vectors, "--table", "csv"))).isZero();
        assertThat(out.lines().map(line -> line.isEmpty())).doesNotContain(true);
        assertThat(out).contains("cosine full · some", "interference");
    }

    private static String[] with(String command, String[] vectors, String... options) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(vectors));
        all.addAll(List.of(options));
        return all.toArray(String[]::new);
    }

    @Test
    void theOrderOfTheVectorsOnlyTurnsThePairsRound() throws IOException {
        assertThat(run("compare", path("full"), path("wide"), "--json")).isZero();
        JsonNode one = json("compare").get("all").get("pairs").get(0);
        assertThat(run("compare", path("wide"), path("full"), "--json")).isZero();
        JsonNode other = json("compare").get("all").get("pairs").get(0);
        assertThat(other).isEqualTo(one);
    }

    @Test
    void compareWritesFigures() throws IOException {
        Path figures = folder.resolve("figures");
        int code =
                run(
                        "compare",
                        path("full"),
                        path("some"),
                        "--figures",
                        figures.toString(),
                        "--format",
                        "csv,svg",
                        "--json");
        assertThat(code).isZero();
        JsonNode written = json("compare").get("figures");
        for (JsonNode file : written) {
            assertThat(Path.of(file.textValue())).isNotEmptyFile();
        }
        assertThat(figures.resolve("cosine-by-layer.csv")).exists();
        assertThat(figures.resolve("sparsity-by-module.svg")).exists();
        assertThat(figures.resolve("rms-by-layer-and-module-full.svg")).exists();
        // Neither vector has a base, so there is no relative norm to draw.
        assertThat(figures.resolve("relative-norm-by-layer.svg")).doesNotExist();
    }

    @Test
    void figuresGoIntoAFolder() {
        assertThat(run("compare", path("full"), path("some"), "--figures", path("base")))
                .isEqualTo(2);
        assertThat(err).contains(path("base")).contains("not a folder");
    }

    @Test
    void helpAndVersionAreNoFailure() {
        assertThat(run("--help")).isZero();
        assertThat(out).contains("Exit codes");
        assertThat(run("--version")).isZero();
        assertThat(out).startsWith("Program 1");
        assertThat(run("help", "extract")).isZero();
        assertThat(out).contains("--vocabulary");
    }

    @Test
    void argumentsThatAreNoCommandBelongToTheWindow() {
        assertThat(CommandLineMain.isFor(List.of())).isFalse();
        assertThat(CommandLineMain.isFor(List.of("model.safetensors"))).isFalse();
        assertThat(CommandLineMain.isFor(List.of("inspect", "x"))).isTrue();
        assertThat(CommandLineMain.isFor(List.of("--version"))).isTrue();
    }

    @Test
    void aQuantisedBaseIsSaidAndItsErrorMeasured() throws IOException {
        String golden = "src/test/resources/golden/quantized/";
        String[] arguments = {
            "extract",
            "--base",
            golden + "llama-nf4-nested",
            "--tuned",
            golden + "llama-plain.safetensors",
            "--unquantised",
            golden + "llama-plain.safetensors",
            "-o",
            path("v"),
            "--force"
        };
        assertThat(run(arguments)).isZero();
        assertThat(out)
                .contains("NF4 → bfloat16")
                .contains("the base is stored as NF4 (7 tensors)")
                .contains("quantisation error of the base: 9.1 % of its norm, measured against");

        List<String> withJson = new ArrayList<>(List.of(arguments));
        withJson.add("--json");
        assertThat(run(withJson.toArray(String[]::new))).isZero();
        JsonNode quantization = json("extract").path("quantization");
        assertThat(quantization.path("sides").get(0).path("expected_error").asDouble())
                .isEqualTo(0.092);
        assertThat(quantization.path("measured").path("error").asDouble())
                .isBetween(0.0905, 0.0906);
    }

    @Test
    void anUnquantisedModelIsAskedForOnlyWhereASideIsQuantised() {
        assertThat(extract("--unquantised", path("other"))).isEqualTo(2);
        assertThat(err).contains("is quantised");
        assertThat(folder.resolve("v.safetensors")).doesNotExist();
    }
}
