package org.taskvectors.analysis.spectrum;

/// The singular values of one matrix and the numbers that follow from them, as
/// `src/site/markdown/numbers.md` defines them.
public final class SingularValues {
    private final double[] values;
    private final boolean complete;
    private final double sumSquares;

    /// @param values σ1 ≥ σ2 ≥ …, the first ones or all
    /// @param complete whether these are all of them
    /// @param sumSquares ‖τ‖_F², summed over the elements themselves in float64
    public SingularValues(double[] values, boolean complete, double sumSquares) {
        this.values = values.clone();
        this.complete = complete;
        this.sumSquares = sumSquares;
    }

    /// Returns how many are known, from the first on.
    public int count() {
        return values.length;
    }

    /// Returns the singular value of that index, from 0 on.
    public double get(int index) {
        return values[index];
    }

    /// Returns all known values, falling.
    public double[] values() {
        return values.clone();
    }

    /// Whether all singular values of the matrix are known.
    public boolean isComplete() {
        return complete;
    }

    /// ‖τ‖_F².
    public double sumSquares() {
        return sumSquares;
    }

    /// ‖τ‖_F.
    public double norm() {
        return Math.sqrt(sumSquares);
    }

    /// ‖τ‖_F² / σ1²; NaN for a matrix of zeros.
    public double stableRank() {
        return values.length == 0 || values[0] == 0
                ? Double.NaN
                : sumSquares / (values[0] * values[0]);
    }

    /// Returns exp(−Σ p·ln p) with p = σ / Σσ (Roy and Vetterli 2007); NaN for a matrix of zeros,
    /// and if not all singular values are known, since every one counts.
    public double effectiveRank() {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        if (!complete || sum == 0) {
            return Double.NaN;
        }
        double entropy = 0;
        for (double value : values) {
            double p = value / sum;
            entropy -= p == 0 ? 0 : p * Math.log(p);
        }
        return Math.exp(entropy);
    }

    /// Returns Σ_{i ≤ k} σ² / ‖τ‖_F², at most 1; NaN for a matrix of zeros, and for a `k` beyond
    /// the values that are known.
    public double energy(int k) {
        if (sumSquares == 0 || k < 0 || (k > values.length && !complete)) {
            return Double.NaN;
        }
        double kept = 0;
        for (int i = 0; i < Math.min(k, values.length); i++) {
            kept += values[i] * values[i];
        }
        // The values and the sum were rounded on different ways.
        return Math.min(1, kept / sumSquares);
    }

    /// Returns the smallest k whose energy is at least `energy`; the number of known values if that
    /// is not reached. 0 for a matrix of zeros.
    public int rankFor(double energy) {
        if (sumSquares == 0) {
            return 0;
        }
        double kept = 0;
        for (int k = 0; k < values.length; k++) {
            if (kept >= energy * sumSquares) {
                return k;
            }
            kept += values[k] * values[k];
        }
        return values.length;
    }
}
