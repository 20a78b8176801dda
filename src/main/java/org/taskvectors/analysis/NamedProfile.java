package org.taskvectors.analysis;

import java.util.List;
import org.taskvectors.checkpoint.naming.Buffers;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.Provenance;

/// A measured vector with its name in figures and tables.
///
/// @param name its name for people
/// @param profile its sums
/// @param base the base's floating-point tensors in scope; empty if no base is known
public record NamedProfile(String name, VectorProfile profile, List<BaseTensor> base) {
    public NamedProfile {
        // A vector of an older version may list its base's buffers.
        base =
                base.stream()
                        .filter(tensor -> !Buffers.isBuffer(tensor.name(), tensor.shape()))
                        .toList();
    }

    /// A vector whose base is the one in its own metadata, if there is one.
    public NamedProfile(String name, VectorProfile profile) {
        this(name, profile, profile.provenance().map(Provenance::baseTensors).orElseGet(List::of));
    }

    /// Whether the base's tensors are known. If not, a group holds the vector's own tensors.
    public boolean isBaseKnown() {
        return !base.isEmpty();
    }
}
