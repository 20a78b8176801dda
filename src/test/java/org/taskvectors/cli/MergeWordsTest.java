package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.tokenizer.Tokenizers;

/// `merge` of what has different tokens: what is refused and said, and what the options do. The
/// numbers of models are held against mergekit's in [org.taskvectors.merge.RecipeWordsTest].
class MergeWordsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/merge/words");
    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";
    private static final int COLUMNS = 6;

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLineMain("test", new ProfileStore(folder.resolve("cache")))
                .run(List.of(arguments), new PrintWriter(out), new PrintWriter(err), false);
    }

    private static String golden(String name) {
        return GOLDEN.resolve(name).toString();
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private void merge(String... more) {
        List<String> arguments = new ArrayList<>(List.of("merge", "--base", golden("base")));
        arguments.addAll(List.of(more));
        assertThat(run(arguments.toArray(String[]::new))).as(err.toString()).isZero();
    }

    private static float[] values(Path model, String name) throws IOException {
        try (Checkpoint opened = Checkpoints.open(model);
                Arena arena = Arena.ofConfined()) {
            Tensor tensor = opened.tensor(name).orElseThrow();
            float[] values = new float[Math.toIntExact(tensor.elements())];
            MemorySegment bytes = arena.allocate(tensor.bytes(), 8);
            opened.read(tensor, 0, bytes);
            Numbers.decode(tensor.dtype(), bytes, values.length, values);
            return values;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    /// Writes a file of float32 matrices of six columns.
    private static void write(Path file, Map<String, float[]> tensors) throws IOException {
        Files.createDirectories(file.getParent());
        ObjectNode header = new ObjectMapper().createObjectNode();
        int end = 0;
        for (Map.Entry<String, float[]> one : new TreeMap<>(tensors).entrySet()) {
            ObjectNode node = header.putObject(one.getKey());
            node.put("dtype", "F32");
            node.putArray("shape").add(one.getValue().length / COLUMNS).add(COLUMNS);
            node.putArray("data_offsets").add(end).add(end + 4 * one.getValue().length);
            end += 4 * one.getValue().length;
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + text.length + end).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text);
        for (float[] values : new TreeMap<>(tensors).values()) {
            for (float value : values) {
                bytes.putFloat(value);
            }
        }
        Files.write(file, bytes.array());
    }

    /// A vector of embedding and head with the tokens of another model beside it, whose numbers are
    /// all one.
    private Path vector(String name, int rows, float number) throws IOException {
        float[] values = new float[rows * COLUMNS];
        Arrays.fill(values, number);
        Path place = folder.resolve(name + "-vector");
        write(place.resolve("vector.safetensors"), Map.of(EMBEDDING, values, HEAD, values));
        if (!name.isEmpty()) {
            Files.copy(
                    GOLDEN.resolve(name).resolve("tokenizer.json"),
                    place.resolve("tokenizer.json"));
        }
        return place;
    }

    /// The trap of the peers: rows that one model has and another does not are never cut off
    /// without a word. Nothing is written, and it is said how many there are and which.
    @Test
    void otherNumbersOfRowsAreRefused() {
        for (String asked : List.of("task_arithmetic", "ties")) {
            assertThat(
                            run(
                                    "merge",
                                    "--method",
                                    asked,
                                    "--base",
                                    golden("base"),
                                    "--model",
                                    golden("chat"),
                                    "-o",
                                    at("merged")))
                    .isEqualTo(1);
            assertThat(err.toString())
                    .contains(
                            "chat has 11 rows in its embedding, and base 9",
                            "2 tokens are only in chat (<|im_start|>, <|im_end|>)",
                            "0 tokens stand in another row",
                            "--tokenizer base, first, union");
            assertThat(folder.resolve("merged")).doesNotExist();
        }
    }

    /// As many rows, and other tokens in them: merged by number they would be mixed up.
    @Test
    void movedTokensAreRefusedAndOthersSaid() throws IOException {
        copy(GOLDEN.resolve("base"), folder.resolve("moved"));
        Files.copy(
                GOLDEN.resolve("math/tokenizer.json"),
                folder.resolve("moved/tokenizer.json"),
                StandardCopyOption.REPLACE_EXISTING);
        String[] linear = {
            "merge", "--method", "linear", "--model", golden("base"), "--model", at("moved")
        };
        List<String> dry = new ArrayList<>(List.of(linear));
        dry.add("--dry-run");
        assertThat(run(dry.toArray(String[]::new))).isEqualTo(1);
        assertThat(err.toString()).contains("not the same tokens", "7 tokens stand in another row");
        String renamed = Files.readString(GOLDEN.resolve("base/tokenizer.json"));
        Files.writeString(
                folder.resolve("moved/tokenizer.json"), renamed.replace("</s>", "<|end|>"));
        assertThat(run(dry.toArray(String[]::new))).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains(
                        "note: rows are matched by their number",
                        "1 token is only in moved (<|end|>), 1 token is only in base (</s>)");
    }

    @ParameterizedTest
    @CsvSource({"zero, 0", "mean, 1", "others, 2"})
    void rowsThatAModelLacksAreAsChosen(String missing, int kind) throws IOException {
        assertThat(
                        run(
                                "merge",
                                "--method",
                                "linear",
                                "--model",
                                golden("base"),
                                "--model",
                                golden("chat") + "=3",
                                "--tokenizer",
                                "union",
                                "--missing-rows",
                                missing,
                                "--pad-rows",
                                "4",
                                "-o",
                                at("merged")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains(
                        "the result has 12 rows in embedding and head: 9 are those of base, 2 came"
                                + " to them: <|im_start|>, <|im_end|>, 1 fill up",
                        "base does not have 2 of the tokens");
        for (String name : List.of(EMBEDDING, HEAD)) {
            float[] base = values(GOLDEN.resolve("base"), name);
            float[] chat = values(GOLDEN.resolve("chat"), name);
            float[] merged = values(folder.resolve("merged"), name);
            assertThat(merged).hasSize(12 * COLUMNS);
            for (int column = 0; column < COLUMNS; column++) {
                double mean = 0;
                for (int row = 0; row < 9; row++) {
                    mean += base[row * COLUMNS + column] / 9.0;
                    assertThat((double) merged[row * COLUMNS + column])
                            .isCloseTo(
                                    (base[row * COLUMNS + column]
                                                    + 3.0 * chat[row * COLUMNS + column])
                                            / 4,
                                    within(1e-6));
                }
                double own = chat[10 * COLUMNS + column];
                double other = new double[] {0, mean, own}[kind];
                assertThat((double) merged[10 * COLUMNS + column])
                        .isCloseTo((other + 3 * own) / 4, within(1e-6));
            }
        }
    }

    /// New rows of a vector: taken as they are, begun at zero, or begun at the base's mean.
    @ParameterizedTest
    @CsvSource({"'', 0.5", "zero, 0.5", "others, 1", "mean, -1"})
    void newRowsOfAVectorAreAsChosen(String missing, double times) throws IOException {
        Path vector = vector("chat", 11, 2);
        List<String> arguments =
                new ArrayList<>(List.of("--vector", vector + "=0.5", "-o", at("merged")));
        if (!missing.isEmpty()) {
            arguments.addAll(List.of("--tokenizer", "union", "--missing-rows", missing));
        }
        merge(arguments.toArray(String[]::new));
        float[] base = values(GOLDEN.resolve("base"), EMBEDDING);
        float[] merged = values(folder.resolve("merged"), EMBEDDING);
        assertThat(merged).hasSize(11 * COLUMNS);
        assertThat((double) merged[8]).isCloseTo(base[8] + 1.0, within(1e-6));
        double mean = 0;
        for (int row = 0; row < 9; row++) {
            mean += base[row * COLUMNS + 1] / 9.0;
        }
        double expected = times < 0 ? mean + 0.5 * (2 - mean) : times * 2;
        assertThat((double) merged[10 * COLUMNS + 1]).isCloseTo(expected, within(1e-6));
        JsonNode config =
                new ObjectMapper().readTree(folder.resolve("merged/config.json").toFile());
        assertThat(config.path("vocab_size").asInt()).isEqualTo(11);
        if (missing.isEmpty()) {
            assertThat(out.toString())
                    .contains(
                            "chat-vector has 2 rows more in embedding and head than the base's 9");
        } else {
            try (Tokenizer tokenizer = Tokenizers.ofFolder(folder.resolve("merged"))) {
                assertThat(tokenizer.spelling(10)).hasValue("<|im_end|>");
                assertThat(tokenizer.isSpecial(10)).isTrue();
            }
        }
    }

    /// Rows of one number that are other tokens are not added up.
    @Test
    void vectorsThatAddOtherTokensAreToldApart() throws IOException {
        Path chat = vector("chat", 11, 2);
        Path math = vector("math", 10, 4);
        String[] both = {"--vector", chat.toString(), "--vector", math.toString()};
        List<String> arguments = new ArrayList<>(List.of("merge", "--base", golden("base")));
        arguments.addAll(List.of(both));
        arguments.add("--dry-run");
        assertThat(run(arguments.toArray(String[]::new))).isEqualTo(1);
        assertThat(err.toString())
                .contains("several vectors have rows more", "chat-vector 2, math-vector 1");
        merge(
                "--vector",
                chat + "=0.5",
                "--vector",
                math + "=0.25",
                "--tokenizer",
                "union",
                "-o",
                at("merged"));
        assertThat(out.toString()).contains("3 came to them: <|im_start|>, <|im_end|>, <m>");
        float[] merged = values(folder.resolve("merged"), HEAD);
        assertThat(merged).hasSize(12 * COLUMNS);
        assertThat(merged[9 * COLUMNS]).isEqualTo(2);
        assertThat(merged[11 * COLUMNS]).isEqualTo(4);
        float[] base = values(GOLDEN.resolve("base"), HEAD);
        assertThat((double) merged[0]).isCloseTo(base[0] + 2.0, within(1e-6));
        merge("--vector", chat + "=0.5", "--tokenizer", "base", "-o", at("cut"));
        assertThat(values(folder.resolve("cut"), HEAD)).hasSize(9 * COLUMNS);
        assertThat(out.toString())
                .contains("2 tokens of chat-vector not in the result, whose rows are left out");
    }

    /// A base with more rows than a vector: those stay as they are, where its tokens are known.
    @Test
    void rowsThatAVectorDoesNotHaveStay() throws IOException {
        Path vector = vector("base", 9, 2);
        String[] arguments = {
            "merge", "--base", golden("chat"), "--vector", vector.toString(), "-o", at("merged")
        };
        assertThat(run(arguments)).isEqualTo(1);
        assertThat(err.toString()).contains("this is not the base of base-vector");
        List<String> more = new ArrayList<>(List.of(arguments));
        more.addAll(List.of("--tokenizer", "base"));
        assertThat(run(more.toArray(String[]::new))).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("base-vector does not have 2 of the tokens", "it changes nothing there");
        float[] chat = values(GOLDEN.resolve("chat"), HEAD);
        float[] merged = values(folder.resolve("merged"), HEAD);
        assertThat((double) merged[0]).isCloseTo(chat[0] + 2.0, within(1e-6));
        assertThat(merged[10 * COLUMNS]).isEqualTo(chat[10 * COLUMNS]);
    }

    /// Merges that cut text otherwise cannot be one tokenizer; the tokens of one model can be had.
    @Test
    void otherMergesAreNoUnion() throws IOException {
        copy(GOLDEN.resolve("base"), folder.resolve("other"));
        Path file = folder.resolve("other/tokenizer.json");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("\"ab\": 7", "\"ac\": 7")
                        .replaceAll("\"a\",\\s*\"b\"", "\"a\", \"c\""));
        String[] two = {
            "merge",
            "--method",
            "linear",
            "--model",
            golden("base"),
            "--model",
            at("other"),
            "-o",
            at("merged"),
            "--tokenizer"
        };
        List<String> union = new ArrayList<>(List.of(two));
        union.add("union");
        assertThat(run(union.toArray(String[]::new))).isEqualTo(1);
        assertThat(err.toString())
                .contains("1 token", "of its own vocabulary (BPE)", "Take the tokens of one model");
        assertThat(folder.resolve("merged")).doesNotExist();
        List<String> first = new ArrayList<>(List.of(two));
        first.add("first");
        assertThat(run(first.toArray(String[]::new))).as(err.toString()).isZero();
        assertThat(
                        Files.mismatch(
                                folder.resolve("merged/tokenizer.json"),
                                GOLDEN.resolve("base/tokenizer.json")))
                .isEqualTo(-1);
    }

    @Test
    void whatIsSaidWrongIsRefused() {
        String[] one = {"merge", "--base", golden("base"), "--model", golden("chat"), "--dry-run"};
        for (String wrong :
                List.of(
                        "--tokenizer 2",
                        "--tokenizer nowhere",
                        "--missing-rows zero",
                        "--pad-rows 8",
                        "--tokenizer base --missing-rows some",
                        "--tokenizer base --pad-rows 0",
                        "--chat-template nowhere.jinja")) {
            List<String> arguments = new ArrayList<>(List.of(one));
            arguments.addAll(List.of(wrong.split(" ")));
            assertThat(run(arguments.toArray(String[]::new))).as(wrong).isEqualTo(2);
            String[] words = wrong.split(" ");
            assertThat(err.toString()).contains(words[words.length - 2]);
        }
        assertThat(
                        run(
                                "merge",
                                "--method",
                                "linear",
                                "--model",
                                golden("base"),
                                "--dry-run",
                                "--tokenizer",
                                "base"))
                .isEqualTo(2);
    }

    /// The template that most models have, that of a file, and where it stands.
    @Test
    void aChatTemplateIsWrittenAsText() throws IOException {
        String text = "{{ raise_exception('never run') }}";
        Files.writeString(folder.resolve("own.jinja"), text);
        String[] same = {"--model", golden("base"), "--chat-template"};
        merge(same[0], same[1], same[2], at("own.jinja"), "-o", at("own"));
        assertThat(folder.resolve("own/chat_template.jinja")).content().isEqualTo(text);
        copy(GOLDEN.resolve("base"), folder.resolve("inside"));
        Files.delete(folder.resolve("inside/chat_template.jinja"));
        assertThat(
                        run(
                                "merge",
                                "--base",
                                at("inside"),
                                "--model",
                                golden("base"),
                                "--chat-template",
                                "auto",
                                "-o",
                                at("auto")))
                .as(err.toString())
                .isZero();
        JsonNode settings =
                new ObjectMapper().readTree(folder.resolve("auto/tokenizer_config.json").toFile());
        assertThat(settings.path("chat_template").asText()).isEqualTo("{{ messages[0].content }}");
        assertThat(settings.path("eos_token").asText()).isEqualTo("</s>");
        assertThat(folder.resolve("auto/chat_template.jinja")).doesNotExist();
    }

    /// Of two bases, and of models that are no relatives, the evidence is said.
    @Test
    void otherBasesAreSaid() throws IOException {
        copy(GOLDEN.resolve("base"), folder.resolve("other"));
        shift(folder.resolve("other/model.safetensors"), 1.5f);
        copy(GOLDEN.resolve("base"), folder.resolve("tuned"));
        shift(folder.resolve("tuned/model.safetensors"), 1.01f);
        for (String base : List.of("base", "other")) {
            String path = base.equals("base") ? golden("base") : at(base);
            assertThat(
                            run(
                                    "extract",
                                    "--base",
                                    path,
                                    "--tuned",
                                    at("tuned"),
                                    "-o",
                                    at("of-" + base + ".safetensors")))
                    .as(err.toString())
                    .isZero();
        }
        merge(
                "--vector",
                at("of-base.safetensors"),
                "--vector",
                at("of-other.safetensors"),
                "--dry-run");
        assertThat(out.toString())
                .contains(
                        "the vectors are changes of different bases: of-base.safetensors of base"
                                + " (fingerprint ",
                        "; of-other.safetensors of other (fingerprint ",
                        "21 of 21 tensors differ",
                        "base is not the base that of-other.safetensors was extracted from, other")
                .doesNotContain("base that of-base.safetensors was extracted from");
        merge("--model", at("tuned"), "--dry-run");
        assertThat(out.toString()).doesNotContain("does not look like");
        shift(folder.resolve("tuned/model.safetensors"), 2);
        merge("--model", at("tuned"), "--dry-run");
        assertThat(out.toString())
                .contains("tuned does not look like a model that was made from base", "102 %");
    }

    /// A dry run with a place fails where the run would.
    @Test
    void aTakenPlaceIsSeenBefore() throws IOException {
        Files.createDirectories(folder.resolve("taken"));
        Files.writeString(folder.resolve("taken/notes.txt"), "mine");
        String[] arguments = {
            "merge", "--base", golden("base"), "--model", golden("base"), "--dry-run", "-o", ""
        };
        arguments[arguments.length - 1] = at("taken");
        assertThat(run(arguments)).isEqualTo(1);
        assertThat(err.toString()).contains("this folder is not empty");
        arguments[arguments.length - 1] = at("free");
        assertThat(run(arguments)).as(err.toString()).isZero();
        assertThat(folder.resolve("free")).doesNotExist();
    }

    /// A head that is not there stays away; where only one of two models has none, it is said what
    /// counts for it, or that the two do not fit.
    @Test
    void headsThatAreEmbeddings() throws IOException {
        Path tied = GOLDEN.resolve("tied");
        Path own = GOLDEN.resolve("base");
        String[] linear = {"merge", "--method", "linear", "--model", "", "--model", "", "-o", ""};
        assertThat(run(with(linear, tied, tied, "same"))).as(err.toString()).isZero();
        try (Checkpoint merged = Checkpoints.open(folder.resolve("same"))) {
            assertThat(merged.tensors()).hasSize(20);
            assertThat(merged.tensor(HEAD)).isEmpty();
        }
        assertThat(run(with(linear, own, tied, "other"))).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("tied has no head of its own: its embedding counts as lm_head.weight");
        float[] embedding = values(own, EMBEDDING);
        float[] head = values(own, HEAD);
        assertThat((double) values(folder.resolve("other"), HEAD)[7])
                .isCloseTo((embedding[7] + (double) head[7]) / 2, within(1e-6));
        assertThat(run(with(linear, tied, own, "apart"))).isEqualTo(1);
        assertThat(err.toString())
                .contains("the embedding of tied serves as its head too", "another weight");
    }

    @Test
    void aHeadThatIsThereIsNotDenied() {
        String own = GOLDEN.resolve("base").toString();
        String[] narrow = {"merge", "--method", "linear", "--model", own, "--model", own};
        assertThat(run(more(narrow, "--dtype", "bfloat16", "-o", at("narrow"))))
                .as(err.toString())
                .isZero();
        String[] sum = {"merge", "--method", "task_arithmetic", "--base", at("narrow")};
        assertThat(run(more(sum, "--model", at("narrow"), "-o", at("sum"))))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).doesNotContain("no head of its own");
    }

    private static String[] more(String[] arguments, String... others) {
        return Stream.of(arguments, others).flatMap(Stream::of).toArray(String[]::new);
    }

    private String[] with(String[] linear, Path first, Path second, String to) {
        String[] all = linear.clone();
        all[4] = first.toString();
        all[6] = second.toString();
        all[8] = at(to);
        return all;
    }

    /// Multiplies every number of a file of float32.
    private static void shift(Path file, float by) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 8 + (int) bytes.getLong(0); at < bytes.limit(); at += 4) {
            bytes.putFloat(at, bytes.getFloat(at) * by);
        }
        Files.write(file, bytes.array());
    }
}
