package org.taskvectors.merge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.taskvectors.checkpoint.naming.Buffers;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.merge.recipe.RecipePlan;
import org.taskvectors.merge.recipe.RecipeProblem;
import org.taskvectors.tensor.Shape;

/// Stacks models' layers as a plan has them: one model for each of its roles.
final class PlanStacking {
    private final RecipePlan plan;
    private final PlanRoles roles;
    private final Function<ModelReference, Located> located;
    private final List<ModelReference> models;

    /// @param located where a model of the recipe lies, and how it is opened
    PlanStacking(
            RecipePlan plan,
            PlanRoles roles,
            Map<ModelReference, Path> places,
            Function<ModelReference, Located> located) {
        this.plan = plan;
        this.roles = roles;
        this.located = located;
        models = List.copyOf(places.keySet());
    }

    /// @throws Failure [RecipeProblem#NOT_COMPUTED] where layers cannot be stacked
    Stacking stacking() throws Failure {
        if (plan.layers().size() != 1) {
            throw refused("the layers of a model with several stacks are not stacked anew yet");
        }
        for (ModelReference model : models) {
            if (model.lora().isPresent()) {
                throw refused(
                        "layers of "
                                + Shown.of(model.text())
                                + ", a model with an adapter, are not"
                                + " stacked");
            }
        }
        List<Map<String, Stacking.Piece>> stacks = new ArrayList<>();
        Map<String, Stacking.Piece> base = new LinkedHashMap<>();
        for (RecipePlan.Planned tensor : plan.tensors()) {
            if (!tensor.isCopied()) {
                List<RecipePlan.Input> ingredients = roles.ingredients(tensor);
                while (stacks.size() < ingredients.size()) {
                    stacks.add(new LinkedHashMap<>());
                }
            }
        }
        for (RecipePlan.Planned tensor : plan.tensors()) {
            if (tensor.isCopied()) {
                // Buffers: each role has the same one. Weights that one model alone has would be
                // mixed with themselves, and are refused.
                requireBuffer(tensor);
                Stacking.Piece piece = piece(tensor.inputs().getFirst());
                stacks.forEach(stack -> stack.put(tensor.name(), piece));
                base.put(tensor.name(), piece);
                continue;
            }
            List<RecipePlan.Input> ingredients = roles.ingredients(tensor);
            for (int k = 0; k < ingredients.size(); k++) {
                stacks.get(k).put(tensor.name(), piece(ingredients.get(k)));
            }
            PlanRoles.base(tensor).ifPresent(input -> base.put(tensor.name(), piece(input)));
        }
        return new Stacking(
                models.stream().map(located).toList(),
                roles.hasBase() ? Optional.of(stack(base)) : Optional.empty(),
                stacks.stream().map(PlanStacking::stack).toList(),
                plan.layers().values().iterator().next());
    }

    /// The first tensor's model gives configuration and companions, as the first slice's does in
    /// mergekit.
    private static Stacking.Stack stack(Map<String, Stacking.Piece> pieces) {
        return new Stacking.Stack(pieces.values().iterator().next().model(), pieces);
    }

    private Stacking.Piece piece(RecipePlan.Input input) {
        return new Stacking.Piece(models.indexOf(input.model()), input.tensor());
    }

    private static void requireBuffer(RecipePlan.Planned tensor) throws Failure {
        if (!Buffers.isBuffer(tensor.name(), Shape.of())) {
            throw refused(
                    Shown.of(tensor.name())
                            + " is a weight that only one of the models has, and is not copied"
                            + " between layers");
        }
    }

    private static Failure refused(String what) {
        return Failure.of(
                        RecipeProblem.NOT_COMPUTED, null, what, "Merge whole models, under models")
                .at("slices");
    }
}
