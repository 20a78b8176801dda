package org.taskvectors.checkpoint;

/// What somebody says the factors of a LoRA are to be multiplied by, where the file does not.
public sealed interface LoraScale {
    /// The factor s in s·B·A for a module of that rank.
    double of(int rank);

    /// The factor itself.
    record Factor(double value) implements LoraScale {
        @Override
        public double of(int rank) {
            return value;
        }
    }

    /// The alpha of the training's configuration: s = α / r, or α / √r where the training was
    /// rank-stabilised (rsLoRA).
    record Alpha(double alpha, boolean rankStabilised) implements LoraScale {
        @Override
        public double of(int rank) {
            return rankStabilised ? alpha / Math.sqrt(rank) : alpha / rank;
        }
    }
}
