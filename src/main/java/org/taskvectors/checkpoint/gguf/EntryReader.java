package org.taskvectors.checkpoint.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.gguf.Entry.Order;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// Reads elements of a tensor wherever they begin: blocks of a quantised type are decoded as far as
/// they are asked for, and order and numbers are put back where a converter changed them. Safe from
/// several threads at once; the memory that a read works in is used again by the next.
final class EntryReader {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// A buffer cannot span more than 2 GiB.
    private static final long LARGEST_READ = 1L << 30;

    private final ReadableFile file;
    private final ConcurrentLinkedQueue<Desk> desks = new ConcurrentLinkedQueue<>();

    EntryReader(ReadableFile file) {
        this.file = file;
    }

    /// What one read works in: as many as there ever were reads at once exist.
    private static final class Desk {
        /// A multiple of every block's weights.
        static final int WEIGHTS = 1 << 14;

        /// Columns that are taken at once of a matrix to be transposed.
        static final int COLUMNS = 256;

        /// Rows of such a matrix are read whole where at least so many fit.
        static final int ROWS = 8;

        final float[] numbers = new float[WEIGHTS];
        final byte[] raw = new byte[8 * WEIGHTS];
    }

    /// Fills `target` with elements of the offered tensor from `first` on.
    void read(Entry entry, long first, MemorySegment target) throws Failure {
        Desk free = desks.poll();
        Desk desk = free == null ? new Desk() : free;
        try {
            read(entry, first, target, desk);
        } finally {
            desks.add(desk);
        }
    }

    private void read(Entry entry, long first, MemorySegment target, Desk desk) throws Failure {
        if (target.byteSize() == 0) {
            return;
        }
        int size = entry.tensor().dtype().bytes();
        switch (entry.order()) {
            case Order.AsStored() -> asStored(entry.stored(), first, size, target, desk);
            case Order.MinusOne() -> minusOne(entry.stored(), first, target, desk);
            case Order.RotaryRows(long half) ->
                    rotary(entry.stored(), half, first, size, target, desk);
            case Order.Transposed() -> transposed(entry, first, size, target, desk);
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

    /// Reads the columns of the stored matrix that are the rows asked for: whole stored rows, many
    /// at once, where they are short, else of each row the blocks that these columns lie in.
    private void transposed(Entry entry, long first, int size, MemorySegment target, Desk desk)
            throws Failure {
        GgufHeader.Stored stored = entry.stored();
        GgmlType type = stored.type();
        long rows = stored.sizes()[0];
        long rowBytes = stored.width() / type.blockWeights() * type.blockBytes();
        long last = (first + target.byteSize() / size - 1) / rows;
        int step;
        for (long column = first / rows; column <= last; column += step) {
            step = (int) Math.min(last - column + 1, Desk.COLUMNS);
            long block = column / type.blockWeights();
            long end = Math.ceilDiv(column + step, type.blockWeights());
            int some = (int) Math.min(rows, desk.raw.length / rowBytes);
            boolean whole = some >= Desk.ROWS;
            long from = whole ? 0 : block * type.blockBytes();
            long bytes = whole ? rowBytes : (end - block) * type.blockBytes();
            for (long row = 0; row < rows; row += whole ? some : 1) {
                int count = whole ? (int) Math.min(some, rows - row) : 1;
                file.read(
                        stored.position() + row * rowBytes + from,
                        MemorySegment.ofArray(desk.raw).asSlice(0, count * bytes));
                for (int i = 0; i < count; i++) {
                    int raw = (int) (i * bytes + block * type.blockBytes() - from);
                    long at = column * rows + row + i - first;
                    place(type, desk, raw, (int) (end - block), column, step, at, rows, target);
                }
            }
        }
    }

    /// Puts the elements of `columns` columns from `column` on, which lie in the blocks at `raw`,
    /// where they belong in `target`: the first at element `at`, each next one `stride` further;
    /// what lies outside is not asked for.
    private static void place(
            GgmlType type,
            Desk desk,
            int raw,
            int blocks,
            long column,
            int columns,
            long at,
            long stride,
            MemorySegment target) {
        Dequantizer dequantizer = type.dequantizer();
        int size = dequantizer == null ? type.blockBytes() : Float.BYTES;
        int skip = (int) (column % type.blockWeights());
        if (dequantizer != null) {
            dequantizer.decode(desk.raw, raw, blocks, desk.numbers, 0);
        }
        MemorySegment bytes = MemorySegment.ofArray(desk.raw);
        for (int i = 0; i < columns; i++) {
            long to = (at + i * stride) * size;
            if (to < 0 || to >= target.byteSize()) {
                continue;
            }
            if (dequantizer == null) {
                MemorySegment.copy(bytes, raw + (long) i * size, target, to, size);
            } else {
                target.set(FLOAT, to, desk.numbers[skip + i]);
            }
        }
    }
}
