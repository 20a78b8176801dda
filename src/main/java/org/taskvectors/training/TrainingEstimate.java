package org.taskvectors.training;

/// What a run will take, known before it starts.
///
/// @param trained how many numbers are trained
/// @param parameters of the model
/// @param weightBytes memory of the base's weights
/// @param stateBytes memory of the trained numbers with the optimizer's means and their gradient
/// @param activationBytes memory of what a step keeps for its way back, at its largest
/// @param libraryBytes memory that the device's library takes for itself
/// @param available bytes that may be taken now
/// @param secondsPerStep by the model's size and this machine's speed; NaN where that is not known
/// @param checkpointBytes of one checkpoint on disk
public record TrainingEstimate(
        long trained,
        long parameters,
        long weightBytes,
        long stateBytes,
        long activationBytes,
        long libraryBytes,
        long available,
        double secondsPerStep,
        long checkpointBytes) {
    /// Returns the memory that it takes together.
    public long bytes() {
        return weightBytes + stateBytes + activationBytes + libraryBytes;
    }

    public boolean fits() {
        return bytes() <= available;
    }

    /// Returns the same with the time of a step.
    public TrainingEstimate timed(double seconds) {
        return new TrainingEstimate(
                trained,
                parameters,
                weightBytes,
                stateBytes,
                activationBytes,
                libraryBytes,
                available,
                seconds,
                checkpointBytes);
    }
}
