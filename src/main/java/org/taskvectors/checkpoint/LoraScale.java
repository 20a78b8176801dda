package org.taskvectors.checkpoint;

/// The scale that a person gives for the factors of a LoRA whose files do not have it.
public sealed interface LoraScale {
    /// Returns the factor s in s·B·A for a module of that rank.
    double of(int rank);

    /// The factor itself.
    record Factor(double value) implements LoraScale {
        @Override
        public double of(int rank) {
            return value;
        }
    }

    /// The alpha of the training's configuration: s = α / r, or α / √r if the training was
    /// rank-stabilised (rsLoRA).
    record Alpha(double alpha, boolean rankStabilised) implements LoraScale {
        @Override
        public double of(int rank) {
            return rankStabilised ? alpha / Math.sqrt(rank) : alpha / rank;
        }
    }
}
