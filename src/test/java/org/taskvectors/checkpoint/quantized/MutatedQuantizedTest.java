package org.taskvectors.checkpoint.quantized;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;

/// Files of bitsandbytes and Transformers to which something happened: whatever it was, they give
/// numbers or a failure that names file and place, in bounded memory. How many are tried is said by
/// `taskvectors.mutations`.
class MutatedQuantizedTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "quantized");
    private static final int CASES = Integer.getInteger("taskvectors.mutations", 300);
    private static final long MOST_MEMORY = 16L << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// What stands in headers and states, and what it is replaced by.
    private static final List<String> WHAT =
            List.of(
                    "\"blocksize\": 64",
                    "\"nested_blocksize\": 256",
                    "\"shape\": [",
                    "\"nested_offset\": 0.0",
                    "quant_type",
                    "nf4",
                    "fp4",
                    "absmax",
                    "quant_map",
                    "SCB",
                    "weight_scale",
                    "[16]",
                    "[256]",
                    "\"U8\"",
                    "\"I8\"",
                    "\"F32\"",
                    "\"F8_E4M3\"",
                    "32",
                    "56",
                    "128");

    private static final List<String> BY =
            List.of(
                    "\"blocksize\": 32",
                    "\"blocksize\": 9e9",
                    "\"shape\": [[",
                    "\"shape\": [9223372036854775807,",
                    "-1",
                    "0",
                    "9999999999",
                    "nf4",
                    "fp4",
                    "absmax",
                    "SCB",
                    "\"U8\"",
                    "\"F16\"",
                    "\"BF16\"",
                    "\"F8_E5M2\"",
                    "\"F8_E8M0\"",
                    "[2,128]",
                    "NaN",
                    "{",
                    "");

    @TempDir private Path folder;

    @Test
    void everyAccidentIsARightAnswerOrATypedFailure() throws IOException {
        List<Path> originals =
                List.of(
                        GOLDEN.resolve("llama-nf4-nested/model.safetensors"),
                        GOLDEN.resolve("llama-fp4/model.safetensors"),
                        GOLDEN.resolve("llama-nf4-storage-bf16/model.safetensors"),
                        GOLDEN.resolve("llama-int8/model.safetensors"),
                        GOLDEN.resolve("gpt2-nf4/model.safetensors"),
                        GOLDEN.resolve("fp8.safetensors"));
        for (Path original : originals) {
            tryOut(original);
        }
    }

    private void tryOut(Path original) throws IOException {
        byte[] right = Files.readAllBytes(original);
        Path model = folder.resolve(original.getParent().getFileName());
        Files.createDirectories(model);
        Path config = original.resolveSibling("config.json");
        if (Files.exists(config)) {
            Files.copy(config, model.resolve("config.json"));
        }
        Path path = model.resolve("model.safetensors");
        Files.write(path, right);
        readAll(path);
        int opened = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = right.clone();
            Random random = new Random(i);
            for (int accidents = 1 + random.nextInt(3); accidents > 0; accidents--) {
                bytes = mutated(bytes, random);
            }
            Files.write(path, bytes);
            opened += outcome(path, original + " case " + i) ? 1 : 0;
        }
        assertThat(opened).as("some of %s still open", original).isPositive();
    }

    /// Whether all of it could be read.
    private static boolean outcome(Path path, String which) throws IOException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            readAll(path);
            return true;
        } catch (Failure e) {
            assertThat(e.file()).as(which).isEqualTo(path);
            assertThat(e.what()).as(which).isNotBlank();
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(which, e);
        } finally {
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                    .as(which)
                    .isLessThan(MOST_MEMORY);
        }
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        long header = Math.min(bytes.length, header(bytes) + 8);
        return switch (random.nextInt(8)) {
            case 0, 1 -> flipped(bytes, random.nextInt(bytes.length), random);
            case 2 -> flipped(bytes, random.nextInt((int) Math.max(1, header)), random);
            case 3 -> Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
            case 4 -> Arrays.copyOf(bytes, bytes.length + random.nextInt(3000));
            default ->
                    replaced(
                            bytes,
                            WHAT.get(random.nextInt(WHAT.size())),
                            BY.get(random.nextInt(BY.size())),
                            random);
        };
    }

    private static long header(byte[] bytes) {
        return bytes.length < 8
                ? 0
                : Math.clamp(
                        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0),
                        0L,
                        bytes.length);
    }

    private static byte[] flipped(byte[] bytes, int at, Random random) {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        return bytes;
    }

    /// Replaces one of the places of `what`; in the header its length is mended, in the data as
    /// much is cut off or padded behind it as keeps the tensor's size.
    private static byte[] replaced(byte[] bytes, String what, String by, Random random) {
        String text = new String(bytes, ISO_8859_1);
        int at = text.indexOf(what, random.nextInt(bytes.length));
        at = at < 0 ? text.indexOf(what, 8) : at;
        if (at < 8) {
            return bytes;
        }
        long header = header(bytes);
        if (at < header + 8) {
            byte[] result =
                    (text.substring(0, at) + by + text.substring(at + what.length()))
                            .getBytes(ISO_8859_1);
            ByteBuffer.wrap(result)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(0, header + by.length() - what.length());
            return result;
        }
        byte[] with = by.getBytes(ISO_8859_1);
        System.arraycopy(with, 0, bytes, at, Math.min(with.length, bytes.length - at));
        for (int i = at + with.length; i < Math.min(at + what.length(), bytes.length); i++) {
            bytes[i] = ' ';
        }
        return bytes;
    }

    private static void readAll(Path path) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(path);
                Arena arena = Arena.ofConfined()) {
            for (Tensor tensor : checkpoint.tensors()) {
                assertThat(tensor.bytes())
                        .isLessThanOrEqualTo(8 * checkpoint.about().bytesOnDisk());
                MemorySegment target = arena.allocate(Math.max(1, tensor.bytes()), 8);
                checkpoint.read(tensor, 0, target.asSlice(0, tensor.bytes()));
            }
        }
    }
}
