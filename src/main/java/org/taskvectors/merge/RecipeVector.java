package org.taskvectors.merge;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Kept;
import org.taskvectors.checkpoint.MeasuredFirst;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;

/// A recipe that merges vectors, as the change of its base: by the base's names, in float32, never
/// rounded to the dtype that the recipe writes models in. What its method needs is measured when
/// the first block is asked for.
///
/// A recipe that only adds is one sum in float32 here; as a model, and as what `merge` writes, its
/// terms are added to the base one by one.
final class RecipeVector implements Vector, MeasuredFirst {
    private final MergedVector merged;
    private final LaterRules rules;
    private final MergeSides sides;
    private final Checkpoint base;
    private final boolean isOwner;
    private final About about;

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
        this.merged = merged;
        this.rules = rules;
        this.sides = sides;
        this.base = base;
        this.isOwner = isOwner;
        this.about = about;
    }

    /// Returns the same numbers with another base at hand: they are the recipe's, of its own base.
    @Override
    public Vector on(Checkpoint newBase) {
        return new RecipeVector(merged, rules, sides, newBase, false, about);
    }

    @Override
    public Optional<Checkpoint> base() {
        return Optional.of(base);
    }

    @Override
    public List<Incomplete> incomplete() {
        return merged.incomplete();
    }

    @Override
    public Kept kept(Tensor tensor) {
        return merged.kept(tensor);
    }

    @Override
    public boolean changesTied(Tensor tensor) {
        return merged.changesTied(tensor);
    }

    @Override
    public Optional<Failure> question() {
        return merged.question();
    }

    @Override
    public void requireReadable() throws Failure {
        merged.requireReadable();
    }

    @Override
    public About about() {
        return about;
    }

    @Override
    public List<Tensor> tensors() {
        return merged.tensors();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return merged.tensor(name);
    }

    @Override
    public Stored stored(Tensor tensor) {
        return merged.stored(tensor);
    }

    @Override
    public Tied tied() {
        return merged.tied();
    }

    @Override
    public void measure(Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        rules.measured(compute, progress, cancellation);
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        rules.measured();
        return merged.reader(tensor);
    }

    /// Closes what it is made of. With another base it does nothing, since that belongs to the
    /// vector that it was made from.
    @Override
    public void close() {
        if (isOwner) {
            sides.close();
        }
    }
}
