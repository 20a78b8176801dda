package org.taskvectors.inference;

import java.util.List;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.tensor.Compute;

/// What is loaded.
///
/// @param base the model
/// @param vectors what is laid on it, in the order in which it is added
/// @param context the most tokens of a text, at most the model's own; 0 for the model's own, at
///   most 4,096
/// @param compute with what it runs
/// @param isPartial whether changes are left out that cannot be read or that the base has no tensor
///   for
public record LiveRequest(
        Located base, List<Located> vectors, int context, Compute compute, boolean isPartial) {
    public LiveRequest {
        vectors = List.copyOf(vectors);
    }
}
