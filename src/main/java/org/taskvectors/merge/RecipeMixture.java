package org.taskvectors.merge;

import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;

/// A recipe that mixes models, or stacks their layers, as the model that `merge` would write, bit
/// for bit.
final class RecipeMixture extends RecipeCheckpoint<Checkpoint> {
    /// @param sides what it is made of, which it closes
    RecipeMixture(Checkpoint mixed, LaterRules rules, MergeSides sides, About about) {
        super(mixed, rules, sides, about);
    }
}
