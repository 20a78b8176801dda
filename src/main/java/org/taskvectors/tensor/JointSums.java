package org.taskvectors.tensor;

/// The sums of several vectors over one unit of a tensor, as a [JointTally] found them. Pairs are
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

    /// Σ a·b of a pair.
    public double dot(int pair) {
        return dot[pair];
    }

    /// Σ a² of a pair.
    public double squaresA(int pair) {
        return squaresA[pair];
    }

    /// Σ b² of a pair.
    public double squaresB(int pair) {
        return squaresB[pair];
    }

    /// Weights of a pair where neither is zero.
    public long bothNonZero(int pair) {
        return bothNonZero[pair];
    }

    /// Those of them whose signs are equal.
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
