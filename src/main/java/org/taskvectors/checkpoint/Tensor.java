package org.taskvectors.checkpoint;

import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// A named tensor of a checkpoint: what it is called, what its elements are, and its shape. Its
/// numbers are read with [Checkpoint#read].
public record Tensor(String name, DType dtype, Shape shape) {
    public long elements() {
        return shape.elements();
    }

    /// Bytes of the elements when packed: ⌈elements · bits / 8⌉.
    public long bytes() {
        long bits = Math.multiplyExact(elements(), (long) dtype.bits());
        return bits / 8 + (bits % 8 == 0 ? 0 : 1);
    }
}
