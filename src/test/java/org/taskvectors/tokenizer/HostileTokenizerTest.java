package org.taskvectors.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Problem;

/// What others could have put into a folder: every one of these would make the native library
/// panic, which ends the process, or is refused by it.
class HostileTokenizerTest {
    private static final Path TINY =
            Path.of("src", "test", "resources", "org", "taskvectors", "tokenizer");

    private static final String PLAIN =
            "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},\"merges\":[\"a"
                    + " b\"]},\"decoder\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false,"
                    + "\"trim_offsets\":false}%s}";

    @TempDir Path folder;

    private Problem problem(String json) throws Exception {
        Files.writeString(folder.resolve("tokenizer.json"), json);
        Failure failure =
                catchThrowableOfType(Failure.class, () -> Tokenizers.ofFolder(folder).close());
        assertThat(failure).as(json.substring(0, Math.min(200, json.length()))).isNotNull();
        assertThat(failure.file()).isEqualTo(folder.resolve("tokenizer.json"));
        return failure.problem();
    }

    private static String with(String more) {
        return PLAIN.formatted("," + more);
    }

    @Test
    void aPlainOneOpensAndTextsOfAnyKindPass() throws Exception {
        Files.writeString(folder.resolve("tokenizer.json"), PLAIN.formatted(""));
        try (Tokenizer tokenizer = Tokenizers.ofFolder(folder)) {
            assertThat(tokenizer.encode("abb")).containsExactly(2, 1);
            assertThat(tokenizer.bytes(-1)).isEmpty();
            assertThat(tokenizer.bytes(99)).isEmpty();
            assertThat(tokenizer.decode(List.of(0, 99, 1))).isEqualTo("ab");
        }
        try (Tokenizer tokenizer = Tokenizers.ofFolder(TINY.resolve("byte-level"))) {
            String halves = "a\uD800b\uDC00\uD83D\uDE00\uD83D";
            String whole = "a\uFFFDb\uFFFD\uD83D\uDE00\uFFFD";
            assertThat(tokenizer.encode(halves)).isEqualTo(tokenizer.encode(whole));
            assertThat(tokenizer.decode(tokenizer.encode(halves))).isEqualTo(whole);
            assertThat(tokenizer.decode(tokenizer.encode("a\u0000b"))).isEqualTo("a\u0000b");
        }
    }

    @Test
    void whatIsNoTokenizerIsRefused() throws Exception {
        assertThat(problem("")).isEqualTo(TokenizerProblem.MALFORMED);
        assertThat(problem("[]")).isEqualTo(TokenizerProblem.MALFORMED);
        assertThat(problem("{}")).isEqualTo(TokenizerProblem.UNKNOWN_KIND);
        assertThat(problem("not JSON")).isEqualTo(TokenizerProblem.MALFORMED);
        assertThat(problem("[".repeat(100_000))).isEqualTo(TokenizerProblem.MALFORMED);
        String deep = "{\"x\":".repeat(90) + "1" + "}".repeat(90);
        assertThat(problem(deep)).isEqualTo(TokenizerProblem.MALFORMED);
        String whole = Files.readString(TINY.resolve("split").resolve("tokenizer.json"));
        for (int size = 0; size < whole.length(); size += 97) {
            assertThat(problem(whole.substring(0, size))).isEqualTo(TokenizerProblem.MALFORMED);
        }
        Files.write(folder.resolve("tokenizer.json"), new byte[] {'{', (byte) 0xff, '}'});
        assertThat(catchThrowableOfType(Failure.class, () -> Tokenizers.ofFolder(folder)).problem())
                .isEqualTo(TokenizerProblem.NOT_UTF8);
    }

    @Test
    void aFileOfAbsurdSizeIsNotRead() throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("tokenizer.json").toFile(), "rw")) {
            file.setLength(3L << 30);
        }
        assertThat(catchThrowableOfType(Failure.class, () -> Tokenizers.ofFolder(folder)).problem())
                .isEqualTo(TokenizerProblem.TOO_LARGE);
    }

    @Test
    void whatWouldMakeTheLibraryPanicNeverReachesIt() throws Exception {
        String special = "\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":[%s],";
        String rest = "\"pair\":[],\"special_tokens\":{}}";
        String token = "{\"SpecialToken\":{\"id\":\"<s>\",\"type_id\":0}}";
        assertThat(problem(with(special.formatted(token) + rest)))
                .isEqualTo(TokenizerProblem.MALFORMED);
        String second = "{\"Sequence\":{\"id\":\"B\",\"type_id\":0}}";
        assertThat(problem(with(special.formatted(second) + rest)))
                .isEqualTo(TokenizerProblem.MALFORMED);
        String prefixed =
                PLAIN.formatted("")
                        .replace("\"merges\"", "\"continuing_subword_prefix\":\"##\",\"merges\"");
        assertThat(problem(prefixed)).isEqualTo(TokenizerProblem.UNKNOWN_KIND);
        String split =
                "\"pre_tokenizer\":{\"type\":\"Split\",\"behavior\":\"Isolated\","
                        + "\"invert\":false,\"pattern\":{\"Regex\":\"(a+)+$\"}}";
        assertThat(problem(with(split))).isEqualTo(TokenizerProblem.UNSAFE_PATTERN);
        assertThat(problem(with("\"pre_tokenizer\":{\"type\":\"FixedLength\",\"length\":0}")))
                .isEqualTo(TokenizerProblem.UNKNOWN_KIND);
        String map =
                "\"normalizer\":{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"BAAAAP///38AAAA=\"}";
        assertThat(problem(with(map))).isEqualTo(TokenizerProblem.MALFORMED);
        String strip =
                PLAIN.formatted("")
                        .replace(
                                "\"type\":\"ByteLevel\"",
                                "\"type\":\"Strip\",\"content\":\" \",\"start\":0,\"stop\":9");
        assertThat(problem(strip)).isEqualTo(TokenizerProblem.UNKNOWN_KIND);
        // Two readers of a key that stands twice could take different ones.
        assertThat(problem(with("\"decoder\":null"))).isEqualTo(TokenizerProblem.MALFORMED);
    }

    @Test
    void rulesThatMakeATextEndlessAreRefused() throws Exception {
        String replace =
                "{\"type\":\"Replace\",\"pattern\":{\"String\":\"a\"},\"content\":\""
                        + "a".repeat(1000)
                        + "\"}";
        String twice = "{\"type\":\"Sequence\",\"normalizers\":[" + replace + "," + replace + "]}";
        assertThat(problem(with("\"normalizer\":" + twice))).isEqualTo(TokenizerProblem.MALFORMED);
        String level = "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"use_regex\":false}";
        String often = level + ("," + level).repeat(39);
        assertThat(
                        problem(
                                with(
                                        "\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":["
                                                + often
                                                + "]}")))
                .isEqualTo(TokenizerProblem.MALFORMED);
        Files.writeString(folder.resolve("tokenizer.json"), with("\"normalizer\":" + replace));
        try (Tokenizer tokenizer = Tokenizers.ofFolder(folder)) {
            assertThat(tokenizer.encode("a")).hasSize(1000);
        }
    }

    @Test
    void whatTheLibraryRefusesIsAFailure() throws Exception {
        assertThat(problem(PLAIN.formatted("").replace("a b", "a c")))
                .isEqualTo(TokenizerProblem.REFUSED);
        assertThat(problem(with("\"added_tokens\":[{\"id\":9,\"content\":\"x\"}]")))
                .isEqualTo(TokenizerProblem.MALFORMED);
        assertThat(problem(PLAIN.formatted("").replace("\"ab\":2", "\"ab\":2000000000")))
                .isEqualTo(TokenizerProblem.MALFORMED);
    }

    @Test
    void aDamagedModelOfSentencePieceIsAFailure() throws Exception {
        byte[] whole = Files.readAllBytes(TINY.resolve("sentencepiece-bpe/tokenizer.model"));
        Path file = folder.resolve("tokenizer.model");
        Random random = new Random(5);
        for (int i = 0; i < 60; i++) {
            byte[] damaged = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            for (int at = 0; at < 8; at++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, damaged);
            try (Tokenizer tokenizer = Tokenizers.ofFolder(folder)) {
                assertThat(tokenizer.encode("a text")).isNotNull();
            } catch (Failure e) {
                assertThat(e.problem()).isInstanceOf(TokenizerProblem.class);
            }
        }
        Files.write(file, "no message".getBytes(StandardCharsets.UTF_8));
        assertThat(catchThrowableOfType(Failure.class, () -> Tokenizers.ofFolder(folder)).problem())
                .isEqualTo(TokenizerProblem.MALFORMED);
    }

    @Test
    void differencesAreSaid() throws Exception {
        try (Tokenizer base = Tokenizers.ofFolder(TINY.resolve("byte-level"));
                Tokenizer same = Tokenizers.ofFolder(TINY.resolve("byte-level"));
                Tokenizer other = Tokenizers.ofFolder(TINY.resolve("split"))) {
            assertThat(Tokenizers.difference(base, same)).isEmpty();
            assertThat(String.join("\n", Tokenizers.difference(base, other)))
                    .contains("it has 1 tokens fewer than the base's 361: <new word>")
                    .contains("its EOS token is <|im_end|>, the base's </s>")
                    .contains("before every text it puts nothing, the base <s>")
                    .contains("it has a chat template, the base has none");
        }
    }
}
