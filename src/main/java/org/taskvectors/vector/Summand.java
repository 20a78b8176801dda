package org.taskvectors.vector;

import java.util.List;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.file.ReadAhead;

/// One summand λ·τ of one tensor of a sum.
///
/// @param vector the checkpoint that τ is read from
/// @param tensor τ, in the layout of the output; it may have fewer elements than the output, and
///   changes only as many
/// @param lambda λ; a sum in float32 takes it as float32
public record Summand(Checkpoint vector, Tensor tensor, double lambda) {
    float factor() {
        return (float) lambda;
    }

    /// Returns which bytes are read of τ for some elements of the output.
    List<ReadAhead.Span> spans(long first, long count) {
        return TensorSpans.within(vector, tensor, first, count);
    }
}
