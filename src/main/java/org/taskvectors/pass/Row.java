package org.taskvectors.pass;

import java.util.List;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;

/// Tensors that a pass reads side by side, element by element.
///
/// @param parts at least one; all have the elements that are read
/// @param first the first element that is read; it begins at a whole word of 8 bytes of each part
/// @param count how many are read
public record Row(List<Part> parts, long first, long count) {
    /// One of them.
    ///
    /// @param checkpoint where it is read
    public record Part(Checkpoint checkpoint, Tensor tensor) {}

    public Row {
        parts = List.copyOf(parts);
    }

    /// A whole tensor.
    public static Row of(Checkpoint checkpoint, Tensor tensor) {
        return new Row(List.of(new Part(checkpoint, tensor)), 0, tensor.elements());
    }

    /// Bytes that reading it takes, of the elements as they are read.
    public long bytes() {
        return parts.stream()
                .mapToLong(part -> Math.ceilDiv(count * part.tensor().dtype().bits(), 8L))
                .sum();
    }

    /// Bits of the widest element among its parts.
    int widest() {
        return parts.stream().mapToInt(part -> part.tensor().dtype().bits()).max().orElse(8);
    }
}
