package org.taskvectors.merge.method;

import java.util.Map;
import java.util.OptionalDouble;

/// The values that a person chose for a method's parameters. A value may differ from tensor to
/// tensor.
@FunctionalInterface
public interface Settings {
    /// The ingredient of a parameter that all share.
    int SHARED = -1;

    /// Returns a parameter's value for a tensor; empty for the parameter's own.
    ///
    /// @param parameter its name
    /// @param ingredient the ingredient's index; [#SHARED] if the parameter is one for all
    OptionalDouble value(String parameter, int ingredient, Slot slot);

    /// Every parameter as the method has it.
    static Settings standard() {
        return (_, _, _) -> OptionalDouble.empty();
    }

    /// Returns values that are the same for all tensors and all ingredients.
    static Settings of(Map<String, Double> values) {
        Map<String, Double> all = Map.copyOf(values);
        return (parameter, _, _) -> {
            Double value = all.get(parameter);
            return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
        };
    }

    /// Returns these settings, and `others` where these have no value.
    default Settings or(Settings others) {
        return (parameter, ingredient, slot) -> {
            OptionalDouble own = value(parameter, ingredient, slot);
            return own.isPresent() ? own : others.value(parameter, ingredient, slot);
        };
    }

    /// Returns these settings with values of one parameter for each ingredient.
    default Settings withEach(String parameter, double... values) {
        double[] all = values.clone();
        return (name, ingredient, slot) ->
                name.equals(parameter) && ingredient >= 0 && ingredient < all.length
                        ? OptionalDouble.of(all[ingredient])
                        : value(name, ingredient, slot);
    }
}
