package org.taskvectors.checkpoint.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.FileKind;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.gguf.GgufFile;
import org.taskvectors.checkpoint.gguf.GgufProblem;
import org.taskvectors.checkpoint.gguf.GgufTokenizer;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Tying;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.Shape;

/// Small twins of the files of [RealCheckpointsTest], made by the same tools
/// (`src/test/oracle/twins/make_twins.py`), so that the rules are checked where the real files are
/// not at hand.
class TwinCheckpointsTest {
    private static final Path TWINS = Path.of("src/test/resources/golden/twins");

    @Test
    void gpt2() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(TWINS.resolve("gpt2"))) {
            readAll(checkpoint);
            Naming naming = Naming.of(checkpoint);

            assertThat(checkpoint.about().format()).isEqualTo("Hugging Face folder");
            assertThat(checkpoint.tensors()).hasSize(28);
            assertThat(checkpoint.about().config().orElseThrow().architecture())
                    .contains("GPT2LMHeadModel");
            assertThat(checkpoint.about().companions())
                    .contains("config.json", "generation_config.json");
            assertThat(naming.architecture()).isEqualTo("GPT-2");
            assertThat(naming.layers()).isEqualTo(2);
            assertThat(naming.tying()).isEqualTo(Tying.HEAD_NOT_STORED);
            assertThat(checkpoint.tensors()).allMatch(t -> naming.place(t.name()).known());
        }
    }

    @Test
    void aNetworkWithNamesOfItsOwn() throws IOException {
        try (Checkpoint checkpoint =
                Checkpoints.open(TWINS.resolve("own-names/earlier.safetensors"))) {
            readAll(checkpoint);
            Naming naming = Naming.of(checkpoint);

            assertThat(checkpoint.tensors()).hasSize(6);
            assertThat(naming.known()).isFalse();
            assertThat(naming.architecture()).isEqualTo("unknown architecture");
            assertThat(naming.place("b.a.a.W").kind()).isEqualTo(naming.place("b.a.a.b").kind());
        }
    }

    @Test
    void theFolderOfTwoMomentsIsNotOneModel() {
        Path folder = TWINS.resolve("own-names");

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(folder));

        assertThat(failure.problem()).isEqualTo(CheckpointProblem.DUPLICATE_TENSOR);
    }

    @Test
    void aScalarBuffer() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(TWINS.resolve("network.safetensors"))) {
            readAll(checkpoint);
            Tensor batches = checkpoint.tensor("norm1.num_batches_tracked").orElseThrow();

            assertThat(batches.dtype()).isEqualTo(DType.I64);
            assertThat(batches.shape()).isEqualTo(Shape.of());
            assertThat(Naming.of(checkpoint).place("norm1.weight").kind().family())
                    .isEqualTo(ModuleFamily.NORM);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "qwen, Llama or Mistral, 4",
        "gpt2, GPT-2, 6",
        "distilbert, DistilBERT, 4",
        "opt, unknown architecture, 4",
        "bloom, unknown architecture, 2"
    })
    void adapters(String name, String architecture, int tensors) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(TWINS.resolve("adapters").resolve(name))) {
            readAll(checkpoint);

            assertThat(checkpoint.tensors()).hasSize(tensors);
            assertThat(Naming.of(checkpoint).architecture()).isEqualTo(architecture);
            assertThat(checkpoint.about().format()).isEqualTo("LoRA adapter (PEFT)");
            assertThat(checkpoint.name()).isEqualTo(name);
        }
    }

    /// The part of a grouped projection that has no factors is not changed.
    @Test
    void aGroupedProjectionChangesTwoOfItsThreeParts() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(TWINS.resolve("adapters/bloom"));
                Arena arena = Arena.ofConfined()) {
            Tensor tensor = checkpoint.tensors().getFirst();
            assertThat(tensor.shape()).isEqualTo(Shape.of(24, 8));
            MemorySegment bytes = arena.allocate(tensor.bytes(), 8);
            checkpoint.read(tensor, 0, bytes);
            double[] values = new double[24 * 8];
            Numbers.decode(tensor.dtype(), bytes, values.length, values);
            for (int i = 0; i < values.length; i++) {
                int part = i / (8 * 8);
                assertThat(values[i] == 0).as("element %d", i).isEqualTo(part == 1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"torchscript.pt, TORCHSCRIPT", "gpt2/generation_config.json, JSON"})
    void otherFormatsAreCalledByTheirNames(String name, String problem) {
        Path path = TWINS.resolve(name);

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path).close());

        assertThat(failure.problem()).isInstanceOf(FileKind.class);
        assertThat(failure.problem().name()).isEqualTo(problem);
        assertThat(failure.file()).isEqualTo(path);
    }

    @Test
    void aVocabularyAloneHasNoWeights() throws IOException {
        Path path = TWINS.resolve("vocabulary.gguf");

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path).close());

        assertThat(failure.problem()).isEqualTo(GgufProblem.NO_TENSORS);
        assertThat(failure.what()).contains("a tokenizer (llama, 7 tokens) and no weights");
        try (GgufFile file = GgufFile.open(ReadableFile.open(path))) {
            GgufTokenizer tokenizer = file.typedMetadata().tokenizer().orElseThrow();
            assertThat(tokenizer.vocabularySize()).isEqualTo(7);
            assertThat(tokenizer.begin()).hasValue(1);
            assertThat(tokenizer.end()).hasValue(2);
            assertThat(tokenizer.addBegin()).contains(true);
            assertThat(file.texts(GgufTokenizer.TOKENS))
                    .containsExactly(
                            "<unk>",
                            "<s>",
                            "</s>",
                            "<0x00>",
                            "\u2581the",
                            "\u2581gr\u00f6\u00dfe",
                            "\u91cd");
            assertThat(file.numbers(GgufTokenizer.TYPES)).containsExactly(2, 3, 3, 6, 1, 1, 1);
            assertThat(file.numbers(GgufTokenizer.SCORES)[5]).isEqualTo(-2.5);
        }
    }

    private static void readAll(Checkpoint checkpoint) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            for (Tensor tensor : checkpoint.tensors()) {
                checkpoint.read(tensor, 0, arena.allocate(tensor.bytes()));
            }
        }
    }
}
