package org.taskvectors.merge;

import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;

/// A tensor of one ingredient.
///
/// @param checkpoint the ingredient, perhaps in the names of the base
/// @param tensor its tensor
record Ingredient(Checkpoint checkpoint, Tensor tensor) {}
