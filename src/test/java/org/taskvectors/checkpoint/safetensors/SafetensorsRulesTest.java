package org.taskvectors.checkpoint.safetensors;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.taskvectors.checkpoint.safetensors.Made.entry;
import static org.taskvectors.checkpoint.safetensors.Made.file;
import static org.taskvectors.checkpoint.safetensors.Made.one;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.tensor.Shape;

/// Every rule of the format, broken by a file of its own.
class SafetensorsRulesTest {

    @TempDir private Path folder;

    /// A file that breaks one rule.
    ///
    /// @param place what the failure's place begins with
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Broken(String what, SafetensorsProblem problem, String place, byte[] bytes) {}

    private static List<Broken> broken() {
        List<Broken> files = new ArrayList<>(brokenFrames());
        files.addAll(brokenEntries());
        files.addAll(brokenData());
        return files;
    }

    private static List<Broken> brokenFrames() {
        String right = one("F32", "[1]", "[0,4]");
        byte[] noUtf8 = "{\"\u00ff\":1}".getBytes(ISO_8859_1);
        byte[] overlong = "{\"\u00c0\u0080\":1}".getBytes(ISO_8859_1);
        byte[] surrogate = "{\"\u00ed\u00a0\u0080\":1}".getBytes(ISO_8859_1);
        return List.of(
                new Broken(
                        "too short for a length",
                        SafetensorsProblem.NO_HEADER_LENGTH,
                        "",
                        new byte[] {2, 0, 0, 0, 0, 0, 0}),
                new Broken(
                        "header of 100,000,001 bytes",
                        SafetensorsProblem.HEADER_TOO_LARGE,
                        "byte 0",
                        file(100_000_001, new byte[] {'{', '}'}, 0)),
                new Broken(
                        "header of 2^64 - 1 bytes",
                        SafetensorsProblem.HEADER_TOO_LARGE,
                        "byte 0",
                        file(-1, new byte[] {'{', '}'}, 0)),
                new Broken(
                        "header longer than the file",
                        SafetensorsProblem.HEADER_BEYOND_END,
                        "byte 0",
                        file(100_000_000, new byte[] {'{', '}'}, 0)),
                new Broken(
                        "empty header",
                        SafetensorsProblem.HEADER_NOT_AN_OBJECT,
                        "byte 8",
                        file("", 0)),
                new Broken(
                        "a space before the brace",
                        SafetensorsProblem.HEADER_NOT_AN_OBJECT,
                        "byte 8",
                        file(" " + right, 4)),
                new Broken(
                        "a list", SafetensorsProblem.HEADER_NOT_AN_OBJECT, "byte 8", file("[]", 0)),
                new Broken(
                        "a byte that UTF-8 does not have",
                        SafetensorsProblem.HEADER_NOT_UTF8,
                        "byte 10",
                        file(noUtf8, 0)),
                new Broken(
                        "an overlong form",
                        SafetensorsProblem.HEADER_NOT_UTF8,
                        "byte 10",
                        file(overlong, 0)),
                new Broken(
                        "a surrogate as UTF-8",
                        SafetensorsProblem.HEADER_NOT_UTF8,
                        "byte 10",
                        file(surrogate, 0)),
                new Broken(
                        "half a surrogate pair as an escape",
                        SafetensorsProblem.HEADER_NOT_UTF8,
                        "__metadata__",
                        file("{\"__metadata__\":{\"k\":\"\\udc00\"}}", 0)),
                new Broken(
                        "half a surrogate pair in a name",
                        SafetensorsProblem.HEADER_NOT_JSON,
                        "header character",
                        file("{\"\\ud800\":" + entry("F32", "[1]", "[0,4]") + "}", 4)),
                new Broken(
                        "no JSON",
                        SafetensorsProblem.HEADER_NOT_JSON,
                        "header character",
                        file("{\"a\" 1}", 0)),
                new Broken(
                        "cut JSON",
                        SafetensorsProblem.HEADER_NOT_JSON,
                        "header character",
                        file(right.substring(0, right.length() - 1), 4)),
                new Broken(
                        "zeros behind the object",
                        SafetensorsProblem.HEADER_NOT_JSON,
                        "header character",
                        file("{}\0\0", 0)),
                new Broken(
                        "a second object",
                        SafetensorsProblem.HEADER_NOT_JSON,
                        "header",
                        file("{}{}", 0)),
                new Broken(
                        "a text that is longer than any model's",
                        SafetensorsProblem.TEXT_TOO_LONG,
                        "header",
                        file("{\"__metadata__\":{\"a\":\"" + "y".repeat(16_000_001) + "\"}}", 0)),
                new Broken(
                        "nested too deep",
                        SafetensorsProblem.HEADER_NOT_JSON,
                        "header",
                        file("{\"a\":{\"x\":" + "[".repeat(500) + "]".repeat(500) + "}}", 0)));
    }

    private static List<Broken> brokenEntries() {
        String a = entry("F32", "[1]", "[0,4]");
        List<Broken> files = new ArrayList<>();
        files.add(duplicate("a name", "{\"a\":" + a + ",\"a\":" + a + "}"));
        files.add(duplicate("a name, escaped", "{\"a\":" + a + ",\"\\u0061\":" + a + "}"));
        files.add(duplicate("__metadata__", "{\"__metadata__\":{},\"__metadata__\":{}}"));
        files.add(duplicate("a key of the metadata", "{\"__metadata__\":{\"k\":\"\",\"k\":\"\"}}"));
        files.add(duplicate("the dtype", "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}"));
        files.add(duplicate("within an unknown key", "{\"a\":{\"x\":[{\"k\":1,\"k\":1}]}}"));
        for (String value : List.of("1", "[]", "\"k\"", "{\"k\":1}", "{\"k\":null}")) {
            files.add(
                    new Broken(
                            "metadata " + value,
                            SafetensorsProblem.METADATA_NOT_STRINGS,
                            "__metadata__",
                            file("{\"__metadata__\":" + value + "}", 0)));
        }
        for (String value : List.of("1", "null", "[]", "\"F32\"")) {
            files.add(
                    tensor(
                            "entry " + value,
                            SafetensorsProblem.ENTRY_NOT_AN_OBJECT,
                            "{\"a\":" + value + "}"));
        }
        for (String key : List.of("dtype", "shape", "data_offsets")) {
            files.add(
                    tensor(
                            "no " + key,
                            SafetensorsProblem.ENTRY_INCOMPLETE,
                            "{\"a\":" + a.replace(key, "x" + key) + "}"));
        }
        files.add(tensor("F33", SafetensorsProblem.UNKNOWN_DTYPE, one("F33", "[1]", "[0,4]")));
        files.add(tensor("f32", SafetensorsProblem.UNKNOWN_DTYPE, one("f32", "[1]", "[0,4]")));
        files.add(
                tensor(
                        "dtype 32",
                        SafetensorsProblem.UNKNOWN_DTYPE,
                        one("F32", "[1]", "[0,4]").replace("\"F32\"", "32")));
        for (String shape : List.of("1", "{}", "null", "[1.0]", "[1e0]", "[-1]", "[-0]", "[[1]]")) {
            files.add(
                    tensor(
                            "shape " + shape,
                            SafetensorsProblem.SHAPE_NOT_NUMBERS,
                            one("F32", shape, "[0,4]")));
        }
        files.add(
                tensor(
                        "2,000 dimensions",
                        SafetensorsProblem.TOO_MANY_DIMENSIONS,
                        one("F32", Collections.nCopies(2000, 1).toString(), "[0,4]")));
        for (String offsets : List.of("4", "[]", "[4]", "[0,4,4]", "[0,4.0]", "[\"0\",\"4\"]")) {
            files.add(
                    tensor(
                            "offsets " + offsets,
                            SafetensorsProblem.OFFSETS_NOT_NUMBERS,
                            one("F32", "[1]", offsets)));
        }
        files.add(
                tensor(
                        "offsets the wrong way round",
                        SafetensorsProblem.OFFSETS_REVERSED,
                        one("F32", "[1]", "[4,0]")));
        return files;
    }

    private static List<Broken> brokenData() {
        List<Broken> files = new ArrayList<>();
        for (String shape :
                List.of(
                        "[4294967296,4294967296]",
                        "[4611686018427387904,2]",
                        "[4611686018427387904]",
                        "[4294967296,4294967296,0]",
                        "[9223372036854775808]",
                        "[99999999999999999999999999]")) {
            files.add(
                    tensor(
                            "shape " + shape,
                            SafetensorsProblem.OVERFLOW,
                            one("F32", shape, "[0,4]")));
        }
        files.add(
                tensor(
                        "offset of 2^64",
                        SafetensorsProblem.OVERFLOW,
                        one("F32", "[1]", "[0,18446744073709551616]")));
        files.add(
                tensor(
                        "one and a half bytes",
                        SafetensorsProblem.BROKEN_BYTE,
                        one("F4", "[3]", "[0,2]")));
        for (String offsets : List.of("[0,3]", "[0,0]", "[0,8]")) {
            files.add(
                    tensor(
                            "one float in " + offsets,
                            SafetensorsProblem.SIZE_MISMATCH,
                            one("F32", "[1]", offsets)));
        }
        files.add(
                tensor(
                        "bytes before the first",
                        SafetensorsProblem.HOLE,
                        one("F32", "[1]", "[1,5]")));
        files.add(
                new Broken(
                        "bytes between two",
                        SafetensorsProblem.HOLE,
                        "tensor b",
                        file(two("[0,4]", "[8,12]"), 12)));
        files.add(
                new Broken(
                        "shared bytes",
                        SafetensorsProblem.OVERLAP,
                        "tensor b",
                        file(two("[0,4]", "[2,6]"), 6)));
        files.add(
                new Broken(
                        "the same bytes",
                        SafetensorsProblem.OVERLAP,
                        "tensor ",
                        file(two("[0,4]", "[0,4]"), 4)));
        files.add(
                new Broken(
                        "cut data",
                        SafetensorsProblem.TRUNCATED,
                        "byte ",
                        file(one("F32", "[1]", "[0,4]"), 3)));
        files.add(
                new Broken(
                        "grown data",
                        SafetensorsProblem.TRAILING_BYTES,
                        "byte ",
                        file(one("F32", "[1]", "[0,4]"), 5)));
        return files;
    }

    private static Broken duplicate(String what, String header) {
        return new Broken(what + " twice", SafetensorsProblem.DUPLICATE_KEY, "", file(header, 4));
    }

    private static Broken tensor(String what, SafetensorsProblem problem, String header) {
        return new Broken(what, problem, "tensor a", file(header, 4));
    }

    private static String two(String a, String b) {
        return "{\"b\":" + entry("F32", "[1]", b) + ",\"a\":" + entry("F32", "[1]", a) + "}";
    }

    @TestFactory
    Stream<DynamicTest> eachRuleHasAFailureOfItsOwn() {
        return broken().stream()
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        file.problem() + ": " + file.what(), () -> check(file)));
    }

    private void check(Broken file) throws IOException {
        Path path = Files.write(folder.resolve("broken.safetensors"), file.bytes());

        Failure failure = catchThrowableOfType(Failure.class, () -> open(path).close());

        assertThat(failure).as(file.what()).isNotNull();
        assertThat(failure.problem()).isEqualTo(file.problem());
        assertThat(failure.file()).isEqualTo(path);
        assertThat(failure.advice()).isNotBlank();
        if (!file.place().isEmpty()) {
            assertThat(failure.place()).startsWith(file.place());
        }
    }

    @Test
    void noRuleIsLeftOut() {
        Set<SafetensorsProblem> covered = EnumSet.noneOf(SafetensorsProblem.class);
        broken().forEach(file -> covered.add(file.problem()));

        assertThat(covered).containsExactlyInAnyOrder(SafetensorsProblem.values());
    }

    @Test
    void whatIsUnusualAndLegalOpens() throws IOException {
        assertThat(tensors("{}", 0)).isEmpty();
        assertThat(tensors("{}   ", 0)).isEmpty();
        assertThat(tensors("{\"__metadata__\":{}}", 0)).isEmpty();
        assertThat(tensors(one("F32", "[]", "[0,4]"), 4).getFirst().shape()).isEqualTo(Shape.of());
        assertThat(tensors(one("F32", "[0]", "[0,0]"), 0).getFirst().elements()).isZero();
        assertThat(tensors(one("F32", "[4294967296,0,4294967296]", "[0,0]"), 0)).hasSize(1);
        assertThat(tensors(one("F4", "[2]", "[0,1]"), 1).getFirst().bytes()).isOne();
        assertThat(tensors(one("C64", "[1]", "[0,8]"), 8)).hasSize(1);
        assertThat(
                        tensors(
                                "{\"a\":{\"new\":{\"k\":[1,{}]},"
                                        + entry("F32", "[1]", "[0,4]").substring(1)
                                        + "}",
                                4))
                .hasSize(1);
    }

    @Test
    void dataStandInTheOrderOfTheirOffsetsAndNeedNoAlignment() throws IOException {
        String header =
                "{\"z\":"
                        + entry("F32", "[1]", "[1,5]")
                        + ",\"e\":"
                        + entry("F64", "[0]", "[1,1]")
                        + ",\"a\":"
                        + entry("U8", "[1]", "[0,1]")
                        + "}";

        assertThat(tensors(header, 5)).extracting(Tensor::name).containsExactly("a", "e", "z");
    }

    @Test
    void aNameMayBeAsLongAsTheHeader() throws IOException {
        String name = "n".repeat(3_000_000);

        assertThat(tensors(one("F32", "[1]", "[0,4]").replace("\"a\"", '"' + name + '"'), 4))
                .extracting(Tensor::name)
                .containsExactly(name);
    }

    @Test
    void aLongNameIsCutInTheMessage() throws IOException {
        String header =
                one("F33", "[1]", "[0,4]").replace("\"a\"", '"' + "n".repeat(5000) + "\\n\"");
        Path path = Files.write(folder.resolve("long.safetensors"), file(header, 4));

        Failure failure = catchThrowableOfType(Failure.class, () -> open(path).close());

        assertThat(failure.place()).hasSizeLessThan(200).doesNotContain("\n");
    }

    private List<Tensor> tensors(String header, int data) throws IOException {
        Path path = Files.write(folder.resolve("right.safetensors"), file(header, data));
        try (SafetensorsFile opened = open(path)) {
            return opened.tensors();
        }
    }

    private static SafetensorsFile open(Path path) throws Failure {
        return SafetensorsFile.open(ReadableFile.open(path));
    }
}
