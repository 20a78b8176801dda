package org.taskvectors.merge;

import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Kept;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;

/// A recipe that merges vectors, as the change of its base: by the base's names, in float32, never
/// rounded to the dtype that the recipe writes models in. What its method needs is measured when
/// the first block is asked for.
///
/// A recipe that only adds is one sum in float32 here; as a model, and as what `merge` writes, its
/// terms are added to the base one by one.
final class RecipeVector extends RecipeCheckpoint<MergedVector> implements Vector {
    private final Checkpoint base;
    private final boolean isOwner;

    /// @param sides what it is made of, which it closes
    RecipeVector(MergedVector merged, LaterRules rules, MergeSides sides, About about) {
        this(merged, rules, sides, sides.base().orElseThrow(), true, about);
    }

    private RecipeVector(
            MergedVector merged,
            LaterRules rules,
            MergeSides sides,
            Checkpoint base,
            boolean isOwner,
            About about) {
        super(merged, rules, sides, about);
        this.base = base;
        this.isOwner = isOwner;
    }

    /// Returns the same numbers with another base at hand: they are the recipe's, of its own base.
    @Override
    public Vector on(Checkpoint newBase) {
        return new RecipeVector(made(), rules(), sides(), newBase, false, about());
    }

    @Override
    public Optional<Checkpoint> base() {
        return Optional.of(base);
    }

    @Override
    public List<Incomplete> incomplete() {
        return made().incomplete();
    }

    @Override
    public Kept kept(Tensor tensor) {
        return made().kept(tensor);
    }

    @Override
    public boolean changesTied(Tensor tensor) {
        return made().changesTied(tensor);
    }

    @Override
    public Optional<Failure> question() {
        return made().question();
    }

    @Override
    public void requireReadable() throws Failure {
        made().requireReadable();
    }

    /// Closes what it is made of. With another base it does nothing, since that belongs to the
    /// vector that it was made from.
    @Override
    public void close() {
        if (isOwner) {
            super.close();
        }
    }
}
