package org.taskvectors.inference;

import java.util.List;
import java.util.Set;
import org.taskvectors.checkpoint.naming.ModuleFamily;

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
        families = Set.copyOf(families);
        curve = List.copyOf(curve);
    }

    /// Returns λ everywhere.
    public static Knob everywhere(double lambda) {
        return new Knob(lambda, 0, Integer.MAX_VALUE, Set.of(ModuleFamily.values()), List.of());
    }
}
