package org.taskvectors.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;

class NativeBlockTest {
    @Test
    void aBlockIsZeroAndBeginsAtALargePage() throws Exception {
        for (long bytes : new long[] {0, 1, 4096, (2 << 20) - 1, (5 << 20) + 3}) {
            try (NativeBlock block = NativeBlock.allocate(bytes)) {
                MemorySegment memory = block.memory();
                assertThat(memory.byteSize()).isEqualTo(bytes);
                assertThat(memory.address() % (2 << 20)).isZero();
                for (long i = 0; i < bytes; i++) {
                    if (memory.get(ValueLayout.JAVA_BYTE, i) != 0) {
                        throw new AssertionError("byte " + i);
                    }
                }
                memory.fill((byte) 7);
            }
        }
    }

    @Test
    void pagesTakeRoomWhenTheyAreWritten() throws Exception {
        Path status = Path.of("/proc/self/statm");
        Assumptions.assumeTrue(Files.exists(status), "only Linux tells");
        long before = residentPages(status);
        try (NativeBlock block = NativeBlock.allocate(1L << 30)) {
            assertThat(residentPages(status) - before).isLessThan(100 << 20 >> 12);
            block.memory().asSlice(0, 300 << 20).fill((byte) 1);
            assertThat(residentPages(status) - before).isGreaterThan(200 << 20 >> 12);
        }
        assertThat(residentPages(status) - before).isLessThan(100 << 20 >> 12);
    }

    private static long residentPages(Path status) throws Exception {
        return Long.parseLong(Files.readString(status).split(" ")[1]);
    }

    @Test
    void whatNoSystemHasIsAFailure() {
        for (long bytes : new long[] {1L << 50, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> NativeBlock.allocate(bytes))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure ->
                                    assertThat(failure.problem())
                                            .isEqualTo(MemoryProblem.NOT_ENOUGH_MEMORY));
        }
    }

    @Test
    void closedItIsNotRead() throws Exception {
        NativeBlock block = NativeBlock.allocate(100);
        MemorySegment memory = block.memory();
        block.close();
        assertThatThrownBy(() -> memory.get(ValueLayout.JAVA_BYTE, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCacheHoldsEachHeadWithoutGaps() throws Exception {
        try (KeyValueCache cache = new KeyValueCache(2, 3, 4, 5, DType.F32)) {
            float[] k = new float[13];
            float[] v = new float[14];
            for (int i = 0; i < 12; i++) {
                k[1 + i] = i;
                v[2 + i] = -i;
            }
            cache.write(new ScalarModelKernels(), 1, 2, k, 1, v, 2);
            for (int head = 0; head < 3; head++) {
                for (int i = 0; i < 4; i++) {
                    assertThat(cache.of(1, head).keys().getAtIndex(ValueLayout.JAVA_FLOAT, 8 + i))
                            .isEqualTo(4f * head + i);
                    long inAll = ((3L + head) * 5 + 2) * 4 + i;
                    assertThat(cache.values().getAtIndex(ValueLayout.JAVA_FLOAT, inAll))
                            .isEqualTo(-4f * head - i);
                }
            }
        }
    }
}
