package org.taskvectors.merge;

import java.util.List;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;

/// Asks for base + Σ λ·τ as a model on disk.
///
/// @param base where the base lies
/// @param vectors what is put onto it, in the order in which it is added; at least one
/// @param dtype what the sums are rounded to; [OutputDType#SOURCE] is the base's own dtype, tensor
///   by tensor, and bfloat16 where the base is quantised or has 8 bits
/// @param target where the model goes
/// @param isProfiled whether the change that is really written is measured on the way
/// @param isPartial whether changes are left out that cannot be read or that the base has no tensor
///   for
/// @param compute with what it computes
public record ApplyRequest(
        Located base,
        List<Applied> vectors,
        OutputDType dtype,
        Target target,
        boolean isProfiled,
        boolean isPartial,
        Compute compute) {
    public ApplyRequest {
        base = base.asModel();
        vectors = List.copyOf(vectors);
        if (vectors.isEmpty()) {
            throw new IllegalArgumentException("nothing to apply");
        }
    }

    /// Returns all that is read.
    public Stream<Located> read() {
        return Stream.concat(Stream.of(base), vectors.stream().map(Applied::vector));
    }
}
