package org.taskvectors.tensor;

/// The sums of a [JointTally]: those of several vectors over one unit of a tensor. Pairs are
/// numbered (0,1), (0,2), …, (1,2), ….
public final class JointSums {
    private final double[] dot;
    private final double[] squaresA;
    private final double[] squaresB;
    private final long[] bothNonZero;
    private final long[] sameSign;
    private final double sumMagnitude;
    private final double magnitudeOfSum;

    JointSums(
            double[] dot,
            double[] squaresA,
            double[] squaresB,
            long[] bothNonZero,
            long[] sameSign,
            double sumMagnitude,
            double magnitudeOfSum) {
        this.dot = dot;
        this.squaresA = squaresA;
        this.squaresB = squaresB;
        this.bothNonZero = bothNonZero;
        this.sameSign = sameSign;
        this.sumMagnitude = sumMagnitude;
        this.magnitudeOfSum = magnitudeOfSum;
    }

    /// Returns Σ a·b of a pair.
    public double dot(int pair) {
        return dot[pair];
    }

    /// Returns Σ a² of a pair.
    public double squaresA(int pair) {
        return squaresA[pair];
    }

    /// Returns Σ b² of a pair.
    public double squaresB(int pair) {
        return squaresB[pair];
    }

    /// Returns the number of weights of a pair where neither is zero.
    public long bothNonZero(int pair) {
        return bothNonZero[pair];
    }

    /// Returns how many of these have equal signs.
    public long sameSign(int pair) {
        return sameSign[pair];
    }

    /// Σ_i Σ_k |τk_i|
    public double sumMagnitude() {
        return sumMagnitude;
    }

    /// Σ_i |Σ_k τk_i|
    public double magnitudeOfSum() {
        return magnitudeOfSum;
    }
}
