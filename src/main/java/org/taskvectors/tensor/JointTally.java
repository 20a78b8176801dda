package org.taskvectors.tensor;

import java.util.Arrays;
import java.util.stream.Stream;

/// Adds up several vectors over one unit of a tensor. Weights that are not finite in either of a
/// pair are left out of that pair; weights that are not finite in any vector are left out of the
/// joint sums. Pairs are numbered (0,1), (0,2), …, (1,2), ….
public final class JointTally {
    final TreeSum[] dot;
    final TreeSum[] squaresA;
    final TreeSum[] squaresB;
    final long[] bothNonZero;
    final long[] sameSign;

    /// Σ_i Σ_k |τk_i|
    final TreeSum sumMagnitude = new TreeSum();

    /// Σ_i |Σ_k τk_i|
    final TreeSum magnitudeOfSum = new TreeSum();

    /// @param vectors how many vectors hold the tensor
    public JointTally(int vectors) {
        int count = vectors * (vectors - 1) / 2;
        dot = trees(count);
        squaresA = trees(count);
        squaresB = trees(count);
        bothNonZero = new long[count];
        sameSign = new long[count];
    }

    private static TreeSum[] trees(int count) {
        return Stream.generate(TreeSum::new).limit(count).toArray(TreeSum[]::new);
    }

    /// Returns the sums so far.
    public JointSums sums() {
        return new JointSums(
                sums(dot),
                sums(squaresA),
                sums(squaresB),
                bothNonZero.clone(),
                sameSign.clone(),
                sumMagnitude.sum(),
                magnitudeOfSum.sum());
    }

    private static double[] sums(TreeSum[] trees) {
        return Arrays.stream(trees).mapToDouble(TreeSum::sum).toArray();
    }
}
