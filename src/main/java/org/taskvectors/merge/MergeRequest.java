package org.taskvectors.merge;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.file.Failure;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.MethodProblem;
import org.taskvectors.merge.method.Space;
import org.taskvectors.saving.Beside;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;

/// Asks for a merge on disk: a model, a vector, or an adapter.
///
/// @param method how it is merged
/// @param chosen the values of the method's parameters
/// @param base the base. With one, vectors are merged, and a model is taken as its difference from
///   it; without one models are mixed, and merged vectors can only be a vector. Arcee Fusion mixes
///   models and reads the base
/// @param ingredients vectors, adapters, or models, in their order
/// @param dtype what the result is rounded to; [OutputDType#SOURCE] is the dtype of the base, or of
///   the first model, tensor by tensor, and of a vector or an adapter float32
/// @param output as what it is saved, and where
/// @param isProfiled whether the change of the base that is really written is measured on the way;
///   only of merged vectors that are saved as a model. A vector is always measured
/// @param isPartial whether changes are left out that cannot be read or that the base has no tensor
///   for
/// @param stacking how base and ingredients are put together of models' layers, where they are
/// @param recipe the recipe that asks for it; empty if it was asked by options
/// @param words whose tokens the result has, and which chat template
/// @param compute with what it computes
public record MergeRequest(
        Method method,
        Chosen chosen,
        Optional<Located> base,
        List<Given> ingredients,
        OutputDType dtype,
        Output output,
        boolean isProfiled,
        boolean isPartial,
        Optional<Stacking> stacking,
        Optional<AskedRecipe> recipe,
        Words words,
        Compute compute) {
    public MergeRequest {
        base = base.map(Located::asModel);
        ingredients = List.copyOf(ingredients);
        if (ingredients.isEmpty()) {
            throw new IllegalArgumentException("nothing to merge");
        }
    }

    /// A merge of what lies in files as it lies there, saved as a model.
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
                new Output.Model(target),
                isProfiled,
                isPartial,
                Optional.empty(),
                Optional.empty(),
                Words.AS_THEY_ARE,
                compute);
    }

    /// Whether vectors are merged, those of models too.
    ///
    /// @param given what each ingredient is taken as
    static boolean isOfVectors(Method method, List<Space> given, boolean isOnBase) {
        Set<Space> spaces = method.spaces();
        return given.contains(Space.VECTORS)
                || !spaces.contains(Space.MODELS)
                || (isOnBase && spaces.contains(Space.VECTORS));
    }

    /// Whether vectors are merged, those of models too, into a change of a base.
    public boolean isOfVectorsOnBase() {
        boolean isOnBase = base.isPresent() || stacking.flatMap(Stacking::base).isPresent();
        return isOnBase
                && isOfVectors(method, ingredients.stream().map(Given::space).toList(), true);
    }

    /// Returns the same with other values of parameters.
    MergeRequest withChosen(Chosen other) {
        return new MergeRequest(
                method,
                other,
                base,
                ingredients,
                dtype,
                output,
                isProfiled,
                isPartial,
                stacking,
                recipe,
                words,
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
                output,
                isProfiled,
                isPartial,
                stacking,
                recipe,
                newWords,
                compute);
    }

    /// Returns the same, saved otherwise.
    public MergeRequest withOutput(Output other) {
        return new MergeRequest(
                method,
                chosen,
                base,
                ingredients,
                dtype,
                other,
                isProfiled,
                isPartial,
                stacking,
                recipe,
                words,
                compute);
    }

    /// Checks that no change of a base is measured, for models that are mixed.
    ///
    /// @throws Failure [MethodProblem#INGREDIENTS]
    void requireUnprofiled() throws Failure {
        if (isProfiled) {
            throw Failure.of(
                    MethodProblem.INGREDIENTS,
                    null,
                    method.title()
                            + " mixes models, and the change that is measured is that of vectors"
                            + " on a base",
                    "Leave out --profile");
        }
    }

    /// Returns what the folder holds otherwise than the base's or the first model's.
    ///
    /// @param texts files that are written beside the weights, by name
    Beside beside(Map<String, String> texts) {
        return new Beside(
                texts,
                stacking.isPresent()
                        ? OptionalInt.of(stacking.get().layers())
                        : OptionalInt.empty());
    }
}
