package org.taskvectors.ui.merge;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.taskvectors.inference.Knob;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.sandbox.Laid;

/// An ingredient.
///
/// @param item its id in the library
/// @param knob what it is multiplied by, and where, if the method has weights
/// @param own its own values of parameters that each ingredient can have its own of, by method and
///   parameter: `ties.density`; what is not there is the one of all
record MergePart(String item, Knob knob, Map<String, Double> own) {
    MergePart {
        own = Map.copyOf(own);
    }

    /// With one weight everywhere.
    MergePart(String item, double weight) {
        this(item, Knob.everywhere(weight), Map.of());
    }

    double weight() {
        return knob.lambda();
    }

    /// Whether it has one weight on all tensors.
    boolean isEverywhere() {
        return knob.equals(Knob.everywhere(knob.lambda()));
    }

    Laid laid() {
        return new Laid(item, item, knob);
    }

    MergePart with(UnaryOperator<Laid> change) {
        return new MergePart(item, change.apply(laid()).knob(), own);
    }

    MergePart withWeight(double weight) {
        return new MergePart(item, knob.withLambda(weight), own);
    }

    static String key(Method method, Parameter parameter) {
        return method.id() + "." + parameter.name();
    }

    /// Its own value of a parameter; empty where it has that of all.
    OptionalDouble own(Method method, Parameter parameter) {
        Double value = own.get(key(method, parameter));
        return value == null || !parameter.isEach() || !parameter.takes(value)
                ? OptionalDouble.empty()
                : OptionalDouble.of(value);
    }

    /// With a value of its own, or without one where it is empty.
    MergePart withOwn(Method method, Parameter parameter, OptionalDouble value) {
        Map<String, Double> other = new LinkedHashMap<>(own);
        if (value.isPresent()) {
            other.put(key(method, parameter), value.getAsDouble());
        } else {
            other.remove(key(method, parameter));
        }
        return new MergePart(item, knob, other);
    }
}
