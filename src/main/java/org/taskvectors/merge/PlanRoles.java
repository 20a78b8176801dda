package org.taskvectors.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.recipe.RecipePlan;
import org.taskvectors.merge.recipe.RecipeProblem;

/// Which input of a plan's tensors is the base of a merge, and which its first, second …
/// ingredient.
///
/// @param isOfVectors whether models count as their differences from the base
/// @param hasBase whether the base is read by itself, and no ingredient
/// @param isBaseCounted whether the base's values come first among the ingredients'
record PlanRoles(boolean isOfVectors, boolean hasBase, boolean isBaseCounted) {
    /// What mixes models even with a base: SLERP turns between the models themselves, of which the
    /// base is one; the others do not know one. So mergekit means them, and this program's own
    /// methods work on vectors wherever there is a base.
    private static final List<String> OF_MODELS =
            List.of("linear", "karcher", "passthrough", "slerp");

    /// @throws Failure [RecipeProblem#NOT_COMPUTED] where slices do not have the same inputs
    static PlanRoles of(RecipePlan plan, RecipeDialect dialect) throws Failure {
        Method method = dialect.method();
        Optional<RecipePlan.Planned> first = Optional.empty();
        for (RecipePlan.Planned tensor : plan.tensors()) {
            if (tensor.isCopied()) {
                continue;
            }
            if (first.isEmpty()) {
                first = Optional.of(tensor);
            } else if (tensor.inputs().size() != first.get().inputs().size()
                    || base(tensor).isPresent() != base(first.get()).isPresent()) {
                throw Failure.of(
                                RecipeProblem.NOT_COMPUTED,
                                null,
                                "slices of different numbers of sources, or with a base and"
                                        + " without, are not computed yet",
                                "Give each slice the same number of sources")
                        .at("slices");
            }
        }
        boolean isBaseThere = first.flatMap(PlanRoles::base).isPresent();
        boolean isOfVectors =
                isBaseThere
                        && (dialect.isOwn() || !OF_MODELS.contains(method.id()))
                        && method.spaces().contains(Space.VECTORS);
        return new PlanRoles(
                isOfVectors, isOfVectors || method.readsBase(), isBaseThere && !isOfVectors);
    }

    /// Returns the base among a tensor's inputs.
    static Optional<RecipePlan.Input> base(RecipePlan.Planned tensor) {
        return tensor.inputs().stream().filter(RecipePlan.Input::isBase).findFirst();
    }

    /// Returns the inputs whose values the method asks for, in its order.
    List<RecipePlan.Input> counted(RecipePlan.Planned tensor) {
        List<RecipePlan.Input> inputs = new ArrayList<>();
        if (isBaseCounted) {
            base(tensor).ifPresent(inputs::add);
        }
        tensor.inputs().stream().filter(input -> !input.isBase()).forEach(inputs::add);
        return inputs;
    }

    /// Returns the inputs that are ingredients, in their order.
    List<RecipePlan.Input> ingredients(RecipePlan.Planned tensor) {
        return hasBase
                ? tensor.inputs().stream().filter(input -> !input.isBase()).toList()
                : counted(tensor);
    }
}
