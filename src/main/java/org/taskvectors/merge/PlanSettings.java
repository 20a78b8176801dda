package org.taskvectors.merge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.merge.recipe.MethodSignature;
import org.taskvectors.merge.recipe.RecipePlan;
import org.taskvectors.merge.recipe.RecipeProblem;
import org.taskvectors.merge.recipe.Scalar;

/// The values of a recipe's plan, tensor by tensor and ingredient by ingredient, under the names
/// that the method has for them.
final class PlanSettings implements Settings {
    private final RecipeDialect dialect;
    private final PlanRoles roles;

    /// By tensor: the values of all ingredients, then those of each.
    private final Map<String, List<Map<String, Double>>> byTensor = new HashMap<>();

    private final Set<String> notes = new LinkedHashSet<>();

    private PlanSettings(RecipeDialect dialect, PlanRoles roles) {
        this.dialect = dialect;
        this.roles = roles;
    }

    /// @param roles which input is which ingredient
    /// @throws Failure [RecipeProblem#NOT_COMPUTED] where a value is one that is not computed here
    static PlanSettings of(RecipePlan plan, RecipeDialect dialect, PlanRoles roles) throws Failure {
        PlanSettings settings = new PlanSettings(dialect, roles);
        for (RecipePlan.Planned tensor : plan.tensors()) {
            if (!tensor.isCopied()) {
                settings.add(tensor);
            }
        }
        return settings;
    }

    private void add(RecipePlan.Planned tensor) throws Failure {
        List<Map<String, Double>> values = new ArrayList<>();
        values.add(values(tensor.values()));
        for (RecipePlan.Input input : roles.counted(tensor)) {
            values.add(values(input.values()));
        }
        byTensor.put(tensor.placement().stripped(), values);
    }

    private Map<String, Double> values(Map<String, Scalar> planned) throws Failure {
        Map<String, Double> values = new HashMap<>();
        for (Map.Entry<String, Scalar> one : planned.entrySet()) {
            Optional<Parameter> own = dialect.parameter(one.getKey());
            if (own.isPresent()) {
                values.put(own.get().name(), number(one.getValue()));
            } else {
                without(one.getKey(), one.getValue());
            }
        }
        return values;
    }

    /// A parameter of mergekit's that the method here does not have.
    private void without(String name, Scalar value) throws Failure {
        if (dialect.isOwn() && name.equals(RecipeDialect.SEED)) {
            if (!dialect.method().isRandom()) {
                notes.add("'seed' changes no number of " + dialect.method().id());
            }
            return;
        }
        for (MethodSignature.Parameter idle : dialect.idle()) {
            if (idle.name().equals(name)) {
                if (number(value) != number(idle.fallback().orElseThrow())) {
                    notes.add(
                            "'"
                                    + name
                                    + "' changes no number of "
                                    + dialect.method().id()
                                    + ", in mergekit neither");
                }
                return;
            }
        }
        for (MethodSignature.Parameter fixed : dialect.fixed()) {
            if (fixed.name().equals(name)) {
                if (number(value) != number(fixed.fallback().orElseThrow())) {
                    throw Failure.of(
                                    RecipeProblem.NOT_COMPUTED,
                                    null,
                                    dialect.method().id()
                                            + " is not computed here with another '"
                                            + name
                                            + "' than "
                                            + fixed.fallback().orElseThrow().shown(),
                                    "Remove it")
                            .at("parameters." + name);
                }
                return;
            }
        }
        throw new IllegalStateException(
                dialect.method().id() + " has no parameter " + Shown.of(name));
    }

    private static double number(Scalar value) {
        return switch (value) {
            case Scalar.Whole(long whole) -> whole;
            case Scalar.Real(double real) -> real;
            case Scalar.Flag(boolean flag) -> flag ? 1 : 0;
            case Scalar.Text(String text) ->
                    throw new IllegalStateException("no number: " + Shown.of(text));
        };
    }

    /// Returns what does nothing.
    List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public OptionalDouble value(String parameter, int ingredient, Slot slot) {
        List<Map<String, Double>> values = byTensor.get(slot.name());
        if (values == null) {
            throw new IllegalStateException("the plan has no tensor " + Shown.of(slot.name()));
        }
        Double value = values.get(ingredient + 1).get(parameter);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /// Checks that names of one weight have the same values, so that no value is passed over.
    ///
    /// @param tied names without the tools' prefixes
    /// @throws Failure [RecipeProblem#NOT_COMPUTED]
    void requireAlike(Set<String> tied) throws Failure {
        List<String> names = tied.stream().filter(byTensor::containsKey).sorted().toList();
        for (String name : names) {
            if (!Optional.ofNullable(byTensor.get(name))
                    .equals(Optional.ofNullable(byTensor.get(names.getFirst())))) {
                throw Failure.of(
                                RecipeProblem.NOT_COMPUTED,
                                null,
                                Shown.of(names.getFirst())
                                        + " and "
                                        + Shown.of(name)
                                        + " are one weight, and the recipe has different values for"
                                        + " them",
                                "Give both the same")
                        .at("parameters");
            }
        }
    }
}
