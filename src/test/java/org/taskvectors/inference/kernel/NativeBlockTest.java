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

    /// More than -Xmx and -XX:MaxDirectMemorySize allow, of which nothing is touched.
    @Test
    void aBlockIsNoDirectMemory() throws Exception {
        long bytes = 2 * Runtime.getRuntime().maxMemory();
        try (NativeBlock block = NativeBlock.allocate(bytes)) {
            assertThat(block.memory().byteSize()).isEqualTo(bytes);
        }
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
}
