package org.taskvectors.inference;

import java.io.IOException;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Problem;
import org.taskvectors.file.Shown;

/// What can be wrong with a model that is to run.
public enum InferenceProblem implements Problem {
    /// There is no configuration, from which alone the dimensions are known.
    NO_CONFIGURATION,
    /// The configuration does not say a dimension, or says one that no model has.
    BAD_CONFIGURATION,
    /// No decoder is known for the architecture.
    UNKNOWN_ARCHITECTURE,
    /// The architecture is known; the configuration asks for something that is not computed here.
    NOT_SUPPORTED,
    /// A tensor that the architecture needs is not there.
    TENSOR_ABSENT,
    /// A tensor has another shape than the configuration says.
    WRONG_SHAPE,
    /// A tensor cannot be read as numbers.
    NOT_DECODED,
    /// A weight is not finite, where only finite ones can be held.
    NOT_FINITE,
    /// There are tensors that the architecture has no place for.
    UNKNOWN_TENSORS,
    /// Weights and caches do not fit into memory.
    OUT_OF_MEMORY,
    /// They do not fit into the memory of the device on which the model is to run.
    OUT_OF_DEVICE_MEMORY,
    /// Files that are read again for each answer are others than those that were loaded.
    CHANGED_ON_DISK;

    @Override
    public boolean isOfDevice() {
        return this == OUT_OF_DEVICE_MEMORY;
    }

    /// Returns the failure of a tensor that cannot be read and decides on the architecture.
    static Failure unread(Checkpoint model, String tensor, IOException cause) {
        if (cause instanceof Failure known) {
            return known;
        }
        return Failure.of(
                        NOT_DECODED,
                        model.path().orElse(null),
                        "cannot be read (" + cause.getMessage() + ")",
                        "")
                .at("tensor " + Shown.of(tensor))
                .causedBy(cause);
    }
}
