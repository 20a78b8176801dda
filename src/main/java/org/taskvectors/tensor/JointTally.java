package org.taskvectors.tensor;

/// The sums of several vectors over one unit of a tensor. Weights that are not finite in either of
/// a pair are left out of that pair; weights that are not finite in any vector are left out of the
/// joint sums.
public final class JointTally {
    private final double[][] pairs;
    final long[] bothNonZero;
    final long[] sameSign;
    double sumMagnitude;
    double magnitudeOfSum;

    /// @param vectors how many vectors hold the tensor
    public JointTally(int vectors) {
        int count = vectors * (vectors - 1) / 2;
        pairs = new double[count][3];
        bothNonZero = new long[count];
        sameSign = new long[count];
    }

    void addPair(int pair, double dot, double squaresA, double squaresB, long both, long same) {
        pairs[pair][0] += dot;
        pairs[pair][1] += squaresA;
        pairs[pair][2] += squaresB;
        bothNonZero[pair] += both;
        sameSign[pair] += same;
    }

    /// Σ a·b of a pair; pairs are numbered (0,1), (0,2), …, (1,2), ….
    public double dot(int pair) {
        return pairs[pair][0];
    }

    /// Σ a² of a pair.
    public double squaresA(int pair) {
        return pairs[pair][1];
    }

    /// Σ b² of a pair.
    public double squaresB(int pair) {
        return pairs[pair][2];
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
