package org.taskvectors.device.torch;

import org.taskvectors.tensor.BlockProgram;

/// Puts together what was found of several vectors, slice by slice of their elements.
final class JointLeaves {
    private final double[][] dot;
    private final double[][] squares;
    private final long[] bothNonZero;
    private final long[] sameSign;
    private final double[] sumMagnitude;
    private final double[] magnitudeOfSum;
    private int filled;

    /// @param vectors how many there are
    /// @param leaves of each of them
    JointLeaves(int vectors, int leaves) {
        int pairs = vectors * (vectors - 1) / 2;
        dot = new double[pairs][leaves];
        squares = new double[vectors][leaves];
        bothNonZero = new long[pairs];
        sameSign = new long[pairs];
        sumMagnitude = new double[leaves];
        magnitudeOfSum = new double[leaves];
    }

    /// Adds the next slice.
    ///
    /// @param found as the method `joint` of [BlockScript] gives it
    /// @param leaves of the slice
    /// @return false where a number of it is not finite; the sums are of no use then
    boolean add(double[] found, int leaves) {
        int at = 0;
        for (double[] pair : dot) {
            at = take(found, at, pair, leaves);
        }
        for (double[] vector : squares) {
            at = take(found, at, vector, leaves);
        }
        at = take(found, at, sumMagnitude, leaves);
        at = take(found, at, magnitudeOfSum, leaves);
        for (int pair = 0; pair < dot.length; pair++) {
            bothNonZero[pair] += (long) found[at++];
        }
        for (int pair = 0; pair < dot.length; pair++) {
            sameSign[pair] += (long) found[at++];
        }
        filled += leaves;
        return Double.isFinite(found[at]);
    }

    private int take(double[] found, int at, double[] into, int leaves) {
        System.arraycopy(found, at, into, filled, leaves);
        return at + leaves;
    }

    BlockProgram.Joined joined() {
        return new BlockProgram.Joined(
                dot, squares, bothNonZero, sameSign, sumMagnitude, magnitudeOfSum);
    }
}
