package org.taskvectors.analysis;

import java.util.List;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.Provenance;

/// What is known of a vector: what was measured of it, and what its base has.
///
/// @param profile what one pass gave
/// @param base the base's floating-point tensors; empty where no base is known
public record Measurement(VectorProfile profile, List<BaseTensor> base) {
    public Measurement {
        base = List.copyOf(base);
    }

    /// A vector whose base is the one that its own metadata records, if it does.
    public static Measurement of(VectorProfile profile) {
        return new Measurement(
                profile, profile.provenance().map(Provenance::baseTensors).orElseGet(List::of));
    }

    /// The same under the name that figures and tables call the vector by.
    public NamedProfile named(String name) {
        return new NamedProfile(name, profile, base);
    }
}
