package org.taskvectors.analysis;

import java.util.List;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.Provenance;

/// The measurement of a vector: its sums, and the tensors of its base.
///
/// @param profile the result of one pass
/// @param base the base's floating-point tensors; empty if no base is known
public record Measurement(VectorProfile profile, List<BaseTensor> base) {
    public Measurement {
        base = List.copyOf(base);
    }

    /// Returns the measurement of a vector whose base is the one in its own metadata, if there is
    /// one.
    public static Measurement of(VectorProfile profile) {
        return new Measurement(
                profile, profile.provenance().map(Provenance::baseTensors).orElseGet(List::of));
    }

    /// Returns the same with the vector's name in figures and tables.
    public NamedProfile named(String name) {
        return new NamedProfile(name, profile, base);
    }
}
