package org.taskvectors.checkpoint.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;

/// Files that the real PyTorch wrote, against what PyTorch itself reads out of them
/// (`src/test/oracle/pytorch/make_golden.py`): every bit of every tensor.
class PytorchOracleTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/pytorch");

    /// Small files of the same structures as the real ones of `../shared`
    /// (`src/test/oracle/twins/make_twins.py`).
    private static final Path TWINS = Path.of("src/test/resources/golden/twins");

    private static List<String> table(String table, String file) throws IOException {
        return table(GOLDEN.resolve(table), file);
    }

    private static List<String> table(Path table, String file) throws IOException {
        return Files.readAllLines(table).stream()
                .filter(line -> line.startsWith(file + "\t"))
                .map(line -> line.substring(file.length() + 1))
                .toList();
    }

    static Stream<String> goldenFiles() throws IOException {
        return files(GOLDEN.resolve("values.tsv"));
    }

    static Stream<String> readerFiles() throws IOException {
        return files(GOLDEN.resolve("reader.tsv"));
    }

    static Stream<String> twins() throws IOException {
        return files(TWINS.resolve("reader.tsv"));
    }

    private static Stream<String> files(Path table) throws IOException {
        return Files.readAllLines(table).stream()
                .map(line -> line.substring(0, line.indexOf('\t')))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("goldenFiles")
    void everyBitIsAsPytorchReadsIt(String name) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(GOLDEN.resolve(name))) {
            assertThat(lines(checkpoint)).isEqualTo(table("values.tsv", name));
        }
    }

    /// Every dtype that PyTorch 1.13 had, turned and cut too, as 1.13.1 wrote it.
    @ParameterizedTest
    @ValueSource(strings = {"old.pth", "old_legacy.pth"})
    void everyBitOfOldFilesIsAsOldPytorchReadsIt(String name) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(GOLDEN.resolve(name))) {
            assertThat(lines(checkpoint)).isEqualTo(table("old.tsv", name)).hasSize(37);
        }
    }

    @Test
    void numbersOfMachinesOfTheOtherByteOrderAreTurned() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(GOLDEN.resolve("big.pth"))) {
            assertThat(lines(checkpoint)).isEqualTo(table("big.tsv", "big.pth")).hasSize(37);
        }
    }

    @ParameterizedTest
    @MethodSource("readerFiles")
    void filesOfOthersAreAsPytorchReadsThem(String name) throws IOException {
        String folder =
                switch (name) {
                    case "adapter_model.bin" -> "adapters/bloom-r8-bin/";
                    case "mnist.pt" -> "pytorch/";
                    default -> "pytorch/reader/";
                };
        Path path = shared(folder + name);
        try (Checkpoint checkpoint = Checkpoints.openAsStored(path)) {
            assertThat(lines(checkpoint)).isEqualTo(table("reader.tsv", name));
        }
    }

    @ParameterizedTest
    @MethodSource("twins")
    void theirTwinsAreToo(String name) throws IOException {
        String folder = name.equals("adapter_model.bin") ? "adapters/bloom" : "reader";
        try (Checkpoint checkpoint =
                Checkpoints.openAsStored(TWINS.resolve(folder).resolve(name))) {
            assertThat(lines(checkpoint)).isEqualTo(table(TWINS.resolve("reader.tsv"), name));
        }
    }

    /// Every real file has one.
    @Test
    void noRealFileIsWithoutATwin() throws IOException {
        assertThat(twins().map(name -> name.replace("network", "mnist")))
                .containsAll(readerFiles().filter(name -> !name.startsWith("large")).toList());
    }

    /// Blocks that begin in the middle of a row, and end in the middle of another.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 64})
    void blocksOfAViewAreTheSameElements(int step) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(GOLDEN.resolve("views.pth"));
                Arena arena = Arena.ofConfined()) {
            for (Tensor tensor : checkpoint.tensors()) {
                int width = tensor.dtype().bytes();
                byte[] whole = bytes(checkpoint, tensor);
                byte[] joined = new byte[whole.length];
                for (long at = 0; at < tensor.elements(); at += step) {
                    long count = Math.min(step, tensor.elements() - at);
                    MemorySegment block = arena.allocate(count * width, 8);
                    checkpoint.read(tensor, at, block);
                    MemorySegment.copy(
                            block, 0, MemorySegment.ofArray(joined), at * width, count * width);
                }
                assertThat(joined).as(tensor.name()).isEqualTo(whole);
            }
        }
    }

    /// The numbers of the two are of two trainings, so each is compared with PyTorch and not with
    /// the other.
    @Test
    void oneArchitectureHasTheSameTensorsInBothFormats() throws IOException {
        try (Checkpoint pth = Checkpoints.open(shared("pytorch/mnist.pt"));
                Checkpoint other = Checkpoints.open(shared("pytorch/mnist.safetensors"))) {
            assertThat(pth.tensors()).containsExactlyInAnyOrderElementsOf(other.tensors());
            assertThat(pth.about().format()).isEqualTo("PyTorch file");
        }
    }

    /// Of the twin the two are one network, so each number is the same.
    @Test
    void oneNetworkHasTheSameNumbersInBothFormats() throws IOException {
        try (Checkpoint pth = Checkpoints.open(TWINS.resolve("reader/network.pt"));
                Checkpoint other = Checkpoints.open(TWINS.resolve("network.safetensors"))) {
            assertThat(lines(pth)).containsExactlyInAnyOrderElementsOf(lines(other)).hasSize(14);
            assertThat(pth.tensor("norm1.num_batches_tracked").orElseThrow().shape().rank())
                    .isZero();
            assertThat(pth.about().format()).isEqualTo("PyTorch file");
        }
    }

    @Test
    void whatIsChosenAndWhatIsLeftIsSaid() throws IOException {
        assertThat(notes("training.ckpt"))
                .anyMatch(note -> note.contains("under \"state_dict\""))
                .anyMatch(note -> note.contains("left aside") && note.contains("optimizer, epoch"));
        assertThat(notes("deep.pth")).anyMatch(note -> note.contains("\"model\", \"module\""));
        assertThat(notes("two_parts.pth")).anyMatch(note -> note.contains("joined by dots"));
        assertThat(notes("list.pth")).anyMatch(note -> note.contains("numbers as names"));
        assertThat(notes("alone.pth")).anyMatch(note -> note.contains("without a name"));
        assertThat(notes("views.pth")).anyMatch(note -> note.contains("plain = tied"));
        assertThat(notes("modern.pth"))
                .anyMatch(
                        note ->
                                note.contains("complex128 (complex128)")
                                        && note.contains("meta (on the meta device")
                                        && note.contains("sparse (sparse)"));
    }

    @Test
    void aWholeModuleIsReadWithoutItsClass() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(GOLDEN.resolve("module.pth"))) {
            assertThat(checkpoint.tensors().stream().map(Tensor::name))
                    .contains("embed.weight", "norm.running_mean", "blocks.0.bias", "head.weight")
                    .doesNotContain("mask");
            assertThat(checkpoint.about().notes())
                    .anyMatch(note -> note.contains("__main__.Tiny") && note.contains("module"))
                    .anyMatch(note -> note.contains("embed.weight = head.weight"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "optimizer.pt, OPTIMIZER_STATE",
        "scheduler.pt, SCHEDULER_STATE",
        "scaler.pt, SCALER_STATE",
        "rng_state.pth, RNG_STATE",
        "no_tensors.pth, NO_TENSORS"
    })
    void whatIsNoModelIsCalledByItsName(String name, PytorchProblem problem) {
        Path path = GOLDEN.resolve(name);

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path).close());

        assertThat(failure.problem()).isEqualTo(problem);
        assertThat(failure.file()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2-fan-in-fan-out", "distilbert-modules-to-save"})
    void argumentsOfATrainingRunAreCalledWhatTheyAre(String adapter) {
        assertTrainingArguments(shared("adapters/" + adapter + "/training_args.bin"));
    }

    @Test
    void theirTwinIsToo() {
        assertTrainingArguments(TWINS.resolve("training_args.bin"));
    }

    private static void assertTrainingArguments(Path path) {
        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path).close());

        assertThat(failure.problem()).isEqualTo(PytorchProblem.TRAINING_ARGUMENTS);
        assertThat(failure.what()).contains("transformers.training_args.TrainingArguments");
    }

    @Test
    void aBrokenFileIsRefused() {
        Path path = TWINS.resolve("reader/broken.pt");

        assertThat(catchThrowableOfType(Failure.class, () -> Checkpoints.open(path))).isNotNull();
    }

    @Test
    void aRealBrokenFileIsRefused() {
        Path path = shared("pytorch/reader/broken.pt");

        assertThat(catchThrowableOfType(Failure.class, () -> Checkpoints.open(path))).isNotNull();
    }

    private static List<String> notes(String name) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(GOLDEN.resolve(name))) {
            return checkpoint.about().notes();
        }
    }

    private static Path shared(String name) {
        Path path = Path.of(System.getProperty("taskvectors.shared", "../shared"), "data", name);
        assumeTrue(Files.exists(path), "the shared data are not at hand: " + path);
        return path;
    }

    static List<String> lines(Checkpoint checkpoint) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Tensor tensor : checkpoint.tensors()) {
            lines.add(line(tensor, bytes(checkpoint, tensor)));
        }
        return lines;
    }

    /// A line of the tables: name, dtype, shape, SHA-256 of the numbers.
    static String line(Tensor tensor, byte[] bytes) {
        String shape =
                Arrays.stream(tensor.shape().sizes())
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(","));
        return String.join("\t", tensor.name(), dtype(tensor.dtype()), shape, sha256(bytes));
    }

    private static String dtype(DType dtype) {
        return Element.of(dtype).orElseThrow().dtype();
    }

    private static byte[] bytes(Checkpoint checkpoint, Tensor tensor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target =
                    arena.allocate(Math.max(1, tensor.bytes()), 8).asSlice(0, tensor.bytes());
            checkpoint.read(tensor, 0, target);
            return target.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
