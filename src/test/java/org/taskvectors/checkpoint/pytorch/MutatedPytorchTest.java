package org.taskvectors.checkpoint.pytorch;

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
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.Patience;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;

/// Real files of PyTorch that something happened to: whatever it was, they open, or fail with a
/// failure that names the file, in little time and memory. `-Pfuzz` tries tens of thousands.
class MutatedPytorchTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/pytorch");
    private static final int CASES = Integer.getInteger("taskvectors.mutations", 300);

    /// What a tensor may repeat of its storage is 64 MiB, which the test reads block by block.
    private static final long MOST_MEMORY = 64L << 20;

    private static final long MOST_NANOS = Duration.ofSeconds(5).toNanos();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir private Path folder;
    private Path path = Path.of("");

    @BeforeEach
    void loadClasses() throws IOException {
        path = folder.resolve("mutated.pth");
        Files.copy(GOLDEN.resolve("views.pth"), path);
        open();
        Files.delete(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "views.pth",
                "views_legacy.pth",
                "views_protocol5.pth",
                "module.pth",
                "training.ckpt",
                "modern.pth",
                "old_legacy.pth",
                "big.pth"
            })
    void everyAccidentIsARightAnswerOrATypedFailure(String name) throws IOException {
        byte[] right = Files.readAllBytes(GOLDEN.resolve(name));
        int opened = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Files.write(path, mutated(right, new Random(seed)));
            long began = Patience.processorNanos();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                open();
                opened++;
            } catch (Failure e) {
                assertThat(e.file()).as("%s %d", name, seed).isEqualTo(path);
                assertThat(e.what()).isNotBlank();
            } catch (RuntimeException | Error e) {
                throw new AssertionError(name + ", seed " + seed, e);
            }
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                    .as("%s %d", name, seed)
                    .isLessThan(MOST_MEMORY);
            assertThat(Patience.processorNanos() - began)
                    .as("%s %d", name, seed)
                    .isLessThan(MOST_NANOS);
        }
        // Padding and storages may change; everything else is checked.
        assertThat(opened).isBetween(1, CASES);
    }

    /// One to three accidents. After most of them the checksum of the pickle is mended, since
    /// nothing behind it would be tried otherwise.
    private static byte[] mutated(byte[] right, Random random) {
        byte[] bytes = right.clone();
        int accidents = 1 + random.nextInt(3);
        for (int i = 0; i < accidents && bytes.length > 0; i++) {
            bytes = accident(bytes, random);
        }
        return random.nextInt(4) == 0 ? bytes : mended(right, bytes);
    }

    private static byte[] accident(byte[] bytes, Random random) {
        int pickle = Math.min(bytes.length, 4_500);
        // Half of all places are in the pickle, a quarter in the table of contents.
        int place =
                switch (random.nextInt(4)) {
                    case 0 -> random.nextInt(bytes.length);
                    case 1 -> bytes.length - 1 - random.nextInt(Math.min(bytes.length, 2_000));
                    default -> random.nextInt(pickle);
                };
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int[] evil = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7FFF, 1 << 20, 65};
        switch (random.nextInt(8)) {
            case 0, 1 -> bytes[place] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[place] = (byte) random.nextInt(256);
            case 3 -> {
                byte[] operations =
                        "NKJMRtbuQ.()}]sc0q\u0085\u0086\u0081\u0093\u008a"
                                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
                bytes[place] = operations[random.nextInt(operations.length)];
            }
            case 4 -> {
                if (place + 4 <= bytes.length) {
                    buffer.putInt(place, evil[random.nextInt(evil.length)]);
                }
            }
            case 5 -> {
                if (place + 8 <= bytes.length) {
                    buffer.putLong(
                            place, random.nextBoolean() ? Long.MAX_VALUE : random.nextLong());
                }
            }
            case 6 -> {
                return Arrays.copyOf(
                        bytes, random.nextBoolean() ? place : bytes.length + random.nextInt(5_000));
            }
            default -> {
                int to = Math.min(bytes.length, place + 1 + random.nextInt(64));
                byte[] shorter = Arrays.copyOf(bytes, bytes.length - (to - place));
                System.arraycopy(bytes, to, shorter, place, bytes.length - to);
                return shorter;
            }
        }
        return bytes;
    }

    /// Puts the CRC of the pickle, as it is now, where the one of the right file was.
    private static byte[] mended(byte[] right, byte[] bytes) {
        if (right[0] != 'P' || bytes.length != right.length) {
            return bytes;
        }
        ByteBuffer whole = ByteBuffer.wrap(right).order(ByteOrder.LITTLE_ENDIAN);
        int begin = 30 + whole.getShort(26) + whole.getShort(28);
        int end = find(right, begin, 0x08074b50);
        int crc = MadePth.crc(Arrays.copyOfRange(right, begin, end));
        int now = MadePth.crc(Arrays.copyOfRange(bytes, begin, end));
        ByteBuffer to = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = end; i + 4 <= right.length; i++) {
            if (whole.getInt(i) == crc) {
                to.putInt(i, now);
            }
        }
        return bytes;
    }

    private static int find(byte[] bytes, int from, int signature) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int at = from;
        while (buffer.getInt(at) != signature) {
            at++;
        }
        return at;
    }

    /// Opens the file and reads all of every tensor, block by block.
    private void open() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(path);
                Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(1 << 16, 8);
            for (Tensor tensor : checkpoint.tensors()) {
                long step = (1L << 16) / tensor.dtype().bytes();
                for (long at = 0; at < tensor.elements(); at += step) {
                    long count = Math.min(step, tensor.elements() - at);
                    checkpoint.read(tensor, at, block.asSlice(0, count * tensor.dtype().bytes()));
                }
            }
        }
    }
}
