package org.taskvectors.checkpoint.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.StoredOrder;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// Reads elements of a tensor from any position: decodes the blocks of a quantised type that the
/// range touches, and undoes the converter's changes of order and numbers. Safe for several threads
/// at once; a later read reuses the scratch memory of an earlier one.
final class EntryReader {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// A buffer cannot span more than 2 GiB.
    private static final long LARGEST_READ = 1L << 30;

    private final ReadableFile file;
    private final Deque<Desk> desks = new ArrayDeque<>();

    EntryReader(ReadableFile file) {
        this.file = file;
    }

    /// Scratch memory of one read; there are as many as there were reads at the same time.
    private static final class Desk {
        /// A multiple of every block's weights.
        static final int WEIGHTS = 1 << 14;

        final float[] numbers = new float[WEIGHTS];
        final byte[] raw = new byte[8 * WEIGHTS];
        final TurnedRows turned;

        Desk(ReadableFile file) {
            turned = new TurnedRows(file);
        }
    }

    /// Fills `target` with elements of the shown tensor, beginning with element `first`.
    void read(Entry entry, long first, MemorySegment target) throws Failure {
        Desk desk = take(entry, first);
        try {
            read(entry, first, target, desk);
        } finally {
            giveBack(desk);
        }
    }

    /// Takes a free desk, one that holds the transposed rows of this read already if there is one.
    private synchronized Desk take(Entry entry, long first) {
        if (entry.order() instanceof StoredOrder.Transposed && entry.tensor().elements() > 0) {
            long row = first / entry.stored().sizes()[0];
            for (Desk desk : desks) {
                if (desk.turned.holds(entry, row)) {
                    desks.remove(desk);
                    return desk;
                }
            }
        }
        Desk free = desks.poll();
        return free == null ? new Desk(file) : free;
    }

    private synchronized void giveBack(Desk desk) {
        desks.push(desk);
    }

    private void read(Entry entry, long first, MemorySegment target, Desk desk) throws Failure {
        if (target.byteSize() == 0) {
            return;
        }
        int size = entry.tensor().dtype().bytes();
        switch (entry.order()) {
            case StoredOrder.AsStored() -> asStored(entry.stored(), first, size, target, desk);
            case StoredOrder.MinusOne() -> minusOne(entry.stored(), first, target, desk);
            case StoredOrder.RotaryRows(long half) ->
                    rotary(entry.stored(), half, first, size, target, desk);
            case StoredOrder.Transposed() -> desk.turned.read(entry, first, target);
        }
    }

    /// @param size bytes of an element in `target`
    private void asStored(
            GgufHeader.Stored stored, long first, int size, MemorySegment target, Desk desk)
            throws Failure {
        if (stored.type().dequantizer() == null) {
            // Plain elements, or the bytes of a type that is not read as numbers.
            long position = stored.position() + first * size;
            for (long at = 0; at < target.byteSize(); at += LARGEST_READ) {
                long part = Math.min(LARGEST_READ, target.byteSize() - at);
                file.read(position + at, target.asSlice(at, part));
            }
            return;
        }
        long count = target.byteSize() / size;
        for (long done = 0; done < count; ) {
            long block = (first + done) / stored.type().blockWeights();
            int skip = (int) ((first + done) % stored.type().blockWeights());
            int part = (int) Math.min(count - done, Desk.WEIGHTS - skip);
            decode(stored, block, skip + part, desk);
            MemorySegment.copy(desk.numbers, skip, target, FLOAT, done * size, part);
            done += part;
        }
    }

    /// Decodes at least `weights` weights from the beginning of `block` on.
    private void decode(GgufHeader.Stored stored, long block, int weights, Desk desk)
            throws Failure {
        GgmlType type = stored.type();
        int blocks = Math.ceilDiv(weights, type.blockWeights());
        int bytes = blocks * type.blockBytes();
        MemorySegment raw = MemorySegment.ofArray(desk.raw).asSlice(0, bytes);
        file.read(stored.position() + block * type.blockBytes(), raw);
        Dequantizer dequantizer = type.dequantizer();
        if (dequantizer == null) {
            Numbers.decode(plain(type), raw, weights, desk.numbers);
        } else {
            dequantizer.decode(desk.raw, 0, blocks, desk.numbers, 0);
        }
    }

    private static DType plain(GgmlType type) {
        @Nullable DType plain = type.plain();
        if (plain == null) {
            throw new IllegalArgumentException(type + " is not read as numbers");
        }
        return plain;
    }

    private void minusOne(GgufHeader.Stored stored, long first, MemorySegment target, Desk desk)
            throws Failure {
        long count = target.byteSize() / Float.BYTES;
        for (long done = 0; done < count; ) {
            long block = (first + done) / stored.type().blockWeights();
            int skip = (int) ((first + done) % stored.type().blockWeights());
            int part = (int) Math.min(count - done, Desk.WEIGHTS - skip);
            decode(stored, block, skip + part, desk);
            for (int i = skip; i < skip + part; i++) {
                desk.numbers[i] -= 1f;
            }
            MemorySegment.copy(desk.numbers, skip, target, FLOAT, done * Float.BYTES, part);
            done += part;
        }
    }

    private void rotary(
            GgufHeader.Stored stored,
            long half,
            long first,
            int size,
            MemorySegment target,
            Desk desk)
            throws Failure {
        long rowLength = stored.elements() / stored.sizes()[0];
        long count = target.byteSize() / size;
        for (long done = 0; done < count; ) {
            long row = (first + done) / rowLength;
            long column = (first + done) % rowLength;
            long part = Math.min(count - done, rowLength - column);
            long head = row / (2 * half);
            long within = row % (2 * half);
            long from = head * 2 * half + 2 * (within % half) + within / half;
            asStored(
                    stored,
                    from * rowLength + column,
                    size,
                    target.asSlice(done * size, part * size),
                    desk);
            done += part;
        }
    }
}
