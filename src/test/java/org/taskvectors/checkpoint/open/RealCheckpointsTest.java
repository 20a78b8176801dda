package org.taskvectors.checkpoint.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
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
import org.taskvectors.tensor.Shape;

/// Files that others made. They are not part of the project: where they are not at hand the tests
/// are skipped.
class RealCheckpointsTest {

    private static Path shared(String name) {
        Path path = Path.of(System.getProperty("taskvectors.shared", "../shared"), "data", name);
        assumeTrue(Files.exists(path), "the shared data are not at hand: " + path);
        return path;
    }

    private static void readAll(Checkpoint checkpoint) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            for (Tensor tensor : checkpoint.tensors()) {
                checkpoint.read(tensor, 0, arena.allocate(tensor.bytes()));
            }
        }
    }

    @Test
    void gpt2() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(shared("models/gpt2-manufacturing"))) {
            readAll(checkpoint);
            Naming naming = Naming.of(checkpoint);

            assertThat(checkpoint.about().format()).isEqualTo("Hugging Face folder");
            assertThat(checkpoint.tensors()).hasSize(52);
            assertThat(checkpoint.about().config().orElseThrow().architecture())
                    .contains("GPT2LMHeadModel");
            assertThat(checkpoint.about().companions())
                    .contains("config.json", "generation_config.json");
            assertThat(naming.architecture()).isEqualTo("GPT-2");
            assertThat(naming.layers()).isEqualTo(4);
            assertThat(naming.tying()).isEqualTo(Tying.HEAD_NOT_STORED);
            assertThat(checkpoint.tensors()).allMatch(t -> naming.place(t.name()).known());
        }
    }

    @Test
    void aNetworkWithNamesOfItsOwn() throws IOException {
        try (Checkpoint checkpoint =
                Checkpoints.open(shared("models/gpt-2digit/82d27e9.safetensors"))) {
            readAll(checkpoint);
            Naming naming = Naming.of(checkpoint);

            assertThat(checkpoint.tensors()).hasSize(17);
            assertThat(naming.known()).isFalse();
            assertThat(naming.architecture()).isEqualTo("unknown architecture");
            assertThat(naming.place("b.a.a.W").kind()).isEqualTo(naming.place("b.a.a.b").kind());
        }
    }

    @Test
    void theFolderOfTwoCommitsIsNotOneModel() {
        Path folder = shared("models/gpt-2digit");

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(folder));

        assertThat(failure.problem()).isEqualTo(CheckpointProblem.DUPLICATE_TENSOR);
    }

    @Test
    void aScalarBuffer() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(shared("pytorch/mnist.safetensors"))) {
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
        "qwen2.5-0.5b-r8, Llama or Mistral, 48",
        "gpt2-fan-in-fan-out, GPT-2, 36",
        "distilbert-modules-to-save, DistilBERT, 12",
        "opt-125m-r16-bf16, unknown architecture, 24"
    })
    void adapters(String name, String architecture, int tensors) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(shared("adapters/" + name))) {
            readAll(checkpoint);

            assertThat(checkpoint.tensors()).hasSize(tensors);
            assertThat(Naming.of(checkpoint).architecture()).isEqualTo(architecture);
            assertThat(checkpoint.about().format()).isEqualTo("LoRA adapter (PEFT)");
            assertThat(checkpoint.name()).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pointers/git-lfs-pointer.safetensors, GIT_LFS_POINTER",
        "pytorch/torchscript.pt, TORCHSCRIPT",
        "models/gpt2-manufacturing/generation_config.json, JSON"
    })
    void otherFormatsAreCalledByTheirNames(String name, String problem) {
        Path path = shared(name);

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path).close());

        assertThat(failure.problem()).isInstanceOf(FileKind.class);
        assertThat(failure.problem().name()).isEqualTo(problem);
        assertThat(failure.file()).isEqualTo(path);
    }

    @Test
    void aVocabularyAloneHasNoWeights() throws IOException {
        Path path = shared("gguf/ggml-vocab-llama-spm.gguf");

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path).close());

        assertThat(failure.problem()).isEqualTo(GgufProblem.NO_TENSORS);
        assertThat(failure.what()).contains("a tokenizer (llama, 32,000 tokens) and no weights");
        try (GgufFile file = GgufFile.open(ReadableFile.open(path))) {
            GgufTokenizer tokenizer = file.typedMetadata().tokenizer().orElseThrow();
            assertThat(tokenizer.vocabularySize()).isEqualTo(32_000);
            assertThat(tokenizer.begin()).hasValue(1);
            assertThat(tokenizer.end()).hasValue(2);
            assertThat(tokenizer.addBegin()).contains(true);
            assertThat(file.texts(GgufTokenizer.TOKENS))
                    .hasSize(32_000)
                    .startsWith("<unk>", "<s>", "</s>")
                    .contains("\u2581the");
            assertThat(file.numbers(GgufTokenizer.TYPES)).hasSize(32_000).startsWith(2, 3, 3, 6);
            assertThat(file.numbers(GgufTokenizer.SCORES)[260]).isEqualTo(-1);
        }
    }

    @Test
    void anAdapterInPytorchsFormat() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(shared("adapters/bloom-r8-bin"))) {
            readAll(checkpoint);

            // Two of three parts of each grouped projection have factors.
            assertThat(checkpoint.tensors()).hasSize(24);
            assertThat(checkpoint.tensors().getFirst().shape()).isEqualTo(Shape.of(3072, 1024));
            assertThat(checkpoint.about().format()).isEqualTo("LoRA adapter (PEFT)");
        }
    }
}
