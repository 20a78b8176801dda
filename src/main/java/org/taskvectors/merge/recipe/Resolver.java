package org.taskvectors.merge.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Finds the values of a method's parameters for a tensor. The nearest setting counts: an input's
/// own, then its slice's, its module's, the recipe's, the parameter's default; a setting of which
/// no condition is met is as if it were not there. As mergekit's `parameter_resolver.py`.
final class Resolver {
    private record Place(Map<String, Setting> settings, String path) {}

    private final Recipe recipe;
    private final MethodSignature method;

    Resolver(Recipe recipe, MethodSignature method) {
        this.recipe = recipe;
        this.method = method;
    }

    /// Returns the values that a tensor has.
    ///
    /// @param t how far up its slice the layer lies
    Map<String, Scalar> shared(StackPlan stack, StackPlan.Part part, String tensor, double t)
            throws Failure {
        return values(false, false, around(stack, part), tensor, t);
    }

    /// Returns the values that an input of a tensor has.
    ///
    /// @param tensor the name of the input's tensor, by which it is filtered
    Map<String, Scalar> ofInput(
            StackPlan stack, StackPlan.Part part, StackPlan.Source source, String tensor, double t)
            throws Failure {
        List<Place> places = new ArrayList<>();
        places.add(new Place(source.parameters(), source.path() + ".parameters"));
        places.addAll(around(stack, part));
        return values(true, part.isBase(source), places, tensor, t);
    }

    private List<Place> around(StackPlan stack, StackPlan.Part part) {
        return List.of(
                new Place(part.parameters(), part.path() + ".parameters"),
                new Place(stack.module(), stack.modulePath()),
                new Place(recipe.parameters(), "parameters"));
    }

    private Map<String, Scalar> values(
            boolean isInput, boolean isBase, List<Place> places, String tensor, double t)
            throws Failure {
        Map<String, Scalar> values = new LinkedHashMap<>();
        for (MethodSignature.Parameter parameter : method.parameters()) {
            boolean isShared = parameter.scope() == MethodSignature.Scope.SHARED;
            boolean isOfOthers = parameter.scope() == MethodSignature.Scope.OTHER_INPUT;
            if (isShared == isInput || (isOfOthers && isBase)) {
                continue;
            }
            Optional<Scalar> value = value(parameter, places, tensor, t);
            if (value.isEmpty() && parameter.isRequired()) {
                throw Failure.of(
                                RecipeProblem.MISSING_PARAMETER,
                                null,
                                method.id()
                                        + " needs '"
                                        + parameter.name()
                                        + "', and there is no value for the tensor '"
                                        + Shown.of(tensor)
                                        + "'",
                                "Give it one, here or under parameters of the whole recipe")
                        .at(places.getFirst().path());
            }
            value.ifPresent(found -> values.put(parameter.name(), found));
        }
        return values;
    }

    private static Optional<Scalar> value(
            MethodSignature.Parameter parameter, List<Place> places, String tensor, double t)
            throws Failure {
        for (Place place : places) {
            Setting setting = place.settings().get(parameter.name());
            if (setting == null) {
                continue;
            }
            try {
                Optional<Scalar> value = Values.of(setting, tensor, t, parameter.kind());
                if (value.isPresent()) {
                    return value;
                }
            } catch (Failure e) {
                throw e.at(place.path() + "." + parameter.name());
            }
        }
        return parameter.fallback();
    }
}
