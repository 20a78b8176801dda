package org.taskvectors.extraction;

import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.adapter.AdapterCheckpoint;

/// The fine-tuned side of an extraction as it is read.
final class TunedSide {
    private TunedSide() {}

    /// An adapter with its base at hand; anything else as it is.
    static Checkpoint of(Checkpoint base, Checkpoint tuned) {
        return tuned instanceof AdapterCheckpoint adapter ? adapter.on(base) : tuned;
    }

    /// Whether what is read of that side is the vector itself, and not a model to be differenced.
    static boolean isVector(Checkpoint tuned) {
        return tuned instanceof AdapterCheckpoint;
    }
}
