package org.taskvectors.inference.gradient;

import java.util.Optional;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.FourBitMatrices;

/// The model that is trained, as it lies in memory.
///
/// @param model its weights by what they do
/// @param fourBit holds those of its matrices that have no memory of their own in `model`; empty
///   where all have
public record FrozenBase(BoundModel model, Optional<FourBitMatrices> fourBit) {
    /// All weights lie in memory as numbers.
    public static FrozenBase of(BoundModel model) {
        return new FrozenBase(model, Optional.empty());
    }
}
