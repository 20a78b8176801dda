package org.taskvectors.merge;

import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.merge.method.Space;

/// An ingredient as a person names it.
///
/// @param located where it lies
/// @param space what it is taken as: a vector or adapter, or a model
public record Given(Located located, Space space) {
    public Given {
        located = space == Space.MODELS ? located.asModel() : located;
    }
}
