package org.taskvectors.cli;

import org.taskvectors.file.Failure;
import org.taskvectors.file.Problem;
import org.taskvectors.inference.gradient.FrozenBase;
import org.taskvectors.inference.gradient.GradientDevice;
import org.taskvectors.inference.gradient.Gradients;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.job.Cancellation;

/// Stands where nothing trains.
record NoGradients() implements GradientDevice {
    enum NoTraining implements Problem {
        /// Nothing here computes gradients.
        NO_GRADIENTS
    }

    @Override
    public String label() {
        return "none";
    }

    @Override
    public Gradients open(
            FrozenBase base,
            TrainedPlan plan,
            TrainedState state,
            Options options,
            Cancellation cancellation)
            throws Failure {
        throw Failure.of(
                NoTraining.NO_GRADIENTS, null, "there is nothing here that trains models", "");
    }
}
