package org.taskvectors.inference;

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
public record Knob(
        double lambda,
        int firstLayer,
        int lastLayer,
        Set<ModuleFamily> families,
        List<Point> curve) {
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
        return new Scale.Curved(
                lambda,
                Math.min(firstLayer, end),
                Math.min(lastLayer, end),
                families,
                curve.stream()
                        .sorted(Comparator.comparingInt(Point::layer))
                        .map(point -> new Scale.Curved.Point(point.layer(), point.factor()))
                        .toList());
    }
}
