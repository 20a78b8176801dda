package org.taskvectors.sandbox;

import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.inference.Knob;

/// One vector on the model, and how it is laid there. The same vector may be laid twice, each time
/// elsewhere.
///
/// @param key tells it from the others of its list
/// @param vector names the vector: the id of the library's item
/// @param knob how strongly, and where; its curve's largest factor is 1 or −1, so that λ is the
///   curve's largest value
public record Laid(String key, String vector, Knob knob) {
    /// The largest |λ| of a slider.
    public static final double MOST = 2;

    /// Returns the vector with λ = 1 everywhere.
    public static Laid whole(String key, String vector) {
        return new Laid(key, vector, Knob.everywhere(1));
    }

    /// Whether a curve says how strong it is by layer, in place of a range of layers.
    public boolean isCurve() {
        return !knob.curve().isEmpty();
    }

    public Laid withKey(String newKey) {
        return new Laid(newKey, vector, knob);
    }

    public Laid withLambda(double lambda) {
        return with(
                new Knob(
                        lambda,
                        knob.firstLayer(),
                        knob.lastLayer(),
                        knob.families(),
                        knob.curve()));
    }

    /// Returns the vector on the layers from `first` to `last`.
    ///
    /// @param layers how many the model has; a range that ends with them is one to the last layer,
    ///   whatever model it comes onto
    public Laid withLayers(int first, int last, int layers) {
        return with(
                new Knob(
                        knob.lambda(),
                        first,
                        last >= layers - 1 ? Integer.MAX_VALUE : last,
                        knob.families(),
                        knob.curve()));
    }

    public Laid withFamilies(Set<ModuleFamily> families) {
        return with(
                new Knob(
                        knob.lambda(),
                        knob.firstLayer(),
                        knob.lastLayer(),
                        families,
                        knob.curve()));
    }

    /// Returns the vector without a curve: on all layers.
    public Laid withoutCurve() {
        return with(new Knob(knob.lambda(), 0, Integer.MAX_VALUE, knob.families(), List.of()));
    }

    /// Returns the vector with a level curve of five points, or fewer where there are fewer layers.
    public Laid withLevelCurve(int layers) {
        int last = Math.max(0, layers - 1);
        TreeMap<Integer, Double> points = new TreeMap<>();
        for (int i = 0; i <= 4; i++) {
            points.put(Math.round(last * i / 4f), 1.0);
        }
        return withValues(points);
    }

    /// Returns λ by the layers of the curve's points.
    public NavigableMap<Integer, Double> values() {
        TreeMap<Integer, Double> values = new TreeMap<>();
        knob.curve().forEach(point -> values.put(point.layer(), knob.lambda() * point.factor()));
        return values;
    }

    /// Returns the vector with a curve through these values of λ, by layer. λ becomes the one that
    /// is farthest from 0; where all are 0, the curve is level, so that its slider can raise it.
    public Laid withValues(NavigableMap<Integer, Double> values) {
        double lambda = 0;
        for (double value : values.values()) {
            lambda = Math.abs(value) > Math.abs(lambda) ? value : lambda;
        }
        double largest = lambda;
        List<Knob.Point> curve =
                values.entrySet().stream()
                        .map(
                                entry ->
                                        new Knob.Point(
                                                entry.getKey(),
                                                largest == 0 ? 1 : entry.getValue() / largest))
                        .toList();
        return with(new Knob(largest, 0, Integer.MAX_VALUE, knob.families(), curve));
    }

    private Laid with(Knob newKnob) {
        return new Laid(key, vector, newKnob);
    }
}
