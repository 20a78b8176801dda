package org.taskvectors.training;

import java.lang.foreign.MemorySegment;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.Shape;

/// The rows of a tensor that lies in memory; a tensor of one axis is one row.
///
/// @param memory its numbers, row by row
/// @param dtype in which they lie
/// @param rows how many there are
/// @param columns of each
record HeldRows(MemorySegment memory, DType dtype, long rows, int columns) {
    HeldRows(Weights weights) {
        this(weights.memory(), weights.dtype(), weights.shape());
    }

    HeldRows(MemorySegment memory, DType dtype, Shape shape) {
        this(
                memory,
                dtype,
                shape.rank() < 2 ? 1 : shape.size(0),
                Math.toIntExact(
                        shape.rank() < 2 ? shape.elements() : shape.elements() / shape.size(0)));
    }

    /// Reads one row.
    void row(long row, double[] into) {
        long bytes = (long) columns * dtype.bytes();
        Numbers.decode(dtype, memory.asSlice(row * bytes, bytes), columns, into);
    }
}
