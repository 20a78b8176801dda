package org.taskvectors.checkpoint.gguf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.taskvectors.checkpoint.gguf.MadeGguf.join;
import static org.taskvectors.checkpoint.gguf.MadeGguf.word;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// One test for each rule of the format.
class GgufRulesTest {

    @TempDir private Path folder;

    private static MadeGguf made() {
        return MadeGguf.file();
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("model.gguf"), bytes);
    }

    private Failure refused(MadeGguf file, GgufProblem problem) throws IOException {
        return refused(file.bytes(), problem);
    }

    private Failure refused(byte[] bytes, GgufProblem problem) throws IOException {
        Path path = write(bytes);
        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path).close());
        assertThat(failure).as(problem.name()).isNotNull();
        assertThat(failure.problem()).as(failure.getMessage()).isEqualTo(problem);
        assertThat(failure.file()).isEqualTo(path);
        assertThat(failure.what()).isNotBlank();
        assertThat(failure.advice()).isNotBlank();
        if (problem != GgufProblem.NO_TENSORS) {
            assertThat(failure.place()).isNotBlank();
        }
        return failure;
    }

    private Checkpoint opened(MadeGguf file) throws IOException {
        return Checkpoints.open(write(file.bytes()));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void versionsTwoAndThreeAreRead(int version) throws IOException {
        try (Checkpoint checkpoint = opened(made().version(version).tensor("a", 3, 2))) {
            Tensor tensor = checkpoint.tensor("a").orElseThrow();

            assertThat(tensor.shape()).isEqualTo(Shape.of(2, 3));
            assertThat(tensor.dtype()).isEqualTo(DType.F32);
            assertThat(Read.bits(checkpoint, tensor)[1]).isEqualTo(0x07060504);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 65_537, -1})
    void otherVersionsAreNot(int version) throws IOException {
        refused(made().version(version).tensor("a", 1), GgufProblem.VERSION);
    }

    @Test
    void bigEndianFilesAreCalledWhatTheyAre() throws IOException {
        refused(made().version(3 << 24).tensor("a", 1), GgufProblem.BIG_ENDIAN);
        refused(made().magic(0x47475546).tensor("a", 1), GgufProblem.BIG_ENDIAN);
    }

    @Test
    void theHeaderIsWhole() throws IOException {
        refused("GGUF\3\0\0\0".getBytes(ISO_8859_1), GgufProblem.NO_HEADER);
        refused(new byte[40], GgufProblem.NO_HEADER);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 100})
    void countsFitTheFile(long count) throws IOException {
        refused(made().tensor("a", 1).counts(count, 0), GgufProblem.COUNT_TOO_LARGE);
        refused(made().tensor("a", 1).counts(1, count), GgufProblem.COUNT_TOO_LARGE);
    }

    @Test
    void countsAreThoseOfModels() throws IOException {
        byte[] long2MiB = join(word(2 << 20, 8), new byte[2 << 20]);

        Failure failure =
                refused(
                        made().entry("k", 8, long2MiB).counts(0, 65_537).tensor("a", 1),
                        GgufProblem.COUNT_TOO_LARGE);
        assertThat(failure.what()).contains("65,537 metadata entries, more than any model has");
    }

    @Test
    void whatIsCountedIsThere() throws IOException {
        byte[] bytes = made().tensor("a", 1, 1, 1, 1).counts(2, 0).bytes();

        refused(Arrays.copyOf(bytes, 24 + 57 + 4), GgufProblem.HEADER_BEYOND_END);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MAX_VALUE, 1L << 33, 300})
    void stringsEndWithinTheFile(long length) throws IOException {
        byte[] value = join(word(length, 8), new byte[3]);

        refused(made().entry("k", 8, value).tensor("a", 1), GgufProblem.STRING_BEYOND_END);
        refused(
                made().entry(join(word(length, 8), new byte[3]), 4, new byte[4]).tensor("a", 1),
                GgufProblem.STRING_BEYOND_END);
        refused(
                made().entry("k", 9, join(word(8, 4), word(1, 8), value)).tensor("a", 1),
                GgufProblem.STRING_BEYOND_END);
    }

    @Test
    void namesAreNamesOfALengthThatNamesHave() throws IOException {
        refused(made().text("k".repeat(65_536), ""), GgufProblem.NAME_TOO_LONG);
        refused(made().tensor("n".repeat(1025), 1), GgufProblem.NAME_TOO_LONG);
        refused(made().text("", ""), GgufProblem.NAME_EMPTY);
        refused(made().tensor("", 1), GgufProblem.NAME_EMPTY);
        byte[] broken = join(word(2, 8), new byte[] {(byte) 0xc3, 'x'});
        refused(made().entry(broken, 4, new byte[4]), GgufProblem.NAME_NOT_UTF8);
    }

    @Test
    void noKeyStandsTwice() throws IOException {
        refused(made().text("k", "").text("k", ""), GgufProblem.DUPLICATE_KEY);
    }

    @Test
    void valuesHaveTypesOfTheFormat() throws IOException {
        refused(made().number("k", 13, 0, 8), GgufProblem.VALUE_TYPE);
        refused(made().entry("k", -1, new byte[8]), GgufProblem.VALUE_TYPE);
        refused(made().entry("k", 9, join(word(13, 4), word(0, 8))), GgufProblem.VALUE_TYPE);
        refused(made().number("k", 7, 2, 1), GgufProblem.BOOLEAN);
    }

    @ParameterizedTest
    @CsvSource({
        "0, -1",
        "0, 1000",
        "4, 4611686018427387904",
        "12, 2305843009213693952",
        "8, 99",
        "9, 99"
    })
    void arraysEndWithinTheFile(int type, long count) throws IOException {
        refused(
                made().entry("k", 9, join(word(type, 4), word(count, 8))),
                GgufProblem.ARRAY_BEYOND_END);
    }

    @Test
    void arraysInArraysAreReadButNotWithoutEnd() throws IOException {
        byte[] inner = join(word(4, 4), word(2, 8), word(5, 4), word(6, 4));
        byte[] nested = join(word(9, 4), word(1, 8), inner);
        try (Checkpoint checkpoint = opened(made().entry("k", 9, nested).tensor("a", 1))) {
            assertThat(checkpoint.about().metadata()).containsEntry("k", "(1 × array)");
        }
        byte[] deep = inner;
        for (int i = 0; i < 8; i++) {
            deep = join(word(9, 4), word(1, 8), deep);
        }
        refused(made().entry("k", 9, deep), GgufProblem.ARRAY_TOO_DEEP);
    }

    @Test
    void alignmentIsAPowerOfTwoInAnUnsignedWord() throws IOException {
        try (Checkpoint checkpoint = opened(made().aligned(64).tensor("a", 3).tensor("b", 3))) {
            assertThat(Read.bits(checkpoint, checkpoint.tensor("b").orElseThrow())[0])
                    .isEqualTo(0x43424140);
        }
        refused(made().number("general.alignment", 4, 0, 4), GgufProblem.ALIGNMENT);
        refused(made().number("general.alignment", 4, 48, 4), GgufProblem.ALIGNMENT);
        refused(made().number("general.alignment", 10, 32, 8), GgufProblem.ALIGNMENT);
        refused(made().text("general.alignment", "32"), GgufProblem.ALIGNMENT);
    }

    @Test
    void noTensorStandsTwice() throws IOException {
        refused(made().tensor("a", 1).tensor("a", 1), GgufProblem.DUPLICATE_TENSOR);
        refused(
                MadeGguf.llama(2).tensor("output.weight", 1).tensor("lm_head.weight", 1),
                GgufProblem.DUPLICATE_TENSOR);
    }

    @Test
    void tensorsHaveAtMostFourDimensions() throws IOException {
        try (Checkpoint checkpoint = opened(made().tensor("a", 2, 3, 4, 5).tensor("b"))) {
            assertThat(checkpoint.tensor("a").orElseThrow().shape())
                    .isEqualTo(Shape.of(5, 4, 3, 2));
            assertThat(checkpoint.tensor("b").orElseThrow().shape()).isEqualTo(Shape.of());
        }
        refused(made().tensor("a", 1, 1, 1, 1, 1), GgufProblem.TOO_MANY_DIMENSIONS);
    }

    @Test
    void sizesMultiplyToSomethingThatAFileCanHold() throws IOException {
        refused(made().placed("a", 0, 0, 4, -1), GgufProblem.SHAPE_OVERFLOW);
        refused(made().placed("a", 0, 0, 4, 1L << 32, 1L << 32), GgufProblem.SHAPE_OVERFLOW);
        refused(made().placed("a", 0, 0, 4, Long.MAX_VALUE), GgufProblem.SHAPE_OVERFLOW);
        refused(made().placed("a", 0, 0, 4, 1L << 62, 4), GgufProblem.SHAPE_OVERFLOW);
    }

    @Test
    void emptyTensorsAreTensors() throws IOException {
        try (Checkpoint checkpoint = opened(made().tensor("a", 0, 7).tensor("b", 1))) {
            assertThat(checkpoint.tensor("a").orElseThrow().shape()).isEqualTo(Shape.of(7, 0));
            assertThat(Read.bits(checkpoint, checkpoint.tensor("a").orElseThrow())).isEmpty();
        }
    }

    @Test
    void typesAreKnown() throws IOException {
        refused(made().placed("a", 42, 0, 4, 1), GgufProblem.TENSOR_TYPE);
        refused(made().placed("a", -1, 0, 4, 1), GgufProblem.TENSOR_TYPE);
        Failure failure = refused(made().placed("a", 31, 0, 4, 1), GgufProblem.TYPE_REMOVED);
        assertThat(failure.what()).contains("Q4_0_4_4");
    }

    @Test
    void rowsDivideIntoBlocks() throws IOException {
        refused(made().placed("a", 2, 0, 18, 16, 2), GgufProblem.BROKEN_BLOCK);
        refused(made().placed("a", 12, 0, 144, 128, 2), GgufProblem.BROKEN_BLOCK);
        refused(made().placed("a", 2, 0, 18), GgufProblem.BROKEN_BLOCK);
    }

    @Test
    void dataBeginAtTheAlignment() throws IOException {
        refused(made().placed("a", 0, 16, 4, 1), GgufProblem.MISALIGNED);
    }

    @Test
    void dataLieWithinTheFile() throws IOException {
        refused(made().tensor("a", 100).cut(113), GgufProblem.DATA_BEYOND_END);
        refused(made().placed("a", 0, 1L << 40, -(1L << 40), 1), GgufProblem.DATA_BEYOND_END);
        refused(made().placed("a", 0, -32, 32, 1), GgufProblem.DATA_BEYOND_END);
        refused(made().placed("a", 0, 0, 4, 1L << 50), GgufProblem.DATA_BEYOND_END);
    }

    @Test
    void thePaddingBehindTheLastTensorMayBeMissing() throws IOException {
        try (Checkpoint checkpoint = opened(made().tensor("a", 1).cut(28))) {
            assertThat(Read.bits(checkpoint, checkpoint.tensor("a").orElseThrow()))
                    .containsExactly(0x03020100);
        }
    }

    @Test
    void noTensorLiesInAnother() throws IOException {
        refused(made().placed("a", 0, 0, 64, 16).placed("b", 0, 32, 64, 16), GgufProblem.OVERLAP);
        refused(made().placed("a", 0, 32, 4, 1).placed("b", 0, 0, 64, 16), GgufProblem.OVERLAP);
    }

    @Test
    void rowsDivideIntoHeads() throws IOException {
        refused(MadeGguf.llama(3).tensor("blk.0.attn_q.weight", 2, 8), GgufProblem.HEADS);
        refused(MadeGguf.llama(4).tensor("blk.0.attn_k.weight", 2, 4), GgufProblem.HEADS);
    }

    @Test
    void aFileWithoutTensorsHasNoWeights() throws IOException {
        Failure failure = refused(made().text("k", "v"), GgufProblem.NO_TENSORS);

        assertThat(failure.what()).isEqualTo("this GGUF file has no weights");
    }

    @Test
    void valuesOfAllTypesAreShown() throws IOException {
        byte[] many = join(word(6, 4), word(100, 8), new byte[400]);
        MadeGguf file =
                made().number("u8", 0, 255, 1)
                        .number("i8", 1, -1, 1)
                        .number("u16", 2, 65_535, 2)
                        .number("i16", 3, -2, 2)
                        .number("u32", 4, 4_294_967_295L, 4)
                        .number("i32", 5, -3, 4)
                        .number("f32", 6, Float.floatToIntBits(0.1f), 4)
                        .number("bool", 7, 1, 1)
                        .number("u64", 10, -1, 8)
                        .number("i64", 11, -4, 8)
                        .number("f64", 12, Double.doubleToLongBits(0.1), 8)
                        .words("few", 1, 2)
                        .texts("texts", "a", "b")
                        .entry("many", 9, many)
                        .entry("odd", 8, join(word(2, 8), new byte[] {'a', (byte) 0xff}))
                        .text("long", "x".repeat(2_000_000))
                        .tensor("a", 1);
        try (Checkpoint checkpoint = opened(file)) {
            assertThat(checkpoint.about().metadata())
                    .containsEntry("u8", "255")
                    .containsEntry("i8", "-1")
                    .containsEntry("u16", "65535")
                    .containsEntry("i16", "-2")
                    .containsEntry("u32", "4294967295")
                    .containsEntry("i32", "-3")
                    .containsEntry("f32", "0.1")
                    .containsEntry("bool", "true")
                    .containsEntry("u64", "18446744073709551615")
                    .containsEntry("i64", "-4")
                    .containsEntry("f64", "0.1")
                    .containsEntry("few", "[1, 2]")
                    .containsEntry("texts", "(2 × string)")
                    .containsEntry("many", "(100 × float32)")
                    .containsEntry("odd", "a\uFFFD")
                    .containsEntry("long", "(text of 2,000,000 bytes)");
            assertThat(checkpoint.about().notes()).anyMatch(note -> note.contains("odd"));
        }
    }

    @Test
    void aFileThatBecomesShorterIsAFailure() throws IOException {
        Path path = write(made().tensor("a", 100).bytes());
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            Files.write(path, new byte[100]);
            Tensor tensor = checkpoint.tensor("a").orElseThrow();

            Failure failure =
                    catchThrowableOfType(Failure.class, () -> Read.floats(checkpoint, tensor));

            assertThat(failure.place()).startsWith("tensor a, byte");
        }
    }
}
