package org.taskvectors.checkpoint.alignment;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.WeightsFile;

/// Reads a view: rows of several tensors as one. It holds one reader of the source at a time, since
/// a thread reads on where it stopped.
final class ViewReader implements TensorReader {
    private final Checkpoint source;
    private final Tensor tensor;
    private final List<Piece> pieces;
    private final long[] starts;
    private final long length;
    private @Nullable Tensor open;
    private @Nullable TensorReader reader;

    ViewReader(Checkpoint source, View view) {
        this.source = source;
        tensor = view.tensor();
        pieces = view.pieces();
        length = Atom.rowLength(tensor.shape());
        starts = new long[pieces.size() + 1];
        for (int i = 0; i < pieces.size(); i++) {
            starts[i + 1] = starts[i] + pieces.get(i).rows();
        }
    }

    @Override
    public void read(long first, MemorySegment target) throws IOException {
        WeightsFile.offsetWithin(tensor, first, target.byteSize());
        int width = tensor.dtype().bytes();
        long count = target.byteSize() / width;
        for (long at = 0; at < count; ) {
            long row = (first + at) / length;
            long within = (first + at) % length;
            int piece = pieceOf(row);
            long inPiece = row - starts[piece];
            long rows = pieces.get(piece).isStraight() ? pieces.get(piece).rows() - inPiece : 1;
            long some = Math.min(count - at, rows * length - within);
            reader(pieces.get(piece).source())
                    .read(
                            pieces.get(piece).sourceRow(inPiece) * length + within,
                            target.asSlice(at * width, some * width));
            at += some;
        }
    }

    private int pieceOf(long row) {
        int low = 0;
        int high = pieces.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (starts[middle] <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private TensorReader reader(Tensor of) throws IOException {
        TensorReader known = reader;
        if (known != null && of.equals(open)) {
            return known;
        }
        close();
        TensorReader next = source.reader(of);
        open = of;
        reader = next;
        return next;
    }

    @Override
    public long grain() {
        return length;
    }

    @Override
    public void close() {
        TensorReader known = reader;
        if (known != null) {
            known.close();
        }
        reader = null;
        open = null;
    }
}
