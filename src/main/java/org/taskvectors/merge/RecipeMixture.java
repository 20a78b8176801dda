package org.taskvectors.merge;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.MeasuredFirst;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;

/// A recipe that mixes models, or stacks their layers, as the model that `merge` would write, bit
/// for bit.
final class RecipeMixture implements MeasuredFirst {
    private final Checkpoint mixed;
    private final LaterRules rules;
    private final MergeSides sides;
    private final About about;

    /// @param sides what it is made of, which it closes
    RecipeMixture(Checkpoint mixed, LaterRules rules, MergeSides sides, About about) {
        this.mixed = mixed;
        this.rules = rules;
        this.sides = sides;
        this.about = about;
    }

    @Override
    public About about() {
        return about;
    }

    @Override
    public List<Tensor> tensors() {
        return mixed.tensors();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return mixed.tensor(name);
    }

    @Override
    public Stored stored(Tensor tensor) {
        return mixed.stored(tensor);
    }

    @Override
    public Tied tied() {
        return mixed.tied();
    }

    @Override
    public void measure(Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        rules.measured(compute, progress, cancellation);
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        rules.measured();
        return mixed.reader(tensor);
    }

    @Override
    public void close() {
        sides.close();
    }
}
