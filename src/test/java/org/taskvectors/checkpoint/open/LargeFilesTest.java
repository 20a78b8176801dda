package org.taskvectors.checkpoint.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.safetensors.Made;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Files beyond 2 GiB (sparse: they take no room), reading from many threads, files that change
/// while they are open, and what is given back.
class LargeFilesTest {

    @TempDir private Path folder;

    private Path sparse(String name, List<Tensor> tensors) throws IOException {
        SafetensorsLayout layout = SafetensorsLayout.of(tensors, Map.of("format", "pt"));
        Path path = Files.write(folder.resolve(name), layout.header());
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(layout.fileSize());
        }
        return path;
    }

    /// A model of the shape of Llama 3.1 8B, 16 GB in bfloat16, in four shards.
    private void llama8B() throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(bf16("model.embed_tokens.weight", 128_256, 4096));
        for (int layer = 0; layer < 32; layer++) {
            String prefix = "model.layers." + layer + ".";
            tensors.add(bf16(prefix + "input_layernorm.weight", 4096));
            tensors.add(bf16(prefix + "mlp.down_proj.weight", 4096, 14_336));
            tensors.add(bf16(prefix + "mlp.gate_proj.weight", 14_336, 4096));
            tensors.add(bf16(prefix + "mlp.up_proj.weight", 14_336, 4096));
            tensors.add(bf16(prefix + "post_attention_layernorm.weight", 4096));
            tensors.add(bf16(prefix + "self_attn.k_proj.weight", 1024, 4096));
            tensors.add(bf16(prefix + "self_attn.o_proj.weight", 4096, 4096));
            tensors.add(bf16(prefix + "self_attn.q_proj.weight", 4096, 4096));
            tensors.add(bf16(prefix + "self_attn.v_proj.weight", 1024, 4096));
        }
        tensors.add(bf16("model.norm.weight", 4096));
        tensors.add(bf16("lm_head.weight", 128_256, 4096));
        StringBuilder map = new StringBuilder();
        for (int shard = 0; shard < 4; shard++) {
            String name = "model-0000" + (shard + 1) + "-of-00004.safetensors";
            List<Tensor> part = tensors.subList(shard * 291 / 4, (shard + 1) * 291 / 4);
            sparse(name, part);
            part.forEach(tensor -> map.append(",\"" + tensor.name() + "\":\"" + name + '"'));
        }
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"metadata\":{\"total_size\":16060522496},\"weight_map\":{"
                        + map.substring(1)
                        + "}}");
        Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"llama\"}");
    }

    private static Tensor bf16(String name, long... sizes) {
        return new Tensor(name, DType.BF16, Shape.of(sizes));
    }

    @Test
    void sixteenGigabytesOpenAtOnce() throws IOException {
        llama8B();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long start = Patience.processorNanos();
            try (Checkpoint checkpoint = Checkpoints.open(folder)) {
                best = Math.min(best, Patience.processorNanos() - start);
                assertThat(checkpoint.tensors()).hasSize(291);
                assertThat(checkpoint.about().bytesOnDisk()).isGreaterThan(16_060_522_496L);
                assertThat(checkpoint.about().notes()).isEmpty();
            }
        }
        System.getLogger("test").log(System.Logger.Level.INFO, "opened in {0} µs", best / 1000);
        assertThat(best).isLessThan(200_000_000);
    }

    @Test
    void tensorsOfMoreThanTwoToThe31ElementsAreRead() throws IOException {
        long elements = (1L << 31) + 10;
        Path path =
                sparse(
                        "large.safetensors",
                        List.of(
                                new Tensor("bytes", DType.U8, Shape.of(elements)),
                                new Tensor("wide", DType.F32, Shape.of(2, elements))));
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(file.length() - 4);
            file.writeInt(Integer.reverseBytes(Float.floatToRawIntBits(1.5f)));
        }
        try (Checkpoint checkpoint = Checkpoints.open(path);
                Arena arena = Arena.ofConfined()) {
            Tensor wide = checkpoint.tensor("wide").orElseThrow();
            assertThat(wide.elements()).isEqualTo(2 * elements);
            MemorySegment target = arena.allocate(8);
            checkpoint.read(wide, 2 * elements - 2, target);
            assertThat(target.get(ValueLayout.JAVA_FLOAT, 0)).isZero();
            assertThat(target.get(ValueLayout.JAVA_FLOAT, 4)).isEqualTo(1.5f);
        }
    }

    @Test
    void elementsThatATensorDoesNotHaveAreNotRead() throws IOException {
        Path path = Made.write(folder.resolve("a.safetensors"), "a", "b");
        try (Checkpoint checkpoint = Checkpoints.open(path);
                Arena arena = Arena.ofConfined()) {
            Tensor a = checkpoint.tensor("a").orElseThrow();
            MemorySegment four = arena.allocate(4);

            refused(() -> checkpoint.read(a, 1, four));
            refused(() -> checkpoint.read(a, -1, four));
            refused(() -> checkpoint.read(a, 0, arena.allocate(8)));
            refused(() -> checkpoint.read(a, 0, arena.allocate(2)));
            refused(() -> checkpoint.read(new Tensor("a", DType.F16, Shape.of(1)), 0, four));
            refused(() -> checkpoint.read(new Tensor("x", DType.F32, Shape.of(1)), 0, four));
        }
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable read) {
        assertThat(catchThrowableOfType(IllegalArgumentException.class, read)).isNotNull();
    }

    @Test
    void aHeaderOfTheLargestSizeCostsNoMemoryOfItsSize() throws IOException {
        int length = 100_000_000;
        Path path = folder.resolve("wide.safetensors");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            out.write(
                    ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
            String one = Made.one("F32", "[0]", "[0,0]");
            out.write(one.getBytes(StandardCharsets.UTF_8));
            byte[] spaces = " ".repeat(1000).getBytes(StandardCharsets.UTF_8);
            for (int left = length - one.length(); left > 0; left -= spaces.length) {
                out.write(spaces, 0, Math.min(left, spaces.length));
            }
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(checkpoint.tensors()).hasSize(1);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16L << 20);
    }

    @Test
    void manyTensorsOpen() throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            tensors.add(new Tensor("model.layers." + i + ".weight", DType.F32, Shape.of(1)));
        }
        try (Checkpoint checkpoint = Checkpoints.open(sparse("many.safetensors", tensors))) {
            assertThat(checkpoint.tensors()).isEqualTo(tensors);
        }
    }

    @Test
    void threadsReadAtTheSameTime() throws Exception {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tensors.add(new Tensor("t" + i, DType.I32, Shape.of(1000)));
        }
        Path path = sparse("numbers.safetensors", tensors);
        SafetensorsLayout layout = SafetensorsLayout.of(tensors, Map.of("format", "pt"));
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            for (int i = 0; i < tensors.size(); i++) {
                file.seek(layout.offset(i));
                file.write(ints(i));
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            List<Future<?>> running = new ArrayList<>();
            for (int round = 0; round < 400; round++) {
                int number = round % tensors.size();
                running.add(threads.submit(() -> checkNumbers(checkpoint, number)));
            }
            for (Future<?> future : running) {
                future.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static byte[] ints(int value) {
        ByteBuffer bytes = ByteBuffer.allocate(4000).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    private static Void checkNumbers(Checkpoint checkpoint, int number) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(4 * 900);
            checkpoint.read(checkpoint.tensor("t" + number).orElseThrow(), 100, target);
            assertThat(target.toArray(ValueLayout.JAVA_INT)).containsOnly(number);
        }
        return null;
    }

    @Test
    void aFileThatShrinksWhileItIsOpenIsAFailure() throws IOException {
        Path path = sparse("shrinks.safetensors", List.of(bf16("a", 1000), bf16("b", 1000)));
        try (Checkpoint checkpoint = Checkpoints.open(path);
                Arena arena = Arena.ofConfined()) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() - 500);
            }
            MemorySegment target = arena.allocate(2000);
            checkpoint.read(checkpoint.tensor("a").orElseThrow(), 0, target);
            Tensor b = checkpoint.tensor("b").orElseThrow();

            Failure failure =
                    catchThrowableOfType(Failure.class, () -> checkpoint.read(b, 0, target));

            assertThat(failure.problem()).isEqualTo(FileProblem.SHORTENED);
            assertThat(failure.file()).isEqualTo(path);
            assertThat(failure.place()).startsWith("tensor b, byte ");
        }
    }

    @Test
    void closingGivesTheFilesBack() throws IOException {
        Path open = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(open), "only Linux shows a process's open files");
        Path real = folder.toRealPath();
        llama8B();
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.about().files()).isEqualTo(4);
            assertThat(handles(open, real)).isEqualTo(4);
        }
        assertThat(handles(open, real)).isZero();
        Files.writeString(folder.resolve("model-00004-of-00004.safetensors"), "broken");
        assertThat(catchThrowableOfType(Failure.class, () -> Checkpoints.open(folder))).isNotNull();
        Checkpoints.recognise(folder);
        assertThat(handles(open, real)).isZero();
    }

    private static long handles(Path open, Path folder) throws IOException {
        try (Stream<Path> handles = Files.list(open)) {
            return handles.filter(handle -> leadsInto(handle, folder)).count();
        }
    }

    private static boolean leadsInto(Path handle, Path folder) {
        try {
            return Files.readSymbolicLink(handle).startsWith(folder);
        } catch (IOException e) {
            // The handle of the listing itself is gone by now.
            return false;
        }
    }
}
