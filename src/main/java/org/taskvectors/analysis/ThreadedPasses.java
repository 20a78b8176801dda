package org.taskvectors.analysis;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;

/// The passes of this package, on some threads. Their number changes no digit.
///
/// @param compute with what it computes
public record ThreadedPasses(Compute compute) implements Passes {
    @Override
    public VectorProfile profile(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        return ProfilePass.run(vector, base, compute, progress, cancellation);
    }

    @Override
    public List<TensorProfile> tensors(
            Checkpoint checkpoint,
            List<Tensor> tensors,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        return ProfilePass.tensors(checkpoint, tensors, compute, progress, cancellation);
    }

    @Override
    public PairSums pairs(List<Checkpoint> vectors, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return PairPass.run(vectors, compute, progress, cancellation);
    }
}
