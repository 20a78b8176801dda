package org.taskvectors.pass;

import java.util.List;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;

/// Tensors that a pass reads together, at the same positions.
///
/// @param parts at least one; all of them have the elements of the range
/// @param first the first element to read, which begins at a whole word of 8 bytes of each part
/// @param count how many elements to read
public record Row(List<Part> parts, long first, long count) {
    /// One tensor of a row.
    ///
    /// @param checkpoint the checkpoint to read it from
    public record Part(Checkpoint checkpoint, Tensor tensor) {}

    public Row {
        parts = List.copyOf(parts);
    }

    /// Returns a row of one whole tensor.
    public static Row of(Checkpoint checkpoint, Tensor tensor) {
        return new Row(List.of(new Part(checkpoint, tensor)), 0, tensor.elements());
    }

    /// Returns the bytes that reading the row gives, in the dtypes of its parts.
    public long bytes() {
        return parts.stream()
                .mapToLong(part -> Math.ceilDiv(count * part.tensor().dtype().bits(), 8L))
                .sum();
    }

    /// Returns the bits of the widest dtype among its parts.
    int widest() {
        return parts.stream().mapToInt(part -> part.tensor().dtype().bits()).max().orElse(8);
    }
}
