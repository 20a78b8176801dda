package org.taskvectors.checkpoint;

import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// A named tensor of a checkpoint: its name, the dtype of its elements, and its shape. A
/// [Checkpoint#reader] reads its numbers.
public record Tensor(String name, DType dtype, Shape shape) {
    public long elements() {
        return shape.elements();
    }

    /// Returns the bytes of the packed elements: ⌈elements · bits / 8⌉.
    public long bytes() {
        long bits = Math.multiplyExact(elements(), (long) dtype.bits());
        return bits / 8 + (bits % 8 == 0 ? 0 : 1);
    }
}
