package org.taskvectors.merge.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Plans the tensors of a result: those before the layers from the first slice, the layers slice by
/// slice, those behind them from the last slice.
final class TensorPlans {
    private final MethodSignature method;
    private final Map<String, StackPlan> stacks;
    private final Resolver resolver;
    private final List<RecipePlan.Planned> planned = new ArrayList<>();
    private final List<RecipePlan.Note> notes = new ArrayList<>();

    TensorPlans(Recipe recipe, MethodSignature method, Map<String, StackPlan> stacks) {
        this.method = method;
        this.stacks = stacks;
        this.resolver = new Resolver(recipe, method);
    }

    List<RecipePlan.Planned> all() throws Failure {
        List<Map.Entry<String, LayeredModel.Named>> outside = outside();
        for (Map.Entry<String, LayeredModel.Named> one : outside) {
            if (BeforeLayers.is(one.getValue().placement())) {
                outside(one.getKey(), one.getValue().placement(), true);
            }
        }
        for (Map.Entry<String, StackPlan> stack : stacks.entrySet()) {
            int layer = 0;
            for (StackPlan.Part part : stack.getValue().slices()) {
                for (int i = 0; i < part.layers(); i++) {
                    layer(stack.getKey(), stack.getValue(), part, i, layer);
                    layer++;
                }
            }
        }
        for (Map.Entry<String, LayeredModel.Named> one : outside) {
            if (!BeforeLayers.is(one.getValue().placement())) {
                outside(one.getKey(), one.getValue().placement(), false);
            }
        }
        return planned;
    }

    List<RecipePlan.Note> notes() {
        return notes;
    }

    /// Returns the tensors outside the layers of all models that may be asked for one, by their
    /// names without prefixes: those of the models whose names the result has come first.
    private List<Map.Entry<String, LayeredModel.Named>> outside() {
        Map<String, LayeredModel.Named> found = new LinkedHashMap<>();
        for (StackPlan stack : stacks.values()) {
            for (StackPlan.Part part :
                    List.of(stack.slices().getFirst(), stack.slices().getLast())) {
                part.reference().of().outside().forEach(found::putIfAbsent);
            }
        }
        for (StackPlan stack : stacks.values()) {
            for (StackPlan.Part part :
                    List.of(stack.slices().getFirst(), stack.slices().getLast())) {
                part.sources().forEach(one -> one.of().outside().forEach(found::putIfAbsent));
            }
        }
        return List.copyOf(found.entrySet());
    }

    private void outside(String stripped, Placement placement, boolean isBefore) throws Failure {
        StackPlan stack = stackOf(placement, stripped);
        StackPlan.Part part = isBefore ? stack.slices().getFirst() : stack.slices().getLast();
        Map<StackPlan.Source, LayeredModel.Named> inputs = new LinkedHashMap<>();
        boolean isStored = false;
        for (StackPlan.Source source : part.sources()) {
            ModuleFamily family = placement.kind().family();
            Optional<LayeredModel.Named> input = source.of().outside(stripped, family);
            input.ifPresent(named -> inputs.put(source, named));
            isStored |= source.of().outside().containsKey(stripped);
        }
        if (!isStored) {
            notes.add(
                    new RecipePlan.Note(
                            part.path().isEmpty() ? "models" : part.path(),
                            "no source of this slice has the tensor '"
                                    + Shown.of(stripped)
                                    + "', which another has; the result goes without"));
            return;
        }
        LayeredModel.Named named =
                Optional.ofNullable(part.reference().of().outside().get(stripped))
                        .orElseGet(() -> firstStored(part, stripped));
        LayeredModel.Target target = new LayeredModel.Target(named.name(), named.placement());
        add(stack, part, named.isBuffer(), target, inputs, 0);
    }

    private static LayeredModel.Named firstStored(StackPlan.Part part, String stripped) {
        return part.sources().stream()
                .flatMap(source -> Stream.ofNullable(source.of().outside().get(stripped)))
                .findFirst()
                .orElseThrow();
    }

    /// The stack that a tensor outside the layers belongs to. Where all stacks are made of whole
    /// models, it does not matter.
    private StackPlan stackOf(Placement placement, String stripped) throws Failure {
        StackPlan own = stacks.get(placement.stack());
        if (own != null) {
            return own;
        }
        StackPlan any = stacks.values().iterator().next();
        if (stacks.size() > 1 && !any.modulePath().equals("parameters")) {
            throw Failure.of(
                            RecipeProblem.UNPLACED,
                            null,
                            "the tensor '"
                                    + Shown.of(stripped)
                                    + "' belongs to none of the modules "
                                    + String.join(", ", stacks.keySet()),
                            "Write the models under models, without modules")
                    .at("modules");
        }
        return any;
    }

    private void layer(
            String stackName, StackPlan stack, StackPlan.Part part, int offset, int layer)
            throws Failure {
        // As mergekit: the only layer of a slice has the last anchor of a curve.
        double t = part.layers() > 1 ? (double) offset / (part.layers() - 1) : 1;
        Map<StackPlan.Source, Map<String, LayeredModel.Named>> tensors = new LinkedHashMap<>();
        Set<String> templates = new LinkedHashSet<>();
        StackPlan.Source reference = part.reference();
        templates.addAll(layerOf(reference, stackName, offset).keySet());
        for (StackPlan.Source source : part.sources()) {
            Map<String, LayeredModel.Named> of = layerOf(source, stackName, offset);
            templates.addAll(of.keySet());
            tensors.put(source, of);
        }
        for (String template : templates) {
            Map<StackPlan.Source, LayeredModel.Named> inputs = new LinkedHashMap<>();
            tensors.forEach(
                    (source, of) -> {
                        LayeredModel.Named named = of.get(template);
                        if (named != null) {
                            inputs.put(source, named);
                        }
                    });
            StackPlan.Source naming =
                    inputs.containsKey(reference) ? reference : inputs.keySet().iterator().next();
            LayeredModel.Named named = required(inputs, naming);
            LayeredModel.Target target = naming.of().renumbered(named, layer);
            add(stack, part, named.isBuffer(), target, inputs, t);
        }
    }

    private static Map<String, LayeredModel.Named> layerOf(
            StackPlan.Source source, String stack, int offset) throws Failure {
        int layer = source.first() + offset;
        Map<String, LayeredModel.Named> found = source.of().layer(stack, layer);
        if (found == null) {
            throw Failure.of(
                            RecipeProblem.NO_SUCH_LAYER,
                            null,
                            Shown.of(source.model().text()) + " has no layer " + layer,
                            "")
                    .at(source.path());
        }
        return found;
    }

    private void add(
            StackPlan stack,
            StackPlan.Part part,
            boolean isBuffer,
            LayeredModel.Target target,
            Map<StackPlan.Source, LayeredModel.Named> inputs,
            double t)
            throws Failure {
        if (isBuffer) {
            StackPlan.Source source =
                    inputs.containsKey(part.reference())
                            ? part.reference()
                            : inputs.keySet().iterator().next();
            copy(part, target, Map.of(source, required(inputs, source)));
        } else if (inputs.size() == part.sources().size()) {
            merge(stack, part, target, inputs, t);
        } else {
            absent(part, target, inputs);
        }
    }

    private static LayeredModel.Named required(
            Map<StackPlan.Source, LayeredModel.Named> inputs, StackPlan.Source source) {
        return Optional.ofNullable(inputs.get(source)).orElseThrow();
    }

    private void merge(
            StackPlan stack,
            StackPlan.Part part,
            LayeredModel.Target target,
            Map<StackPlan.Source, LayeredModel.Named> inputs,
            double t)
            throws Failure {
        List<RecipePlan.Input> merged = new ArrayList<>();
        for (Map.Entry<StackPlan.Source, LayeredModel.Named> input : inputs.entrySet()) {
            LayeredModel.Named named = input.getValue();
            // A head that an embedding serves as is filtered as the head that it is.
            String filtered = named.placement().layer().isEmpty() ? target.name() : named.name();
            merged.add(
                    input(
                            part,
                            input.getKey(),
                            named,
                            resolver.ofInput(stack, part, input.getKey(), filtered, t)));
        }
        planned.add(
                new RecipePlan.Planned(
                        target.name(),
                        target.placement(),
                        false,
                        resolver.shared(stack, part, target.name(), t),
                        merged));
    }

    private void copy(
            StackPlan.Part part,
            LayeredModel.Target target,
            Map<StackPlan.Source, LayeredModel.Named> input) {
        List<RecipePlan.Input> copied = new ArrayList<>();
        input.forEach((source, of) -> copied.add(input(part, source, of, Map.of())));
        planned.add(
                new RecipePlan.Planned(target.name(), target.placement(), true, Map.of(), copied));
    }

    private static RecipePlan.Input input(
            StackPlan.Part part,
            StackPlan.Source source,
            LayeredModel.Named named,
            Map<String, Scalar> values) {
        return new RecipePlan.Input(
                source.model(),
                named.stored(),
                named.placement().layer(),
                part.isBase(source),
                values);
    }

    private void absent(
            StackPlan.Part part,
            LayeredModel.Target target,
            Map<StackPlan.Source, LayeredModel.Named> inputs)
            throws Failure {
        boolean isAlone = inputs.size() == 1;
        boolean isBaseAlone = isAlone && part.isBase(inputs.keySet().iterator().next());
        boolean isTooFew = inputs.size() < method.inputs().least();
        boolean isCopied =
                switch (method.whereAbsent()) {
                    case REFUSED -> false;
                    case COPIED_IF_ALONE -> isAlone;
                    case COPIED_IF_BASE_ALONE -> isBaseAlone;
                    case COPIED_IF_BASE_ALONE_OR_LEFT_OUT -> isBaseAlone && isTooFew;
                };
        StackPlan.Source without =
                part.sources().stream()
                        .filter(source -> !inputs.containsKey(source))
                        .findFirst()
                        .orElseThrow();
        String missing =
                Shown.of(without.model().text())
                        + " has no tensor '"
                        + Shown.of(target.name())
                        + "'";
        if (isCopied) {
            notes.add(
                    new RecipePlan.Note(
                            without.path(), missing + "; it is copied from the model that has it"));
            copy(part, target, inputs);
        } else if (isTooFew
                && method.whereAbsent()
                        == MethodSignature.WhereAbsent.COPIED_IF_BASE_ALONE_OR_LEFT_OUT) {
            notes.add(
                    new RecipePlan.Note(
                            without.path(),
                            missing + "; too few models have it, and the result goes without"));
        } else {
            throw Failure.of(
                            RecipeProblem.TENSOR_ABSENT,
                            null,
                            missing
                                    + ", and "
                                    + Shown.of(inputs.keySet().iterator().next().model().text())
                                    + " has",
                            "Take models of one architecture")
                    .at(without.path());
        }
    }
}
