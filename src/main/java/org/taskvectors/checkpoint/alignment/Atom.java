package org.taskvectors.checkpoint.alignment;

import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.Shape;

/// The smallest tensor that some layout has, and where a checkpoint keeps it: one projection of one
/// expert, a whole tensor mostly.
///
/// @param name its name in the model's layout, without the prefixes of tools
/// @param shape its shape
/// @param tensor the checkpoint's tensor that holds it
/// @param firstRow its first row in that tensor
/// @param order how its rows lie there
record Atom(String name, Shape shape, Tensor tensor, long firstRow, RowOrder order) {
    /// Returns the elements of a row: the innermost dimension, 1 for a tensor of rank 0 or 1.
    static long rowLength(Shape shape) {
        return shape.rank() < 2 ? 1 : shape.size(shape.rank() - 1);
    }

    /// Returns how many rows a tensor of a shape has.
    static long rows(Shape shape) {
        long length = rowLength(shape);
        return length == 0 ? 0 : shape.elements() / length;
    }

    long rows() {
        return rows(shape);
    }

    Atom named(String other) {
        return new Atom(other, shape, tensor, firstRow, order);
    }

    boolean isWhole() {
        return shape.equals(tensor.shape());
    }
}
