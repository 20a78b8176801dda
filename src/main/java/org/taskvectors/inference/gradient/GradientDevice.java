package org.taskvectors.inference.gradient;

import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A device that computes gradients. Having one costs nothing: what is large is loaded when it is
/// opened.
public interface GradientDevice {
    /// How a model is trained on it.
    ///
    /// @param threads that may work on one product, where the device is the processor
    /// @param recomputes whether only what enters each layer is kept, and the rest is computed
    ///   again on the way back: less memory, about a third more time, the same numbers; so it has
    ///   to be where matrices are held in four bits
    record Options(int threads, boolean recomputes) {}

    /// Returns the few letters that stand for it in the window: `CPU`.
    String label();

    /// Prepares to train.
    ///
    /// @param base its weights stay as they are, and outlive what is returned; where all of them
    ///   are trained, the numbers of `state` stand for them
    /// @param plan what is trained
    /// @param state the plan's numbers, which it reads; it outlives what is returned
    /// @throws Failure if the device cannot be used, or has no room for the model
    /// @throws CancelledException if it was cancelled while libraries were loaded
    Gradients open(
            FrozenBase base,
            TrainedPlan plan,
            TrainedState state,
            Options options,
            Cancellation cancellation)
            throws Failure, CancelledException;
}
