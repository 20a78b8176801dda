package org.taskvectors.checkpoint.quantized;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Scratch memory of one reader: room for stored bytes, and the scales that it read last, which the
/// next block mostly needs too.
final class Scratch implements AutoCloseable {
    /// Weights that are decoded at a time.
    static final int CHUNK = 1 << 14;

    /// Scales that are kept at a time; a chunk never needs more than one a weight, and one at
    /// either end.
    static final int WINDOW = CHUNK + 2;

    /// Bytes of the widest scale.
    private static final int WIDEST = 4;

    private final Arena arena = Arena.ofConfined();

    /// Stored weights of one chunk, widened to whole stored elements.
    final MemorySegment stored = arena.allocate(CHUNK + 16, 64);

    /// The stored bytes on the heap.
    final byte[] codes = new byte[CHUNK + 16];

    /// The numbers of four bits, scaled for one block.
    final float[] table = new float[16];

    /// Stored scales of one window.
    final MemorySegment scaleBytes = arena.allocate((long) WINDOW * WIDEST, 64);

    /// Decoded scales; those of [#owner] from [#firstScale] on.
    final float[] scales = new float[WINDOW];

    /// Scales of the second level if those of the first are quantised themselves.
    final float[] outer = new float[WINDOW];

    /// Decoded weights of one chunk.
    final float[] weights = new float[CHUNK];

    /// The owner of the scales; null before the first read.
    @Nullable Object owner;

    long firstScale;
    int scaleCount;

    /// Rows of a transposed matrix; empty before the first.
    float[] kept = {};

    /// The owner of the rows; null before the first read.
    @Nullable Object keptOwner;

    long keptRow;
    int keptRows;

    @Override
    public void close() {
        arena.close();
    }
}
