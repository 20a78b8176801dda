package org.taskvectors.analysis.spectrum;

/// How many triplets of a matrix are wanted, by the squares of its singular values.
sealed interface Wanted {
    /// The most that there may be.
    int most();

    /// The fewest that there may be.
    int least();

    /// Returns how many of the values that are known; as many as are known where more may be
    /// needed.
    ///
    /// @param squares of the first singular values, falling
    /// @param sumSquares of all of them
    int among(double[] squares, double sumSquares);

    /// Always as many.
    record Rank(int most) implements Wanted {
        @Override
        public int least() {
            return most;
        }

        @Override
        public int among(double[] squares, double sumSquares) {
            return Math.min(most, squares.length);
        }
    }

    /// As few as keep a share of the sum.
    ///
    /// @param energy between 0 and 1
    record Energy(double energy, int most) implements Wanted {
        @Override
        public int least() {
            return 0;
        }

        @Override
        public int among(double[] squares, double sumSquares) {
            int end = Math.min(most, squares.length);
            double kept = 0;
            for (int k = 0; k < end; k++) {
                if (kept >= energy * sumSquares) {
                    return k;
                }
                kept += Math.max(0, squares[k]);
            }
            return end;
        }
    }
}
