package org.taskvectors.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Recognition;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Names, rows, parts and folders.
class GgufNamesTest {

    @TempDir private Path folder;

    private static List<String> names(Checkpoint checkpoint) {
        return checkpoint.tensors().stream().map(Tensor::name).toList();
    }

    @Test
    void anUnknownArchitectureKeepsItsNamesAndSaysSo() throws IOException {
        Path path =
                MadeGguf.file()
                        .text("general.architecture", "unheard")
                        .tensor("blk.0.attn_q.weight", 2, 4)
                        .write(folder.resolve("a.gguf"));
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(names(checkpoint)).containsExactly("blk.0.attn_q.weight");
            assertThat(checkpoint.about().notes()).singleElement().asString().contains("unheard");
            assertThat(checkpoint.about().config().orElseThrow().architecture()).isEmpty();
        }
    }

    @Test
    void withoutCountsOfHeadsNothingIsRenamed() throws IOException {
        Path path =
                MadeGguf.file()
                        .text("general.architecture", "llama")
                        .tensor("blk.0.attn_q.weight", 2, 4)
                        .write(folder.resolve("a.gguf"));
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(names(checkpoint)).containsExactly("blk.0.attn_q.weight");
            assertThat(checkpoint.about().notes()).singleElement().asString().contains("heads");
        }
    }

    @Test
    void headsMayDifferFromLayerToLayer() throws IOException {
        Path path =
                MadeGguf.file()
                        .text("general.architecture", "llama")
                        .words("llama.attention.head_count", 1, 2)
                        .words("llama.attention.head_count_kv", 1, 1)
                        .tensor("blk.0.attn_q.weight", 1, 4)
                        .tensor("blk.1.attn_q.weight", 1, 4)
                        .tensor("blk.1.attn_k.weight", 1, 4)
                        .write(folder.resolve("a.gguf"));
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            String q = "model.layers.%d.self_attn.q_proj.weight";
            assertThat(bytes(checkpoint, q.formatted(0))).containsExactly(0, 8, 4, 12);
            assertThat(bytes(checkpoint, q.formatted(1))).containsExactly(32, 36, 40, 44);
            assertThat(bytes(checkpoint, "model.layers.1.self_attn.k_proj.weight"))
                    .containsExactly(64, 72, 68, 76);
        }
    }

    /// The lowest byte of each element.
    private static long[] bytes(Checkpoint checkpoint, String name) throws IOException {
        long[] bits = Read.bits(checkpoint, checkpoint.tensor(name).orElseThrow());
        for (int i = 0; i < bits.length; i++) {
            bits[i] &= 0xff;
        }
        return bits;
    }

    @Test
    void normsAreLessOneWhateverTheirType() throws IOException {
        Path path =
                MadeGguf.file()
                        .text("general.architecture", "gemma")
                        .quantised("output_norm.weight", 1, 8, 4)
                        .quantised("blk.0.attn_norm.weight", 8, 34, 32)
                        .tensor("blk.0.ffn_up.weight", 2)
                        .write(folder.resolve("a.gguf"));
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            Tensor half = checkpoint.tensor("model.norm.weight").orElseThrow();
            Tensor eight = checkpoint.tensor("model.layers.0.input_layernorm.weight").orElseThrow();

            assertThat(half.dtype()).isEqualTo(DType.F32);
            assertThat(Read.floats(checkpoint, half, 1, 2))
                    .containsExactly(
                            Float.float16ToFloat((short) 0x0302) - 1,
                            Float.float16ToFloat((short) 0x0504) - 1);
            assertThat(Read.floats(checkpoint, eight, 3, 1))
                    .containsExactly(37 * Float.float16ToFloat((short) 0x2120) - 1);
        }
    }

    /// Short rows are read whole, long ones in part; types with blocks and without; at once, in
    /// several pieces, and in pieces that are narrower than a block.
    @ParameterizedTest
    @CsvSource({
        "0, 40, 64, 4",
        "8, 40, 64, 34",
        "0, 5000, 4, 4",
        "8, 32768, 3, 34",
        "1, 7, 9, 2",
        "1, 400, 3001, 2",
        "8, 320, 7001, 34",
        "8, 64, 20001, 34"
    })
    void matricesOfGpt2AreTurned(int type, int width, int rows, int blockBytes) throws IOException {
        boolean blocks = type == 8;
        int stored = blocks ? Math.ceilDiv(width, 32) * 32 : width;
        long bytes = (long) rows * (blocks ? stored / 32 : stored) * blockBytes;
        Path turned =
                MadeGguf.file()
                        .text("general.architecture", "gpt2")
                        .quantised("blk.0.ffn_up.weight", type, bytes, stored, rows)
                        .write(folder.resolve("turned.gguf"));
        Path plain =
                MadeGguf.file()
                        .quantised("blk.0.ffn_up.weight", type, bytes, stored, rows)
                        .write(folder.resolve("plain.gguf"));
        try (Checkpoint a = Checkpoints.open(turned);
                Checkpoint b = Checkpoints.open(plain)) {
            Tensor tensor = a.tensors().getFirst();
            float[] right = Read.floats(b, b.tensors().getFirst());
            float[] expected = new float[right.length];
            for (int i = 0; i < right.length; i++) {
                expected[i % stored * rows + i / stored] = right[i];
            }
            assertThat(tensor.shape()).isEqualTo(Shape.of(stored, rows));
            assertThat(Read.floats(a, tensor)).isEqualTo(expected);
            Random random = new Random(1);
            for (int i = 0; i < 30; i++) {
                int first = random.nextInt(expected.length);
                int count = random.nextInt(expected.length - first);
                assertThat(Read.floats(a, tensor, first, count))
                        .isEqualTo(Arrays.copyOfRange(expected, first, first + count));
            }
        }
    }

    @Test
    void manyThreadsReadAtOnceAndLeaveNoGarbage() throws Exception {
        try (Checkpoint checkpoint = Checkpoints.open(Read.GOLDEN.resolve("types.gguf"))) {
            Tensor tensor = checkpoint.tensor("Q4_K").orElseThrow();
            float[] all = Read.floats(checkpoint, tensor);
            List<Callable<Void>> readers = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                Random random = new Random(thread);
                readers.add(
                        () -> {
                            for (int i = 0; i < 500; i++) {
                                int first = random.nextInt(all.length);
                                int count = random.nextInt(all.length - first);
                                assertThat(Read.floats(checkpoint, tensor, first, count))
                                        .isEqualTo(Arrays.copyOfRange(all, first, first + count));
                            }
                            return null;
                        });
            }
            try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
                for (Future<Void> reader : threads.invokeAll(readers)) {
                    reader.get();
                }
            }
            ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment target = arena.allocate(4L * all.length);
                checkpoint.read(tensor, 0, target);
                long before = bean.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 1000; i++) {
                    checkpoint.read(tensor, 0, target);
                }
                assertThat(bean.getCurrentThreadAllocatedBytes() - before).isLessThan(2_000_000);
            }
        }
    }

    @Test
    void typesThatAreNotReadAreCarriedAsBytesAndNamed() throws IOException {
        Path path =
                MadeGguf.llama(2)
                        .quantised("blk.0.attn_q.weight", 23, 136 * 4, 256, 4)
                        .quantised("blk.0.ffn_up.weight", 20, 18 * 2, 64)
                        .write(folder.resolve("a.gguf"));
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            Tensor q = checkpoint.tensor("model.layers.0.self_attn.q_proj.weight").orElseThrow();

            assertThat(q.dtype()).isEqualTo(DType.U8);
            assertThat(q.shape()).isEqualTo(Shape.of(4, 136));
            assertThat(Read.bits(checkpoint, q)).hasSize(544).startsWith(0, 1, 2);
            assertThat(checkpoint.stored(q).encoding().orElseThrow().label()).isEqualTo("IQ4_XS");
            assertThat(checkpoint.stored(q).undecoded()).contains("IQ4_XS");
            assertThat(checkpoint.about().notes())
                    .hasSize(2)
                    .anyMatch(note -> note.startsWith("1 tensor is stored as IQ4_XS"));
        }
    }

    /// How many heads there are an adapter does not say, so its rows stay as they are stored.
    @Test
    void factorsHaveHuggingFacesNamesAndTheirOwnRows() throws IOException {
        Path path =
                MadeGguf.llama(2)
                        .text("general.type", "adapter")
                        .tensor("blk.0.attn_q.weight.lora_a", 4)
                        .write(folder.resolve("a.gguf"));
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(names(checkpoint))
                    .containsExactly("model.layers.0.self_attn.q_proj.weight.lora_a");
        }
    }

    @Test
    void whatIsNeitherModelNorAdapterKeepsItsNames() throws IOException {
        Path path =
                MadeGguf.llama(2)
                        .text("general.type", "imatrix")
                        .tensor("blk.0.attn_q.weight", 4)
                        .write(folder.resolve("a.gguf"));
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(names(checkpoint)).containsExactly("blk.0.attn_q.weight");
            assertThat(checkpoint.about().notes()).singleElement().asString().contains("imatrix");
        }
    }

    private Path part(int number, int of) {
        return folder.resolve("model-%05d-of-%05d.gguf".formatted(number, of));
    }

    private void parts() throws IOException {
        MadeGguf.llama(2).part(0, 3).tensor("token_embd.weight", 2, 4).write(part(1, 3));
        MadeGguf.file().part(1, 3).tensor("blk.0.attn_q.weight", 1, 4).write(part(2, 3));
        MadeGguf.file().part(2, 3).tensor("output.weight", 2, 4).write(part(3, 3));
    }

    @Test
    void theFilesOfASplitModelOpenTogether() throws IOException {
        parts();
        for (Path path : List.of(folder, part(1, 3), part(3, 3))) {
            try (Checkpoint checkpoint = Checkpoints.open(path)) {
                assertThat(names(checkpoint))
                        .containsExactly(
                                "model.embed_tokens.weight",
                                "model.layers.0.self_attn.q_proj.weight",
                                "lm_head.weight");
                assertThat(checkpoint.about().files()).isEqualTo(3);
                assertThat(checkpoint.about().notes()).isEmpty();
                assertThat(checkpoint.about().config().orElseThrow().modelType()).contains("llama");
                assertThat(checkpoint.about().metadata()).containsEntry("split.no", "0");
                assertThat(bytes(checkpoint, "model.layers.0.self_attn.q_proj.weight"))
                        .containsExactly(0, 4, 8, 12);
            }
        }
        Recognition recognition = Checkpoints.recognise(part(2, 3));
        assertThat(recognition.label()).isEqualTo("split GGUF file, 3 files");
    }

    @Test
    void aPartThatIsAbsentIsRefusedWhateverIsOpened() throws IOException {
        parts();
        Files.delete(part(2, 3));

        for (Path path : List.of(folder, part(1, 3), part(3, 3))) {
            Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path));

            assertThat(failure.problem()).isEqualTo(CheckpointProblem.SHARD_ABSENT);
            assertThat(failure.file()).isEqualTo(path);
            assertThat(Checkpoints.recognise(path).accepted()).isFalse();
        }
    }

    @Test
    void aPartUnderAnotherNameIsRefusedByWhatItSaysOfItself() throws IOException {
        Path path =
                MadeGguf.llama(2)
                        .part(0, 2)
                        .tensor("token_embd.weight", 2, 4)
                        .write(folder.resolve("m.gguf"));

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path));

        assertThat(failure.problem()).isEqualTo(CheckpointProblem.SHARD_ABSENT);
        assertThat(failure.what()).contains("part 1 of 2").contains("split.count");
    }

    @Test
    void fewerNamesThanPartsAreRefused() throws IOException {
        MadeGguf.llama(2).part(0, 3).tensor("token_embd.weight", 2, 4).write(part(1, 2));
        MadeGguf.file().part(1, 3).tensor("output.weight", 2, 4).write(part(2, 2));

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(folder));

        assertThat(failure.problem()).isEqualTo(CheckpointProblem.SHARD_ABSENT);
        assertThat(failure.what()).contains("only 2 are here");
    }

    @Test
    void moreNamesThanPartsAndExchangedPartsAreRefused() throws IOException {
        parts();
        MadeGguf.file().part(2, 3).tensor("output.weight", 2, 4).write(part(2, 3));

        Failure exchanged = catchThrowableOfType(Failure.class, () -> Checkpoints.open(folder));

        assertThat(exchanged.problem()).isEqualTo(GgufProblem.SPLIT);
        assertThat(exchanged.what()).contains("split.no");

        for (int i = 0; i < 3; i++) {
            MadeGguf.llama(2).part(i, 2).tensor("t" + i, 2).write(part(i + 1, 3));
        }
        Failure more = catchThrowableOfType(Failure.class, () -> Checkpoints.open(folder));

        assertThat(more.problem()).isEqualTo(GgufProblem.SPLIT);
        assertThat(more.what()).contains("split.count");
    }

    @Test
    void tensorsOfASplitModelAreCounted() throws IOException {
        MadeGguf.llama(2)
                .part(0, 2)
                .number("split.tensors.count", 5, 3, 4)
                .tensor("token_embd.weight", 2, 4)
                .write(part(1, 2));
        MadeGguf.file().part(1, 2).tensor("output.weight", 2, 4).write(part(2, 2));

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(folder));

        assertThat(failure.problem()).isEqualTo(GgufProblem.SPLIT);
        assertThat(failure.what()).contains("3 tensors").contains("hold 2");
    }

    @Test
    void aPartOfAnotherModelIsRefused() throws IOException {
        parts();
        MadeGguf.file().part(1, 4).tensor("x", 1).write(part(2, 3));

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(folder));

        assertThat(failure.problem()).isEqualTo(GgufProblem.SPLIT);
        assertThat(failure.file()).isEqualTo(part(2, 3));
    }

    @Test
    void aFolderWithOneGgufFileOpens() throws IOException {
        MadeGguf.llama(2).tensor("token_embd.weight", 2, 4).write(folder.resolve("m-Q4_K_M.gguf"));
        MadeGguf.file().tensor("v.weight", 2).write(folder.resolve("mmproj-m.gguf"));
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(names(checkpoint)).containsExactly("model.embed_tokens.weight");
            assertThat(checkpoint.about().format()).isEqualTo("folder of a GGUF file");
            assertThat(checkpoint.about().notes())
                    .singleElement()
                    .asString()
                    .contains("mmproj-m.gguf");
        }
    }

    @Test
    void severalQuantisationsInAFolderAreAsked() throws IOException {
        MadeGguf.file().tensor("a", 2).write(folder.resolve("m-Q4_K_M.gguf"));
        MadeGguf.file().tensor("a", 2).write(folder.resolve("m-Q8_0.gguf"));

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(folder));

        assertThat(failure.problem()).isEqualTo(CheckpointProblem.SEVERAL_MODELS);
        assertThat(failure.what()).contains("m-Q4_K_M.gguf, m-Q8_0.gguf");
    }

    @Test
    void damagedFilesUnderTheirNameAreToldTheRule() throws IOException {
        Path path = Files.write(folder.resolve("a.gguf"), new byte[64]);

        assertThat(catchThrowableOfType(Failure.class, () -> Checkpoints.open(path)).problem())
                .isEqualTo(GgufProblem.NO_HEADER);
    }
}
