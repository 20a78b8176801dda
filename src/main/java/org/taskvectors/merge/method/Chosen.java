package org.taskvectors.merge.method;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.vector.Scale;

/// The values of a method's parameters: those that were chosen, and the method's own.
public final class Chosen {
    private final Settings settings;
    private final long seed;
    private final Optional<Lines> lines;

    /// @param seed of random draws
    public Chosen(Settings settings, long seed) {
        this(settings, seed, Optional.empty());
    }

    /// @param seed of random draws
    /// @param lines what the merged vector is scaled by along the depth, on top of what `lambda`
    ///   says; empty for nothing
    public Chosen(Settings settings, long seed, Optional<Lines> lines) {
        this.settings = settings;
        this.seed = seed;
        this.lines = lines;
    }

    /// Returns what the merged vector is scaled by along the depth; empty if nothing.
    public Optional<Lines> lines() {
        return lines;
    }

    /// Returns the same with the scale along the depth as a part of `lambda`.
    ///
    /// @param layers how many layers each stack has, as
    ///   [org.taskvectors.checkpoint.naming.Naming#layersOfStacks] returns them
    /// @throws Failure [MethodProblem#PARAMETER] if the method has no `lambda`
    public Chosen laidOut(Method method, Map<String, Integer> layers) throws Failure {
        if (lines.isEmpty()) {
            return this;
        }
        if (!method.parameters().contains(Common.LAMBDA)) {
            throw Failure.of(
                    MethodProblem.PARAMETER,
                    null,
                    "LiNeS scales a merged vector, and "
                            + method.title()
                            + " makes none that can be scaled",
                    "Leave it out, or choose another method");
        }
        Scale scale = lines.get().scale(layers);
        Settings scaled =
                (parameter, ingredient, slot) ->
                        parameter.equals(Common.LAMBDA.name())
                                ? OptionalDouble.of(
                                        of(Common.LAMBDA, slot) * scale.of(slot.placement()))
                                : settings.value(parameter, ingredient, slot);
        return new Chosen(scaled, seed);
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
