package org.taskvectors.extraction.lora;

/// How many singular directions of each matrix an adapter keeps.
public sealed interface LoraRank {
    /// The most that any matrix gets.
    int most();

    /// The same for all, or a matrix's own rank where that is lower.
    ///
    /// @param most at least 1
    record Fixed(int most) implements LoraRank {
        public Fixed {
            if (most < 1) {
                throw new IllegalArgumentException("a rank is at least 1, not " + most);
            }
        }
    }

    /// As few as keep a share of the squared norm, matrix by matrix.
    ///
    /// @param energy Σσ² kept over ‖τ‖², above 0 and at most 1
    /// @param most where a matrix would need more, it gets as many as this
    record Energy(double energy, int most) implements LoraRank {
        public Energy {
            if (!(energy > 0 && energy <= 1)) {
                throw new IllegalArgumentException(
                        "an energy is above 0 and at most 1, not " + energy);
            }
            if (most < 1) {
                throw new IllegalArgumentException("a rank is at least 1, not " + most);
            }
        }
    }
}
