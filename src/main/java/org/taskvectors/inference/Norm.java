package org.taskvectors.inference;

import java.util.Optional;

/// A norm as it is stored, without what the architecture adds to its weights.
///
/// @param weights one for each number
/// @param bias of a layer norm
public record Norm(Weights weights, Optional<Weights> bias) {}
