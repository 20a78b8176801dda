package org.taskvectors.checkpoint.pytorch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.taskvectors.checkpoint.pytorch.MadePth.number;
import static org.taskvectors.checkpoint.pytorch.MadePth.tensor;
import static org.taskvectors.checkpoint.pytorch.MadePth.text;
import static org.taskvectors.checkpoint.pytorch.MadePth.wide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// One test for each rule of a `.pth` file.
class PytorchRulesTest {
    private static final String SQUARE = "K\2K\2\u0086";
    private static final String ROWS = "K\2K\1\u0086";
    private static final String W = tensor("0", 4, 0, SQUARE, ROWS);

    @TempDir private Path folder;

    private PytorchFile open(byte[] bytes) throws IOException {
        Path path = Files.write(folder.resolve("x.pth"), bytes);
        return PytorchFile.openZip(ReadableFile.open(path), Optional.empty());
    }

    private Failure failure(byte[] bytes) {
        Failure failure = catchThrowableOfType(Failure.class, () -> open(bytes).close());
        assertThat(failure).isNotNull();
        assertThat(failure.file()).isEqualTo(folder.resolve("x.pth"));
        return failure;
    }

    private Failure broken(Consumer<MadePth> how) {
        MadePth made = MadePth.right();
        how.accept(made);
        return failure(made.bytes());
    }

    private Failure pickled(String operations) {
        return failure(MadePth.of(operations, 16).bytes());
    }

    private void assertRight(Consumer<MadePth> how) throws IOException {
        MadePth made = MadePth.right();
        how.accept(made);
        try (PytorchFile file = open(made.bytes())) {
            assertThat(file.tensors()).containsExactly(new Tensor("w", DType.F32, Shape.of(2, 2)));
        }
    }

    @Test
    void whatIsRightOpens() throws IOException {
        assertRight(made -> {});
        assertRight(made -> made.zip64 = true);
        assertRight(made -> made.entries.forEach(entry -> entry.descriptor = true));
        assertRight(
                made ->
                        made.entries.forEach(
                                entry -> {
                                    entry.descriptor = true;
                                    entry.signature = false;
                                }));
        assertRight(made -> made.pickle().method = 8);
        assertRight(made -> made.storage().extra = new byte[] {'F', 'B', 1, 0, 'Z'});
        assertRight(made -> made.entries.removeLast());
    }

    @Test
    void anArchiveHasItsTableAtItsEnd() {
        byte[] right = MadePth.right().bytes();
        assertThat(failure(Arrays.copyOf(right, right.length - 1)).problem())
                .isEqualTo(PytorchProblem.ZIP_NO_DIRECTORY);
        assertThat(failure(Arrays.copyOf(right, right.length + 1)).problem())
                .isEqualTo(PytorchProblem.ZIP_NO_DIRECTORY);
        assertThat(broken(made -> made.comment = "hello").problem())
                .isEqualTo(PytorchProblem.ZIP_NO_DIRECTORY);
        assertThat(failure(new byte[3]).problem()).isEqualTo(PytorchProblem.ZIP_NO_DIRECTORY);
    }

    @Test
    void theTableHasAsManyEntriesAsItSays() {
        assertThat(broken(made -> made.countChange = 1).problem())
                .isEqualTo(PytorchProblem.ZIP_DIRECTORY_MALFORMED);
        assertThat(broken(made -> made.countChange = -1).problem())
                .isEqualTo(PytorchProblem.ZIP_DIRECTORY_MALFORMED);
    }

    @Test
    void theZip64EndSaysWhereTheTableIs() {
        assertThat(
                        broken(
                                        made -> {
                                            made.zip64 = true;
                                            made.zip64Change = 1;
                                        })
                                .problem())
                .isEqualTo(PytorchProblem.ZIP_DIRECTORY_MALFORMED);
    }

    @Test
    void anArchiveInPartsIsRefused() {
        assertThat(broken(made -> made.disk = 1).problem()).isEqualTo(PytorchProblem.ZIP_SPLIT);
    }

    @Test
    void namesStandOnce() {
        assertThat(broken(made -> made.add("archive/data/0", new byte[16])).problem())
                .isEqualTo(PytorchProblem.ZIP_DUPLICATE_NAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "archive/../../x",
                "/x",
                "a\\b",
                "C:x",
                "a/./b",
                "",
                "a\0b",
                "\u00ff"
            })
    void namesStayInTheArchive(String name) {
        assertThat(broken(made -> made.add(name, new byte[1])).problem())
                .isEqualTo(PytorchProblem.ZIP_UNSAFE_NAME);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1 << 6, 1 << 13})
    void encryptedEntriesAreRefused(int flag) {
        assertThat(broken(made -> made.storage().flags = flag).problem())
                .isEqualTo(PytorchProblem.ZIP_ENCRYPTED);
    }

    @Test
    void methodsAreStoredAndDeflated() {
        assertThat(broken(made -> made.storage().method = 12).problem())
                .isEqualTo(PytorchProblem.ZIP_METHOD);
    }

    @Test
    void storagesAreNotCompressed() {
        assertThat(broken(made -> made.storage().method = 8).problem())
                .isEqualTo(PytorchProblem.ZIP_COMPRESSED_STORAGE);
    }

    @Test
    void whatUnpacksToTooMuchIsRefusedUnread() {
        MadePth bomb = MadePth.right();
        bomb.entries.set(0, new MadePth.Entry("archive/data.pkl", new byte[1 << 20]));
        bomb.pickle().method = 8;
        assertThat(failure(bomb.bytes()).problem()).isEqualTo(PytorchProblem.ZIP_BOMB);
        MadePth large = MadePth.right();
        large.add("archive/data.pkl.pkl", new byte[1 << 20]).method = 8;
        assertThat(catchThrowableOfType(Failure.class, () -> open(large.bytes()).close()))
                .as("what is never unpacked does no harm")
                .isNull();
    }

    @Test
    void entriesLieInFrontOfTheTable() {
        assertThat(broken(made -> made.lastHeader = 1 << 20).problem())
                .isEqualTo(PytorchProblem.ZIP_OVERLAP);
    }

    @Test
    void anEntryInsideAnotherIsRefused() {
        MadePth made = MadePth.right();
        MadePth inner = new MadePth();
        inner.add("archive/data/1", new byte[16]);
        byte[] header = Arrays.copyOf(inner.bytes(), 30 + 14 + 16);
        made.entries.set(2, new MadePth.Entry("archive/data/0", header));
        MadePth.Entry second = made.add("archive/data/1", new byte[16]);
        byte[] first = made.bytes();
        String all = new String(first, ISO_8859_1);
        made.lastHeader = all.indexOf("PK\3\4", all.indexOf("archive/data/0"));
        assertThat(second.name).isEqualTo("archive/data/1");
        assertThat(failure(made.bytes()).problem()).isEqualTo(PytorchProblem.ZIP_OVERLAP);
    }

    @Test
    void theHeaderInFrontAgreesWithTheTable() {
        assertThat(broken(made -> made.storage().localName = "archive/data/9").problem())
                .isEqualTo(PytorchProblem.ZIP_LOCAL_DISAGREES);
        assertThat(broken(made -> made.storage().localMethod = 8).problem())
                .isEqualTo(PytorchProblem.ZIP_LOCAL_DISAGREES);
        assertThat(broken(made -> made.storage().localFlags = 1 << 11).problem())
                .isEqualTo(PytorchProblem.ZIP_LOCAL_DISAGREES);
    }

    @Test
    void sizesAndCrcInFrontAgreeWithTheTable() {
        assertThat(broken(made -> made.storage().localCrcChange = 1).problem())
                .isEqualTo(PytorchProblem.ZIP_SIZES_DISAGREE);
        assertThat(broken(made -> made.storage().localSizeChange = 1).problem())
                .isEqualTo(PytorchProblem.ZIP_SIZES_DISAGREE);
    }

    @Test
    void theDescriptorAgreesWithTheTable() {
        assertThat(
                        broken(
                                        made -> {
                                            made.storage().descriptor = true;
                                            made.storage().descriptorChange = 1;
                                        })
                                .problem())
                .isEqualTo(PytorchProblem.ZIP_SIZES_DISAGREE);
    }

    @Test
    void whatIsStoredHasOneSize() {
        assertThat(broken(made -> made.storage().sizeChange = 4).problem())
                .isEqualTo(PytorchProblem.ZIP_STORED_SIZES);
    }

    @Test
    void theCrcOfThePickleIsCheckedAndThatOfStoragesIsNot() throws IOException {
        byte[] bytes = MadePth.right().bytes();
        String text = new String(bytes, ISO_8859_1);
        byte[] damaged = bytes.clone();
        damaged[text.indexOf("cpu")] = 'g';
        assertThat(failure(damaged).problem()).isEqualTo(PytorchProblem.ZIP_CRC);

        byte[] other = bytes.clone();
        other[text.indexOf("archive/data/0") + 14] ^= 1;
        try (PytorchFile file = open(other)) {
            assertThat(file.tensors()).hasSize(1);
        }
    }

    @Test
    void thereIsOnePickle() {
        assertThat(broken(made -> made.entries.removeFirst()).problem())
                .isEqualTo(PytorchProblem.NO_PICKLE);
        assertThat(broken(made -> made.add("other/data.pkl", new byte[1])).problem())
                .isEqualTo(PytorchProblem.SEVERAL_PICKLES);
    }

    @Test
    void theOrderOfBytesIsLittleOrBig() {
        assertThat(
                        broken(
                                        made ->
                                                made.entries.set(
                                                        1,
                                                        new MadePth.Entry(
                                                                "archive/byteorder",
                                                                "pig".getBytes(ISO_8859_1))))
                                .problem())
                .isEqualTo(PytorchProblem.BYTE_ORDER_UNKNOWN);
    }

    @Test
    void torchscriptIsCalledWhatItIs() {
        assertThat(broken(made -> made.add("archive/constants.pkl", new byte[1])).problem())
                .isEqualTo(PytorchProblem.TORCHSCRIPT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"a\":1}", "{", "{} {}", "{\"a\":\"b\",\"a\":\"c\"}"})
    void metadataAreAnObjectOfStrings(String json) {
        assertThat(
                        broken(
                                        made ->
                                                made.add(
                                                        "archive/.data/metadata.json",
                                                        json.getBytes(ISO_8859_1)))
                                .problem())
                .isEqualTo(PytorchProblem.METADATA_MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({
        "os, system",
        "posix, system",
        "builtins, eval",
        "builtins, getattr",
        "__builtin__, exec",
        "subprocess, Popen",
        "importlib, import_module",
        "torch.hub, load",
        "torch.storage, _load_from_bytes",
        "somebody, run"
    })
    void whatIsNotOnTheListIsRefusedByItsName(String module, String name) {
        Failure called =
                pickled("}" + text("w") + "c" + module + "\n" + name + "\n(" + text("id") + "tRs.");
        Failure stacked =
                pickled(
                        "}"
                                + text("w")
                                + text(module)
                                + text(name)
                                + "\u0093"
                                + text("id")
                                + "\u0085Rs.");

        for (Failure failure : new Failure[] {called, stacked}) {
            assertThat(failure.problem()).isEqualTo(PytorchProblem.FORBIDDEN_GLOBAL);
            assertThat(failure.what()).contains(module + "." + name);
            assertThat(failure.place()).startsWith("archive/data.pkl, byte ");
        }
    }

    @Test
    void namesThatGoOnInsideAClassAreRefused() {
        assertThat(pickled(text("torch.nn") + text("Module.forward") + "\u0093.").problem())
                .isEqualTo(PytorchProblem.FORBIDDEN_GLOBAL);
    }

    @Test
    void classesOfUnknownModulesStayNames() throws IOException {
        MadePth made =
                MadePth.of("}(" + text("w") + W + text("c") + "csomebody\nThing\n)\u0081}bu.", 16);
        try (PytorchFile file = open(made.bytes())) {
            assertThat(file.tensors()).hasSize(1);
            assertThat(file.notes()).anyMatch(note -> note.contains("somebody.Thing"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I1\n.",
                "P1\n.",
                "\u0082\1.",
                "iposix\nsystem\n.",
                "(o.",
                "\u0097.",
                "\u00ff."
            })
    void otherOperationsAreRefused(String operations) {
        assertThat(pickled(operations).problem()).isEqualTo(PytorchProblem.PICKLE_OPERATION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "0.",
                "}}.",
                "t.",
                "h\1.",
                "}K\1a.",
                "]K\1K\1s.",
                "}(K\1u.",
                "K\1K\1R.",
                "(.",
                "\u0080\6N.",
                "K\1}b.",
                "\u008b\377\377\377\177.",
                "N.N",
                "K\1)\u0081.",
                "ctorch\n\u00e9\n.",
                "X\1\0\0\0\377."
            })
    void operationsFitTogether(String operations) {
        assertThat(pickled(operations).problem()).isEqualTo(PytorchProblem.PICKLE_MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "}",
                "X\377\377\377\177a",
                "B\377\377\377\377a",
                "\u008e\0\0\0\0\0\0\0\200",
                "J\0",
                "ctorch"
            })
    void aPickleThatEndsTooEarlyIsTruncated(String operations) {
        assertThat(pickled(operations).problem()).isEqualTo(PytorchProblem.PICKLE_TRUNCATED);
    }

    @Test
    void aPickleOfTooManyValuesIsRefused() {
        byte[] many = new byte[3_000_000];
        Arrays.fill(many, (byte) ')');
        many[0] = (byte) 0x80;
        many[1] = 2;
        MadePth made = MadePth.right();
        made.entries.set(0, new MadePth.Entry("archive/data.pkl", many));
        assertThat(failure(made.bytes()).problem()).isEqualTo(PytorchProblem.PICKLE_TOO_LARGE);
    }

    @Test
    void dictionariesThatHoldOneAnotherManyTimesAreRefused() {
        StringBuilder laughs = new StringBuilder("}" + text("w") + W + "sq\0");
        for (int i = 1; i < 40; i++) {
            laughs.append(
                    "}("
                            + text("a")
                            + "h"
                            + (char) (i - 1)
                            + text("b")
                            + "h"
                            + (char) (i - 1)
                            + "uq"
                            + (char) i);
        }
        // Whatever is left on the stack below is popped, so that one value ends it.
        String pops = "r\377\0\0\0" + "0".repeat(40) + "j\377\0\0\0.";
        Failure failure = pickled(laughs + pops);
        assertThat(failure.problem()).isEqualTo(PytorchProblem.PICKLE_TOO_LARGE);
    }

    @Test
    void aDictionaryThatHoldsItselfEnds() {
        assertThat(pickled("}q\0" + text("a") + "h\0s" + text("w") + W + "s.").problem())
                .isIn(PytorchProblem.NAME_TOO_LONG, PytorchProblem.PICKLE_TOO_LARGE);
    }

    @Test
    void aReferenceIsToAStorage() {
        String rest = "K\0" + SQUARE + ROWS + "\u0089" + MadePth.DICT + "tR.";
        String head = "ctorch._utils\n_rebuild_tensor_v2\n(";
        for (String reference :
                new String[] {
                    text("storage") + "\u0085Q",
                    "(" + text("storage") + text("x") + text("0") + text("cpu") + "K\4tQ",
                    "("
                            + text("storage")
                            + "ctorch\nOtherStorage\n"
                            + text("0")
                            + text("cpu")
                            + "K\4tQ",
                    "("
                            + text("storage")
                            + "ctorch\nFloatStorage\n"
                            + text("0")
                            + text("cpu")
                            + number(-1)
                            + "tQ",
                    text("other") + "N\u0086Q",
                    "K\1Q"
                }) {
            assertThat(pickled(head + reference + rest).problem())
                    .isEqualTo(PytorchProblem.STORAGE_MALFORMED);
        }
    }

    @Test
    void aStorageIsInTheArchive() {
        Failure failure = pickled("}" + text("w") + tensor("7", 4, 0, SQUARE, ROWS) + "s.");
        assertThat(failure.problem()).isEqualTo(PytorchProblem.STORAGE_ABSENT);
        assertThat(failure.place()).isEqualTo("tensor w");
    }

    @Test
    void aStorageHasTheSizeThatThePickleSays() {
        assertThat(pickled("}" + text("w") + tensor("0", 5, 0, SQUARE, ROWS) + "s.").problem())
                .isEqualTo(PytorchProblem.STORAGE_SIZE);
    }

    @Test
    void aTensorLiesInItsStorage() {
        for (String w :
                new String[] {
                    tensor("0", 4, 1, SQUARE, ROWS),
                    tensor("0", 4, 0, "K\2K\3\u0086", ROWS),
                    tensor("0", 4, 0, SQUARE, "K\3K\1\u0086"),
                    tensor("0", 4, 0, SQUARE, wide(Long.MAX_VALUE) + "K\1\u0086"),
                    tensor("0", 4, 0, wide(1L << 40) + wide(1L << 40) + "\u0086", ROWS),
                    tensor("0", 4, 0, wide(1L << 62) + "\u0085", "K\1\u0085")
                }) {
            Failure failure = pickled("}" + text("w") + w + "s.");
            assertThat(failure.problem()).isEqualTo(PytorchProblem.TENSOR_BEYOND_STORAGE);
            assertThat(failure.place()).isEqualTo("tensor w");
        }
    }

    @Test
    void aTensorThatRepeatsItsStorageHasABound() throws IOException {
        String w = tensor("0", 4, 0, wide(1L << 50) + "\u0085", "K\0\u0085");
        assertThat(pickled("}" + text("w") + w + "s.").problem())
                .isEqualTo(PytorchProblem.TENSOR_REPEATS);
        MadePth few =
                MadePth.of(
                        "}" + text("w") + tensor("0", 4, 0, "K\11\u0085", "K\0\u0085") + "s.", 16);
        try (PytorchFile file = open(few.bytes())) {
            assertThat(file.tensors().getFirst().elements()).isEqualTo(9);
        }
    }

    @Test
    void sizesStridesAndOffsetAreWholeNumbers() {
        for (String w :
                new String[] {
                    tensor("0", 4, -1, SQUARE, ROWS),
                    tensor("0", 4, 0, SQUARE, "K\1\u0085"),
                    tensor("0", 4, 0, number(-2) + "\u0085", "K\1\u0085"),
                    tensor("0", 4, 0, "N\u0085", "K\1\u0085"),
                    tensor("0", 4, 0, "N", "N"),
                    tensor("0", 4, 0, "(" + "K\1".repeat(65) + "t", "(" + "K\1".repeat(65) + "t"),
                    "ctorch._utils\n_rebuild_tensor_v2\n(NNNNNNtR",
                    "ctorch._utils\n_rebuild_parameter\n(NNNtR"
                }) {
            assertThat(pickled("}" + text("w") + w + "s.").problem())
                    .isEqualTo(PytorchProblem.TENSOR_MALFORMED);
        }
    }

    @Test
    void namesAreOneTensors() {
        Failure failure = pickled("}(" + text("a.b") + W + text("a") + "}" + text("b") + W + "su.");
        assertThat(failure.problem()).isEqualTo(PytorchProblem.DUPLICATE_TENSOR);
        assertThat(failure.place()).isEqualTo("tensor a.b");
    }
}
