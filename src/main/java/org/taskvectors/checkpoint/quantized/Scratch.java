package org.taskvectors.checkpoint.quantized;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What one reader needs while it decodes: room for stored bytes, and the scales that it read last,
/// which the next block mostly needs too.
final class Scratch implements AutoCloseable {
    /// Weights that are decoded at a time.
    static final int CHUNK = 1 << 14;

    /// Scales that are kept at a time; a chunk never needs more than one a weight, and one at
    /// either end.
    static final int WINDOW = CHUNK + 2;

    /// Bytes of the widest scale.
    private static final int WIDEST = 4;

    private final Arena arena = Arena.ofConfined();

    /// Stored weights of one chunk, and what lies around them up to whole elements.
    final MemorySegment stored = arena.allocate(CHUNK + 16, 64);

    /// The same on the heap.
    final byte[] codes = new byte[CHUNK + 16];

    /// The numbers of four bits, scaled for one block.
    final float[] table = new float[16];

    /// Stored scales of one window.
    final MemorySegment scaleBytes = arena.allocate((long) WINDOW * WIDEST, 64);

    /// Decoded scales; those of [#owner] from [#firstScale] on.
    final float[] scales = new float[WINDOW];

    /// Scales of a second level, where the first level's are quantised themselves.
    final float[] outer = new float[WINDOW];

    /// Decoded weights of one chunk.
    final float[] weights = new float[CHUNK];

    /// Whose scales these are; null before the first.
    @Nullable Object owner;

    long firstScale;
    int scaleCount;

    /// Rows of a matrix that is turned round; empty until there is one.
    float[] kept = {};

    /// Whose rows these are; null before the first.
    @Nullable Object keptOwner;

    long keptRow;
    int keptRows;

    @Override
    public void close() {
        arena.close();
    }
}
