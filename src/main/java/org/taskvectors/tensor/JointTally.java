package org.taskvectors.tensor;

/// The elements of several vectors over the same block of a tensor, and one thread's sums over
/// them. Weights that are not finite in either of a pair are left out of that pair; weights that
/// are not finite in any vector are left out of the joint sums.
public final class JointTally {
    private final int vectors;
    private final double[][] values;
    private final double[][] pairs;
    final long[] bothNonZero;
    final long[] sameSign;
    double sumMagnitude;
    double magnitudeOfSum;

    /// @param vectors how many vectors hold the tensor
    /// @param block the most elements of a block
    public JointTally(int vectors, int block) {
        this.vectors = vectors;
        values = new double[vectors][block];
        int count = vectors * (vectors - 1) / 2;
        pairs = new double[count][3];
        bothNonZero = new long[count];
        sameSign = new long[count];
    }

    public int vectors() {
        return vectors;
    }

    /// Where the elements of that vector are decoded to.
    public double[] values(int vector) {
        return values[vector];
    }

    /// Of a pair, in the order (0,1), (0,2), …, (1,2), …: Σ a·b, Σ a², Σ b².
    public double[] sums(int pair) {
        return pairs[pair];
    }

    public long bothNonZero(int pair) {
        return bothNonZero[pair];
    }

    public long sameSign(int pair) {
        return sameSign[pair];
    }

    public double sumMagnitude() {
        return sumMagnitude;
    }

    public double magnitudeOfSum() {
        return magnitudeOfSum;
    }
}
