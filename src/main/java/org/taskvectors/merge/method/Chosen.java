package org.taskvectors.merge.method;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// The values of a method's parameters: those that were chosen, and the method's own.
public final class Chosen {
    private final Settings settings;
    private final long seed;

    /// @param seed of random draws
    public Chosen(Settings settings, long seed) {
        this.settings = settings;
        this.seed = seed;
    }

    /// Returns the seed of random draws.
    public long seed() {
        return seed;
    }

    /// Returns the value of a parameter that all ingredients share.
    public double of(Parameter parameter, Slot slot) {
        return value(parameter, Settings.SHARED, slot);
    }

    /// Returns the value of a parameter for an ingredient.
    public double of(Parameter parameter, int ingredient, Slot slot) {
        return value(parameter, ingredient, slot);
    }

    /// Whether a flag is set.
    public boolean is(Parameter flag, Slot slot) {
        return of(flag, slot) != 0;
    }

    /// Whether a flag is set that cannot differ from tensor to tensor; [#check] holds that.
    boolean isAnywhere(Parameter flag, List<Slot> slots) {
        return slots.isEmpty() ? flag.standard() != 0 : is(flag, slots.getFirst());
    }

    private double value(Parameter parameter, int ingredient, Slot slot) {
        return settings.value(parameter.name(), ingredient, slot).orElse(parameter.standard());
    }

    /// Checks the values for all tensors.
    ///
    /// @throws Failure [MethodProblem#PARAMETER]
    public void check(Method method, List<Slot> slots, int ingredients) throws Failure {
        for (Parameter parameter : method.parameters()) {
            Set<Double> flags = new HashSet<>();
            for (Slot slot : slots) {
                int from = parameter.isEach() ? 0 : Settings.SHARED;
                int to = parameter.isEach() ? ingredients : 0;
                for (int ingredient = from; ingredient < to; ingredient++) {
                    double value = value(parameter, ingredient, slot);
                    if (!parameter.takes(value)) {
                        throw refused(parameter, value, slot);
                    }
                    if (parameter.type() == Parameter.Type.FLAG && flags.add(value)) {
                        requireOne(parameter, flags, slot);
                    }
                }
            }
        }
    }

    private static Failure refused(Parameter parameter, double value, Slot slot) {
        return Failure.of(
                        MethodProblem.PARAMETER,
                        null,
                        parameter.name() + " is " + value + ", and takes " + range(parameter),
                        "Choose a value within that range")
                .at("tensor " + Shown.of(slot.name()));
    }

    private static void requireOne(Parameter parameter, Set<Double> flags, Slot slot)
            throws Failure {
        if (flags.size() > 1) {
            throw Failure.of(
                            MethodProblem.PARAMETER,
                            null,
                            parameter.name() + " is set for some tensors and not for others",
                            "Choose one for all tensors")
                    .at("tensor " + Shown.of(slot.name()));
        }
    }

    private static String range(Parameter parameter) {
        return switch (parameter.type()) {
            case FLAG -> "0 or 1";
            case WHOLE ->
                    "whole numbers from "
                            + (long) parameter.lowest()
                            + " to "
                            + (long) parameter.highest();
            case NUMBER -> {
                if (parameter.lowest() == -Double.MAX_VALUE) {
                    yield "any number";
                }
                yield parameter.highest() == Double.MAX_VALUE
                        ? "numbers from " + parameter.lowest() + " on"
                        : "numbers from " + parameter.lowest() + " to " + parameter.highest();
            }
        };
    }
}
