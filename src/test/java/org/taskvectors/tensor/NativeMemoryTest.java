package org.taskvectors.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

class NativeMemoryTest {
    @Test
    void isZeroAlignedAndOfItsSize() {
        for (long bytes : new long[] {1, 63, 64, 1 << 20, (1 << 20) + 5}) {
            try (Arena arena = Arena.ofShared()) {
                MemorySegment memory = NativeMemory.allocate(bytes, arena);
                assertThat(memory.address() % 64).isZero();
                assertThat(memory.byteSize()).isEqualTo(bytes);
                assertThat(memory.get(ValueLayout.JAVA_BYTE, bytes - 1)).isZero();
                memory.fill((byte) 1);
            }
        }
    }

    @Test
    void isGoneWithItsArena() {
        MemorySegment memory;
        try (Arena arena = Arena.ofConfined()) {
            memory = NativeMemory.allocate(8, arena);
        }
        assertThatThrownBy(() -> memory.get(ValueLayout.JAVA_BYTE, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    /// More than -Xmx and -XX:MaxDirectMemorySize allow, of which nothing is touched.
    @Test
    void isNoDirectMemory() {
        try (Arena arena = Arena.ofConfined()) {
            long bytes = 2 * Runtime.getRuntime().maxMemory();
            assertThat(NativeMemory.allocate(bytes, arena).byteSize()).isEqualTo(bytes);
        }
    }

    @Test
    void moreThanThereIsFails() {
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> NativeMemory.allocate(1L << 60, arena))
                    .isInstanceOf(OutOfMemoryError.class);
        }
    }
}
