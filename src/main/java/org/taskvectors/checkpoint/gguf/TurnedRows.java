package org.taskvectors.checkpoint.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// Reads rows of matrices that are stored transposed. A row has an element of every stored row, so
/// this transposes some rows at a time and keeps them, since a reader usually goes on where it
/// stopped. For one thread at a time.
final class TurnedRows {
    /// Elements that are kept at a time, and one row at least.
    private static final int KEPT = 1 << 19;

    /// The most rows that are kept at a time; a multiple of every block's weights.
    private static final int MOST_ROWS = 1 << 12;

    /// Stored rows that are transposed at a time: each row gets a cache line from them.
    private static final int TILE = 16;

    /// Stored rows are read whole where at least this share of them is needed.
    private static final int SHARE = 8;

    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ReadableFile file;
    private byte[] kept = {};
    private byte[] raw = {};
    private float[] numbers = {};
    private @Nullable Entry entry;
    private long firstRow;
    private int rows;

    TurnedRows(ReadableFile file) {
        this.file = file;
    }

    /// Whether a row of `of` is kept, so that it costs nothing to read it here.
    boolean holds(Entry of, long row) {
        return of.equals(entry) && row >= firstRow && row < firstRow + rows;
    }

    /// Fills `target` with elements of `of` from `first` on.
    void read(Entry of, long first, MemorySegment target) throws Failure {
        int size = of.tensor().dtype().bytes();
        long length = of.stored().sizes()[0] * size;
        long begin = first * size;
        for (long done = 0; done < target.byteSize(); ) {
            long row = (begin + done) / length;
            if (!holds(of, row)) {
                keep(of, row, size);
            }
            long from = begin + done - firstRow * length;
            long some = Math.min(target.byteSize() - done, rows * length - from);
            MemorySegment.copy(kept, (int) from, target, ValueLayout.JAVA_BYTE, done, (int) some);
            done += some;
        }
    }

    /// Transposes the rows around `row`; which ones does not depend on the reader.
    private void keep(Entry of, long row, int size) throws Failure {
        GgufHeader.Stored stored = of.stored();
        int weights = stored.type().blockWeights();
        long fit = Math.clamp(KEPT / stored.sizes()[0], 1, MOST_ROWS);
        // Whole blocks, unless the rows are so long that a block has too many.
        long step = fit < weights ? fit : fit / weights * weights;
        entry = null;
        firstRow = row / step * step;
        rows = (int) Math.min(step, stored.width() - firstRow);
        kept = atLeast(kept, Math.multiplyExact(rows * (long) size, stored.sizes()[0]));
        for (long at = 0; at < stored.sizes()[0]; at += TILE) {
            turn(stored, at, (int) Math.min(TILE, stored.sizes()[0] - at), size);
        }
        entry = of;
    }

    /// Reads the needed part of `count` stored rows from `at` on, and transposes them.
    private void turn(GgufHeader.Stored stored, long at, int count, int size) throws Failure {
        GgmlType type = stored.type();
        long rowBytes = stored.width() / type.blockWeights() * type.blockBytes();
        long firstBlock = firstRow / type.blockWeights();
        int blocks = (int) (Math.ceilDiv(firstRow + rows, (long) type.blockWeights()) - firstBlock);
        int needed = blocks * type.blockBytes();
        long offset = firstBlock * type.blockBytes();
        boolean whole = (long) needed * SHARE >= rowBytes;
        int stride = whole ? (int) rowBytes : needed;
        raw = atLeast(raw, (long) count * stride);
        if (whole) {
            file.read(stored.position() + at * rowBytes, part(0, count * stride));
        } else {
            for (int i = 0; i < count; i++) {
                file.read(
                        stored.position() + (at + i) * rowBytes + offset, part(i * stride, needed));
            }
        }
        int skip = whole ? (int) offset : 0;
        Dequantizer dequantizer = type.dequantizer();
        int length = (int) stored.sizes()[0];
        if (dequantizer == null) {
            scatter(skip, stride, count, (int) at, length, size);
            return;
        }
        int decoded = blocks * type.blockWeights();
        if (numbers.length < TILE * decoded) {
            numbers = new float[TILE * decoded];
        }
        for (int i = 0; i < count; i++) {
            dequantizer.decode(raw, skip + i * stride, blocks, numbers, i * decoded);
        }
        int first = (int) (firstRow - firstBlock * type.blockWeights());
        for (int row = 0; row < rows; row++) {
            int to = 4 * (row * length + (int) at);
            for (int i = 0; i < count; i++) {
                INT.set(
                        kept,
                        to + 4 * i,
                        Float.floatToRawIntBits(numbers[first + i * decoded + row]));
            }
        }
    }

    private MemorySegment part(int from, int bytes) {
        return MemorySegment.ofArray(raw).asSlice(from, bytes);
    }

    /// Plain elements as they are.
    private void scatter(int skip, int stride, int count, int at, int length, int size) {
        for (int row = 0; row < rows; row++) {
            int to = size * (row * length + at);
            int from = skip + size * row;
            for (int i = 0; i < count; i++) {
                switch (size) {
                    case 2 -> SHORT.set(kept, to + 2 * i, (short) SHORT.get(raw, from));
                    case 4 -> INT.set(kept, to + 4 * i, (int) INT.get(raw, from));
                    case 8 -> LONG.set(kept, to + 8 * i, (long) LONG.get(raw, from));
                    default -> kept[to + i] = raw[from];
                }
                from += stride;
            }
        }
    }

    private static byte[] atLeast(byte[] bytes, long size) {
        return bytes.length >= size ? bytes : new byte[Math.toIntExact(size)];
    }
}
