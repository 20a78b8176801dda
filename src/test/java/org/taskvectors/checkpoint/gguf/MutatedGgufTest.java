package org.taskvectors.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;

/// Real GGUF files that something happened to: whatever it was, they open as what they are or fail
/// with a failure that names the file, at once, and cost no memory that a small file does not
/// deserve.
class MutatedGgufTest {

    private static final int CASES = Integer.getInteger("taskvectors.mutations", 300);
    private static final long MOST_MEMORY = 16L << 20;
    private static final long MOST_NANOS = 5_000_000_000L;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// Numbers that lengths, counts and offsets are forged to.
    private static final long[] FORGED = {
        -1,
        0,
        1,
        7,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1L << 31,
        1L << 32,
        (1L << 32) + 1,
        1L << 62,
        (1L << 63) - 31,
        65_536
    };

    @TempDir private Path folder;

    private static List<byte[]> originals() throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (String name : List.of("types", "llama", "mixtral", "gemma2", "gpt2")) {
            files.add(Files.readAllBytes(Read.GOLDEN.resolve(name + ".gguf")));
        }
        files.add(
                MadeGguf.llama(2)
                        .texts("tokenizer.ggml.tokens", "a", "b", "c")
                        .words("few", 1, 2, 3)
                        .aligned(64)
                        .tensor("blk.0.attn_q.weight", 2, 4)
                        .quantised("blk.0.ffn_up.weight", 23, 136, 256)
                        .bytes());
        return files;
    }

    @Test
    void everyAccidentIsARightAnswerOrATypedFailure() throws IOException {
        List<byte[]> originals = originals();
        Path path = folder.resolve("model.gguf");
        for (byte[] original : originals) {
            // What the first opening loads is not the file's memory.
            open(Files.write(path, original));
        }
        int opened = 0;
        for (int i = 0; i < CASES; i++) {
            Random random = new Random(i);
            byte[] bytes = originals.get(random.nextInt(originals.size())).clone();
            for (int accidents = 1 + random.nextInt(3); accidents > 0; accidents--) {
                bytes = mutated(bytes, random);
            }
            Files.write(path, bytes);
            opened += survives(path, "seed " + i) ? 1 : 0;
        }
        assertThat(opened).isBetween(CASES / 10, CASES);
    }

    private static boolean survives(Path path, String seed) throws IOException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        long began = Patience.processorNanos();
        boolean opened = false;
        try {
            open(path);
            opened = true;
        } catch (Failure e) {
            assertThat(e.file()).as(seed).isEqualTo(path);
            assertThat(e.what()).as(seed).isNotBlank();
            assertThat(e.problem()).as(seed).isNotNull();
        } catch (RuntimeException | Error e) {
            throw new AssertionError(seed, e);
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                .as(seed)
                .isLessThan(MOST_MEMORY);
        assertThat(Patience.processorNanos() - began).as(seed).isLessThan(MOST_NANOS);
        return opened;
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        // Most accidents happen to the header, where they matter.
        int reach = random.nextInt(4) == 0 ? bytes.length : Math.min(bytes.length, 1500);
        int at = reach == 0 ? 0 : random.nextInt(reach);
        switch (random.nextInt(7)) {
            case 0 -> flip(bytes, at, random);
            case 1 -> put(bytes, at, (byte) random.nextInt(256));
            case 2 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            }
            case 3 -> {
                return Arrays.copyOf(bytes, bytes.length + random.nextInt(5000));
            }
            case 4 -> forge(bytes, at, 8, random);
            case 5 -> forge(bytes, at, 4, random);
            default -> {
                int length = Math.min(bytes.length - at, random.nextInt(40));
                byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
                System.arraycopy(bytes, at + length, shorter, at, bytes.length - at - length);
                return shorter;
            }
        }
        return bytes;
    }

    private static void flip(byte[] bytes, int at, Random random) {
        if (at < bytes.length) {
            bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
    }

    private static void put(byte[] bytes, int at, byte value) {
        if (at < bytes.length) {
            bytes[at] = value;
        }
    }

    private static void forge(byte[] bytes, int at, int width, Random random) {
        if (at + width > bytes.length) {
            return;
        }
        long value = FORGED[random.nextInt(FORGED.length)];
        byte[] word = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
        System.arraycopy(word, 0, bytes, at, width);
    }

    /// Opens the file and reads all of every tensor, and the vocabulary.
    private static void open(Path path) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(path);
                Arena arena = Arena.ofConfined()) {
            for (Tensor tensor : checkpoint.tensors()) {
                // A weight of the narrowest type takes 1.7 bits, what is read of it 32.
                assertThat(tensor.bytes())
                        .isLessThanOrEqualTo(20 * checkpoint.about().bytesOnDisk());
                MemorySegment target = arena.allocate(Math.max(1, tensor.bytes()));
                checkpoint.read(tensor, 0, target.asSlice(0, tensor.bytes()));
            }
            assertThat(checkpoint.about().metadata()).isNotNull();
            assertThat(checkpoint.about().config()).isPresent();
        }
    }
}
