package org.taskvectors.checkpoint.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Turned and sliced tensors against a walk over their elements one by one. `PytorchOracleTest`
/// compares them with PyTorch.
class StridedReaderTest {
    private static final int SIZE = 24 << 20;
    private static final DType[] WIDTHS = {DType.U8, DType.BF16, DType.F32, DType.F64};

    private static Path path;
    private static byte[] content;

    @BeforeAll
    @BeforeContainer
    static void write() throws IOException {
        content = new byte[SIZE];
        new Random(1).nextBytes(content);
        path = Files.createTempFile("strided", ".bin");
        Files.write(path, content);
    }

    @AfterAll
    @AfterContainer
    static void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    private static StoredTensor stored(DType type, long position, long[] sizes, long... strides) {
        return new StoredTensor(
                new Tensor("w", type, Shape.of(sizes)),
                position,
                Arrays.stream(strides).boxed().toList(),
                0);
    }

    /// The bytes of the elements from `first` on, one after the other.
    private static byte[] oneByOne(StoredTensor stored, long first, int count) {
        int width = stored.tensor().dtype().bytes();
        long[] sizes = stored.tensor().shape().sizes();
        byte[] bytes = new byte[count * width];
        for (int i = 0; i < count; i++) {
            long rest = first + i;
            long at = stored.position();
            for (int d = sizes.length - 1; d >= 0; d--) {
                at += rest % sizes[d] * stored.strides().get(d) * width;
                rest /= sizes[d];
            }
            System.arraycopy(content, (int) at, bytes, i * width, width);
        }
        return bytes;
    }

    private interface Reading {
        void read(MemorySegment target) throws Failure;
    }

    private static byte[] read(int bytes, Reading reading) throws Failure {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(bytes, 8);
            reading.read(target);
            return target.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /// Any order of dimensions, gaps between them, dimensions of one element and repeated ones.
    @Property(tries = 200)
    void anyPartOfAnyViewIsItsElements(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        StoredTensor stored = any(random);
        long elements = stored.tensor().elements();
        try (ReadableFile file = ReadableFile.open(path);
                StridedReader reader = new StridedReader(file)) {
            for (int i = 0; i < 4; i++) {
                long first = random.nextLong(elements);
                int count = 1 + random.nextInt((int) Math.min(200_000, elements - first));
                byte[] expected = oneByOne(stored, first, count);

                assertThat(read(expected.length, to -> Gather.fill(file, stored, first, to)))
                        .isEqualTo(expected);
                assertThat(read(expected.length, to -> reader.read(stored, first, to)))
                        .isEqualTo(expected);
            }
        }
    }

    private static StoredTensor any(Random random) {
        DType type = WIDTHS[random.nextInt(WIDTHS.length)];
        int rank = 1 + random.nextInt(5);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            order.add(random.nextInt(i + 1), i);
        }
        long[] sizes = new long[rank];
        long[] strides = new long[rank];
        long room = SIZE / 2 / type.bytes();
        long span = 1;
        for (int d : order) {
            int gap = random.nextInt(3) == 0 ? random.nextInt(1, 3_000) : 0;
            boolean repeats = random.nextInt(8) == 0;
            strides[d] = repeats ? 0 : span + gap;
            long most = Math.min(1 << random.nextInt(13), repeats ? 5 : room / (span + gap));
            sizes[d] = Math.max(1, most <= 1 ? 1 : random.nextLong(most) + 1);
            span += (sizes[d] - 1) * strides[d];
        }
        return stored(type, random.nextInt(1_000), sizes, strides);
    }

    /// As a pass reads: units of 2^20 elements, each by one thread, block by block.
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void threadsReadATurnedMatrixTogether(int threads) throws Exception {
        StoredTensor turned = stored(DType.F32, 64, new long[] {2_049, 2_500}, 1, 2_052);
        byte[] whole = new byte[(int) turned.tensor().bytes()];
        try (ReadableFile file = ReadableFile.open(path);
                StridedReader reader = new StridedReader(file);
                ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> work = new ArrayList<>();
            for (int unit = 0; unit < turned.tensor().elements(); unit += 1 << 20) {
                int begin = unit;
                work.add(
                        pool.submit(
                                () -> {
                                    blocks(reader, turned, begin, whole);
                                    return null;
                                }));
            }
            for (Future<?> each : work) {
                each.get();
            }
            assertThat(reader.bytes()).isLessThanOrEqualTo(threads * (9L << 20));
        }
        assertThat(whole).isEqualTo(oneByOne(turned, 0, (int) turned.tensor().elements()));
    }

    private static void blocks(StridedReader reader, StoredTensor stored, int begin, byte[] whole)
            throws Failure {
        int end = (int) Math.min(begin + (1 << 20), stored.tensor().elements());
        for (int at = begin; at < end; at += 1 << 14) {
            int first = at;
            byte[] block =
                    read(4 * Math.min(1 << 14, end - at), to -> reader.read(stored, first, to));
            System.arraycopy(block, 0, whole, 4 * at, block.length);
        }
    }

    @Test
    void closingGivesTheMemoryBackAndReadingAfterwardsIsAFailure() throws IOException {
        StoredTensor turned = stored(DType.F32, 0, new long[] {1_000, 1_000}, 1, 1_000);
        ReadableFile file = ReadableFile.open(path);
        StridedReader reader = new StridedReader(file);
        try (file;
                reader) {
            read(4, to -> reader.read(turned, 7, to));
            assertThat(reader.bytes()).isEqualTo(4_000_000);
        }

        assertThat(reader.bytes()).isZero();
        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> read(4, to -> reader.read(turned, 7, to)));
        assertThat(failure.problem()).isEqualTo(FileProblem.READ_FAILED);
    }

    /// Looking into many large tensors, as a browser does, holds no more than the limit.
    @Test
    void whatIsOnlyLookedAtMakesRoomForOthers() throws IOException {
        try (ReadableFile file = ReadableFile.open(path);
                StridedReader reader = new StridedReader(file)) {
            for (int i = 0; i < 40; i++) {
                StoredTensor turned =
                        new StoredTensor(
                                new Tensor("w" + i, DType.F32, Shape.of(1_000, 1_000)),
                                0,
                                List.of(1L, 1_000L),
                                0);
                read(4, to -> reader.read(turned, 7, to));
                assertThat(reader.bytes()).isLessThanOrEqualTo(SlabCache.LIMIT);
            }
        }
    }

    @Test
    void aFileThatShrinksIsAFailureAndIsReadAgainWhenItIsWhole() throws IOException {
        Path own = Files.createTempFile("strided", ".bin");
        Files.write(own, content);
        StoredTensor turned = stored(DType.F32, 0, new long[] {1_000, 1_000}, 1, 1_000);
        try (ReadableFile file = ReadableFile.open(own);
                StridedReader reader = new StridedReader(file);
                RandomAccessFile change = new RandomAccessFile(own.toFile(), "rw")) {
            change.setLength(1_000_000);
            Failure failure =
                    catchThrowableOfType(
                            Failure.class, () -> read(4, to -> reader.read(turned, 7, to)));
            assertThat(failure.problem()).isEqualTo(FileProblem.SHORTENED);
            assertThat(reader.bytes()).isZero();

            Files.write(own, content);
            assertThat(read(4, to -> reader.read(turned, 7, to))).isEqualTo(oneByOne(turned, 7, 1));
        } finally {
            Files.delete(own);
        }
    }
}
