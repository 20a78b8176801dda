package org.taskvectors.merge;

import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Method;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;

/// Asks for a merge as a model on disk.
///
/// @param method how it is merged
/// @param chosen the values of the method's parameters
/// @param base the base. With one, vectors are merged, and a model is taken as its difference from
///   it; without one models are mixed. Arcee Fusion mixes models and reads the base
/// @param ingredients vectors, adapters, or models, in their order
/// @param dtype what the result is rounded to; [OutputDType#SOURCE] is the dtype of the base, or of
///   the first model, tensor by tensor
/// @param target where the model goes
/// @param isProfiled whether the change of the base that is really written is measured on the way;
///   only of merged vectors
/// @param isPartial whether changes are left out that cannot be read or that the base has no tensor
///   for
/// @param compute with what it computes
public record MergeRequest(
        Method method,
        Chosen chosen,
        Optional<Located> base,
        List<Given> ingredients,
        OutputDType dtype,
        Target target,
        boolean isProfiled,
        boolean isPartial,
        Compute compute) {
    public MergeRequest {
        ingredients = List.copyOf(ingredients);
        if (ingredients.isEmpty()) {
            throw new IllegalArgumentException("nothing to merge");
        }
    }
}
