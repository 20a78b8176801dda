package org.taskvectors.analysis;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// The passes over the bytes that measure vectors.
public interface Passes {
    /// Measures one vector, with its base or without.
    VectorProfile profile(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException;

    /// Measures some floating-point tensors of a checkpoint.
    List<TensorProfile> tensors(
            Checkpoint checkpoint,
            List<Tensor> tensors,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException;

    /// Measures several vectors against each other.
    PairSums pairs(List<Checkpoint> vectors, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;
}
