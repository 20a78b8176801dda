package org.taskvectors.ui.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.Point;
import org.taskvectors.inference.Knob;
import org.taskvectors.sandbox.Laid;

/// Between the places of a sweep and the sliders of its vectors.
final class Places {
    private Places() {}

    /// Returns the place at which the sliders stand; empty where the sweep has none such.
    ///
    /// @param before the place before, which decides where several places have the same sliders
    static Optional<List<Double>> of(Plan plan, List<Laid> laid, List<Double> before) {
        List<Double> lambdas = laid.stream().map(one -> one.knob().lambda() + 0.0).toList();
        if (lambdas.isEmpty() || lambdas.size() != plan.knobs().size()) {
            return Optional.empty();
        }
        return switch (plan) {
            case Plan.Single _, Plan.Layers _ -> Optional.empty();
            case Plan.Along along -> along.each() ? each(lambdas, before) : both(lambdas);
            case Plan.Plane plane -> plane(plane, lambdas);
        };
    }

    private static Optional<List<Double>> both(List<Double> lambdas) {
        return lambdas.stream().distinct().count() == 1
                ? Optional.of(List.of(0.0, lambdas.getFirst()))
                : Optional.empty();
    }

    private static Optional<List<Double>> each(List<Double> lambdas, List<Double> before) {
        List<Integer> on = new ArrayList<>();
        for (int i = 0; i < lambdas.size(); i++) {
            if (lambdas.get(i) != 0) {
                on.add(i);
            }
        }
        double curve = before.isEmpty() ? 0 : before.getFirst();
        return switch (on.size()) {
            case 0 -> Optional.of(List.of(curve, 0.0));
            case 1 -> Optional.of(List.of((double) on.getFirst(), lambdas.get(on.getFirst())));
            default -> Optional.empty();
        };
    }

    private static Optional<List<Double>> plane(Plan.Plane plane, List<Double> lambdas) {
        for (int i = 0; i < lambdas.size(); i++) {
            if (i != plane.first() && i != plane.second() && lambdas.get(i) != 0) {
                return Optional.empty();
            }
        }
        return Optional.of(List.of(lambdas.get(plane.first()), lambdas.get(plane.second())));
    }

    /// Returns the vectors with the λ of a point; the same where the sweep is not over λ.
    static List<Laid> laid(Plan plan, List<Laid> laid, Point point) {
        boolean isOverLambda = plan instanceof Plan.Along || plan instanceof Plan.Plane;
        if (!isOverLambda || laid.size() != point.knobs().size()) {
            return laid;
        }
        List<Laid> now = new ArrayList<>();
        for (int i = 0; i < laid.size(); i++) {
            now.add(laid.get(i).withLambda(point.knobs().get(i).lambda()));
        }
        return now;
    }

    /// Returns the vectors exactly as a point has them.
    static List<Laid> exactly(List<Laid> laid, Point point) {
        List<Laid> now = new ArrayList<>();
        for (int i = 0; i < Math.min(laid.size(), point.knobs().size()); i++) {
            Knob knob = point.knobs().get(i);
            now.add(new Laid(laid.get(i).key(), laid.get(i).vector(), knob));
        }
        return now;
    }

    /// Whether both are the same vectors in the same order.
    static boolean areSame(List<Laid> one, List<Laid> other) {
        return one.stream()
                .map(Laid::vector)
                .toList()
                .equals(other.stream().map(Laid::vector).toList());
    }

    /// Returns a place as text, for the workspace.
    static String write(List<Double> at) {
        return String.join(" ", at.stream().map(String::valueOf).toList());
    }

    /// Returns the place that was written; empty where it is none.
    static List<Double> read(String text) {
        try {
            return Stream.of(text.split(" ", -1))
                    .filter(part -> !part.isEmpty())
                    .map(Double::valueOf)
                    .toList();
        } catch (NumberFormatException e) {
            return List.of();
        }
    }
}
