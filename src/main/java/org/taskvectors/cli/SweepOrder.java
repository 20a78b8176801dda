package org.taskvectors.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.PointResult;
import org.taskvectors.evaluation.Study;

/// The points of a sweep in the order of its axes.
final class SweepOrder {
    private SweepOrder() {}

    /// Returns all points, by their place.
    static List<PointResult> sorted(Study study) {
        return study.points().stream()
                .sorted(Comparator.comparing(point -> point.point().at(), SweepOrder::compare))
                .toList();
    }

    private static int compare(List<Double> one, List<Double> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = Double.compare(one.get(i), other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    /// Returns the points among which there is a best λ: those of curves and planes.
    static List<PointResult> curve(Study study) {
        return study.plan() instanceof Plan.Along || study.plan() instanceof Plan.Plane
                ? study.points()
                : List.of();
    }

    /// Returns where a point stands, axis by axis.
    static List<String> words(Study study, PointResult point) {
        List<Double> at = point.point().at();
        List<String> words = new ArrayList<>();
        switch (study.plan()) {
            case Plan.Along along -> {
                if (along.each()) {
                    words.add(study.facts().vectors().get(at.getFirst().intValue()).name());
                }
                words.add(lambda(at.getLast()));
            }
            case Plan.Plane _ -> at.forEach(value -> words.add(lambda(value)));
            case Plan.Layers _ -> {
                words.add(part(at.getFirst()));
                words.add(layer(at.getFirst(), at.getLast()));
            }
            case Plan.Single _ -> {}
        }
        return words;
    }

    /// Returns the axes' names.
    static List<String> axes(Plan plan, List<String> vectors) {
        return switch (plan) {
            case Plan.Along along -> along.each() ? List.of("vector", "λ") : List.of("λ");
            case Plan.Plane plane ->
                    List.of(
                            "λ of " + vectors.get(plane.first()),
                            "λ of " + vectors.get(plane.second()));
            case Plan.Layers _ -> List.of("part", "layer");
            case Plan.Single _ -> List.of();
        };
    }

    private static String lambda(double value) {
        return Digits.atMost(6).format(value);
    }

    private static String part(double kind) {
        return kind == Plan.Layers.WHOLE
                ? "whole"
                : kind == Plan.Layers.ALONE ? "alone" : "all but";
    }

    private static String layer(double kind, double layer) {
        if (kind == Plan.Layers.WHOLE) {
            return "";
        }
        return layer == Plan.Layers.OUTSIDE ? "outside" : Integer.toString((int) layer);
    }
}
