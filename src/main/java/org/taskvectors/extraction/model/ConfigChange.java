package org.taskvectors.extraction.model;

import java.util.Optional;
import org.taskvectors.tensor.DType;

/// What config.json has to say otherwise than the source's does.
///
/// @param dtype the dtype of the weights, where they are no longer stored as the source stores
///   them, quantised or in another dtype
/// @param untied whether head and embedding were one weight and no longer are
public record ConfigChange(Optional<DType> dtype, boolean untied) {
    /// Whether the source's is right as it stands.
    boolean isNone() {
        return dtype.isEmpty() && !untied;
    }
}
