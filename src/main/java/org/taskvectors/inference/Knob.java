package org.taskvectors.inference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.vector.Scale;

/// How strongly one vector is laid on the model, and where: λ times a curve over the layers, in
/// some module families.
///
/// @param lambda λ; 0 leaves the vector out
/// @param firstLayer the first layer it changes
/// @param lastLayer the last layer it changes; a number past the end means the last
/// @param families the families it changes; those outside the layers (embedding, head, final norm)
///   are changed where their family is chosen, whatever the range of layers
/// @param curve a factor by layer, straight between its points and level beyond them; empty for 1
///   everywhere in the range
/// @param isOutside whether what lies outside the layers is changed at all
public record Knob(
        double lambda,
        int firstLayer,
        int lastLayer,
        Set<ModuleFamily> families,
        List<Point> curve,
        boolean isOutside) {
    /// A point of the curve.
    ///
    /// @param layer its layer
    /// @param factor what λ is multiplied by there
    public record Point(int layer, double factor) {}

    public Knob {
        if (!Double.isFinite(lambda)
                || curve.stream().anyMatch(point -> !Double.isFinite(point.factor()))) {
            throw new IllegalArgumentException("a coefficient is a finite number");
        }
        families = Set.copyOf(families);
        curve = List.copyOf(curve);
    }

    /// Makes a knob that also changes what lies outside the layers.
    public Knob(
            double lambda,
            int firstLayer,
            int lastLayer,
            Set<ModuleFamily> families,
            List<Point> curve) {
        this(lambda, firstLayer, lastLayer, families, curve, true);
    }

    /// Returns the same with another λ.
    public Knob withLambda(double newLambda) {
        return new Knob(newLambda, firstLayer, lastLayer, families, curve, isOutside);
    }

    /// Returns the same where it lies within one layer, and nothing anywhere else.
    public Knob within(int layer) {
        boolean isInRange = layer >= firstLayer && layer <= lastLayer;
        return new Knob(isInRange ? lambda : 0, layer, layer, families, curve, false);
    }

    /// Returns the same without one layer.
    ///
    /// @param layers how many the model has
    public Knob without(int layer, int layers) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            points.add(new Point(i, i == layer ? 0 : factor(i)));
        }
        return new Knob(lambda, firstLayer, lastLayer, families, points, isOutside);
    }

    /// Returns the same on what lies outside the layers alone: embedding, head, final norm.
    public Knob outside() {
        List<Point> nothing = List.of(new Point(0, 0));
        return new Knob(lambda, 0, Integer.MAX_VALUE, families, nothing, isOutside);
    }

    /// Returns the same within the layers alone.
    public Knob inside() {
        return new Knob(lambda, firstLayer, lastLayer, families, curve, false);
    }

    private double factor(int layer) {
        return curve.isEmpty() ? 1 : curved().factor(layer);
    }

    private Scale.Curved curved() {
        return new Scale.Curved(
                lambda,
                firstLayer,
                lastLayer,
                families,
                curve.stream()
                        .sorted(Comparator.comparingInt(Point::layer))
                        .map(point -> new Scale.Curved.Point(point.layer(), point.factor()))
                        .toList(),
                isOutside);
    }

    /// Returns λ everywhere.
    public static Knob everywhere(double lambda) {
        return new Knob(lambda, 0, Integer.MAX_VALUE, Set.of(ModuleFamily.values()), List.of());
    }

    /// Returns the families that a choice among three switches stands for. Norms belong to no one
    /// of them: they are changed with both attention and feed-forward, the final norm too.
    /// Embedding and head go together. What no switch names (a family that no scheme knows) is
    /// changed where all three are on.
    public static Set<ModuleFamily> families(
            boolean attention, boolean feedForward, boolean embeddings) {
        Set<ModuleFamily> chosen = EnumSet.noneOf(ModuleFamily.class);
        if (attention) {
            chosen.add(ModuleFamily.ATTENTION);
        }
        if (feedForward) {
            chosen.add(ModuleFamily.FEED_FORWARD);
        }
        if (attention && feedForward) {
            chosen.add(ModuleFamily.NORM);
        }
        if (embeddings) {
            chosen.add(ModuleFamily.EMBEDDING);
            chosen.add(ModuleFamily.HEAD);
        }
        if (attention && feedForward && embeddings) {
            chosen.add(ModuleFamily.OTHER);
        }
        return Collections.unmodifiableSet(chosen);
    }

    /// Returns the coefficients that it gives the tensors of a model, as `apply` takes them.
    ///
    /// @param layers how many layers the model has
    public Scale scale(int layers) {
        int end = Math.max(0, layers - 1);
        Scale.Curved whole = curved();
        return new Scale.Curved(
                lambda,
                Math.min(firstLayer, end),
                Math.min(lastLayer, end),
                families,
                whole.curve(),
                isOutside);
    }
}
