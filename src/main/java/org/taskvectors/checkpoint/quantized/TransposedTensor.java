package org.taskvectors.checkpoint.quantized;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Codes;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.StoredOrder;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.Shape;

/// A quantised matrix, or a stack of matrices, that is stored as the transpose of the model's own:
/// Transformers transposes the weights of `Conv1D` modules (GPT-2's, in × out) before bitsandbytes
/// quantises them, and saves them so; the experts of gpt-oss are in × out too, and quantised as out
/// × in. This transposes them back. It decodes some rows at a time and keeps them, since a row has
/// an element of every stored row.
final class TransposedTensor implements QuantizedTensor {
    /// Weights that are kept at a time, by reader.
    private static final int KEPT = 1 << 20;

    private final QuantizedTensor stored;

    /// Rows of one matrix.
    private final long rows;

    private final int columns;
    private final int keptRows;
    private final Tensor shown;

    /// @param stored matrices of no more than [#KEPT] rows, and not empty
    private TransposedTensor(QuantizedTensor stored) {
        this.stored = stored;
        Tensor tensor = stored.shown();
        long[] sizes = tensor.shape().sizes();
        int last = sizes.length - 1;
        rows = sizes[last];
        columns = Math.toIntExact(sizes[last - 1]);
        keptRows = (int) Math.min(rows, Math.min(Scratch.CHUNK, KEPT / columns));
        sizes[last] = columns;
        sizes[last - 1] = rows;
        shown = new Tensor(tensor.name(), tensor.dtype(), Shape.of(sizes));
    }

    /// Returns `stored` with its last two dimensions exchanged; null if it has only one, or is too
    /// wide.
    static @Nullable QuantizedTensor of(QuantizedTensor stored) {
        Shape shape = stored.shown().shape();
        boolean fits =
                shape.rank() >= 2 && shape.elements() > 0 && shape.size(shape.rank() - 2) <= KEPT;
        return fits ? new TransposedTensor(stored) : null;
    }

    @Override
    public Tensor stored() {
        return stored.stored();
    }

    @Override
    public Tensor shown() {
        return shown;
    }

    @Override
    public Encoding encoding() {
        return stored.encoding();
    }

    @Override
    public Codes codes() {
        return stored.codes().in(new StoredOrder.Transposed());
    }

    @Override
    public void decode(long first, int count, Scratch scratch) throws IOException {
        // Kept rows are copied out last: decoding the stored rows uses the same room.
        float[] result = new float[count];
        int done = 0;
        while (done < count) {
            long row = (first + done) / columns;
            float[] kept = keep(row, scratch);
            long keptFirst = scratch.keptRow * columns;
            int from = (int) (first + done - keptFirst);
            int some = Math.min(count - done, scratch.keptRows * columns - from);
            System.arraycopy(kept, from, result, done, some);
            done += some;
        }
        System.arraycopy(result, 0, scratch.weights, 0, count);
    }

    /// Keeps rows from `row` on, which are numbered over all matrices.
    private float[] keep(long row, Scratch scratch) throws IOException {
        float[] kept = scratch.kept;
        if (equals(scratch.keptOwner)
                && row >= scratch.keptRow
                && row < scratch.keptRow + scratch.keptRows) {
            return kept;
        }
        if (kept.length < keptRows * columns) {
            kept = Arrays.copyOf(kept, keptRows * columns);
            scratch.kept = kept;
        }
        scratch.keptOwner = null;
        long inMatrix = row % rows;
        long matrix = row / rows * rows * columns;
        int some = (int) Math.min(keptRows, rows - inMatrix);
        for (int column = 0; column < columns; column++) {
            stored.decode(matrix + column * rows + inMatrix, some, scratch);
            for (int i = 0; i < some; i++) {
                kept[i * columns + column] = scratch.weights[i];
            }
        }
        scratch.keptOwner = this;
        scratch.keptRow = row;
        scratch.keptRows = some;
        return kept;
    }
}
