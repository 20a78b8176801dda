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
import org.taskvectors.file.ReadAhead;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;

/// A recipe as a checkpoint that owns what it is made of, and measures what its method needs before
/// the first number is read.
///
/// @param <C> what the recipe makes
abstract class RecipeCheckpoint<C extends Checkpoint> implements MeasuredFirst {
    private final C made;
    private final LaterRules rules;
    private final MergeSides sides;
    private final About about;

    /// @param made of which everything but its description is asked
    /// @param rules what is measured
    /// @param sides what it is made of, which it closes
    RecipeCheckpoint(C made, LaterRules rules, MergeSides sides, About about) {
        this.made = made;
        this.rules = rules;
        this.sides = sides;
        this.about = about;
    }

    C made() {
        return made;
    }

    LaterRules rules() {
        return rules;
    }

    MergeSides sides() {
        return sides;
    }

    @Override
    public About about() {
        return about;
    }

    @Override
    public List<Tensor> tensors() {
        return made.tensors();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return made.tensor(name);
    }

    @Override
    public Stored stored(Tensor tensor) {
        return made.stored(tensor);
    }

    @Override
    public Tied tied() {
        return made.tied();
    }

    @Override
    public void measure(Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        rules.measured(compute, progress, cancellation);
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        rules.measured();
        return made.reader(tensor);
    }

    /// Returns nothing before it was measured.
    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        return rules.isMeasured() ? made.spans(tensor, first, count) : List.of();
    }

    @Override
    public void close() {
        sides.close();
    }
}
