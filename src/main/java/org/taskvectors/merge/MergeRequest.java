package org.taskvectors.merge;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Method;
import org.taskvectors.saving.Beside;
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
/// @param stacking how base and ingredients are put together of models' layers, where they are
/// @param texts files that are written beside the weights, by name
/// @param words whose tokens the result has, and which chat template
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
        Optional<Stacking> stacking,
        Map<String, String> texts,
        Words words,
        Compute compute) {
    public MergeRequest {
        texts = Map.copyOf(texts);
        ingredients = List.copyOf(ingredients);
        if (ingredients.isEmpty()) {
            throw new IllegalArgumentException("nothing to merge");
        }
    }

    /// A merge of what lies in files as it lies there.
    public MergeRequest(
            Method method,
            Chosen chosen,
            Optional<Located> base,
            List<Given> ingredients,
            OutputDType dtype,
            Target target,
            boolean isProfiled,
            boolean isPartial,
            Compute compute) {
        this(
                method,
                chosen,
                base,
                ingredients,
                dtype,
                target,
                isProfiled,
                isPartial,
                Optional.empty(),
                Map.of(),
                Words.AS_THEY_ARE,
                compute);
    }

    /// Returns the same merge with other words.
    public MergeRequest with(Words newWords) {
        return new MergeRequest(
                method,
                chosen,
                base,
                ingredients,
                dtype,
                target,
                isProfiled,
                isPartial,
                stacking,
                texts,
                newWords,
                compute);
    }

    /// Returns what the folder holds otherwise than the base's or the first model's.
    Beside beside() {
        return new Beside(
                texts,
                stacking.isPresent()
                        ? OptionalInt.of(stacking.get().layers())
                        : OptionalInt.empty());
    }
}
