package org.taskvectors.merge;

import java.util.List;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.file.ReadAhead;

/// A tensor of one ingredient.
///
/// @param checkpoint the ingredient, perhaps in the names of the base
/// @param tensor its tensor
record Ingredient(Checkpoint checkpoint, Tensor tensor) {
    /// Returns which bytes are read of those of some elements that it has.
    List<ReadAhead.Span> spans(long first, long count) {
        return TensorSpans.within(checkpoint, tensor, first, count);
    }
}
