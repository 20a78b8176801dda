package org.taskvectors.merge;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Edited;
import org.taskvectors.checkpoint.MeasuredFirst;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.vector.EditedModel;

/// A recipe that merges vectors, as the model that `merge` would write, bit for bit: its base with
/// the merged vector, rounded to the dtypes that the recipe asks for.
final class RecipeModel implements Edited, MeasuredFirst {
    /// Makes the model once the method's rules are known.
    @FunctionalInterface
    interface Numbers {
        EditedModel of() throws IOException;
    }

    private final EditedModel shape;
    private final Numbers numbers;
    private final LaterRules rules;
    private final MergeSides sides;
    private final About about;

    /// @param shape the model, of which everything but its numbers is asked
    /// @param numbers the same model, measured
    /// @param rules what is measured
    /// @param sides what it is made of, which it closes
    RecipeModel(
            EditedModel shape, Numbers numbers, LaterRules rules, MergeSides sides, About about) {
        this.shape = shape;
        this.numbers = numbers;
        this.rules = rules;
        this.sides = sides;
        this.about = about;
    }

    @Override
    public Checkpoint base() {
        return shape.base();
    }

    @Override
    public Set<String> changed() {
        return shape.changed();
    }

    @Override
    public Optional<Grown> grown() {
        return shape.grown();
    }

    @Override
    public List<Set<String>> parted() {
        return shape.parted();
    }

    @Override
    public About about() {
        return about;
    }

    @Override
    public List<Tensor> tensors() {
        return shape.tensors();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return shape.tensor(name);
    }

    @Override
    public Stored stored(Tensor tensor) {
        return shape.stored(tensor);
    }

    @Override
    public Tied tied() {
        return shape.tied();
    }

    @Override
    public void measure(Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        rules.measured(compute, progress, cancellation);
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        return numbers.of().reader(tensor);
    }

    @Override
    public void close() {
        sides.close();
    }
}
