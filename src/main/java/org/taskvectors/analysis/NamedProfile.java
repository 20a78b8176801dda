package org.taskvectors.analysis;

import java.util.List;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.Provenance;

/// A measured vector under the name that figures and tables call it by.
///
/// @param name what people call it
/// @param profile what was measured
/// @param base the base's floating-point tensors in scope; empty where no base is known
public record NamedProfile(String name, VectorProfile profile, List<BaseTensor> base) {
    public NamedProfile {
        base = List.copyOf(base);
    }

    /// A vector whose base is the one that its own metadata records, if it does.
    public NamedProfile(String name, VectorProfile profile) {
        this(name, profile, profile.provenance().map(Provenance::baseTensors).orElseGet(List::of));
    }

    /// Whether it is known which tensors the base has. Where it is not, a group is what the vector
    /// holds.
    public boolean isBaseKnown() {
        return !base.isEmpty();
    }
}
