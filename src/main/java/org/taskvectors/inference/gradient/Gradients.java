package org.taskvectors.inference.gradient;

import org.taskvectors.file.Failure;
import org.taskvectors.inference.Runner;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A model in memory whose numbers are trained. One thread at a time uses it.
public interface Gradients extends AutoCloseable {
    /// Adds the gradient of a pack's loss to the step's. A call that is cancelled or fails leaves
    /// the step's gradient undefined: [#forget] begins it anew.
    ///
    /// @param weight what the sum of losses is multiplied by: 1 / the answers of the whole step
    /// @param seed of the dropout; the same seed drops the same
    /// @return Σ −log p over the pack's answers, before the weight; not finite where the numbers
    ///   are not
    /// @throws Failure if the device has no room for it, or fails
    double add(Pack pack, double weight, long seed, Cancellation cancellation)
            throws Failure, CancelledException;

    /// Forgets the step's gradient so far.
    void forget();

    /// Returns the norm of the step's gradient, before any clipping.
    double norm() throws Failure;

    /// Takes a step of the optimizer with the step's gradient, and forgets the gradient.
    ///
    /// @param step its number, from 1: what the optimizer's means are corrected by
    /// @param rate the learning rate of this step
    void update(Optimizer optimizer, int step, double rate) throws Failure;

    /// Brings the trained numbers and the optimizer's means into the [TrainedState], where the
    /// device keeps them elsewhere.
    void fetch() throws Failure;

    /// Takes what the [TrainedState] holds by now, such as what a checkpoint was resumed with.
    void take() throws Failure;

    /// Returns the model with what is trained so far, without dropout. It reads texts whole
    /// ([Runner#readTogether]) and knows no sequences.
    Runner runner();

    @Override
    void close();
}
