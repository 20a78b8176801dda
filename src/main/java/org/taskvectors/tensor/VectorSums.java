package org.taskvectors.tensor;

import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/// What is added up from doubles, in the machine's widest lanes, and how all vector kernels take
/// sums.
///
/// Sums are taken leaf by leaf ([TreeSum]), and a leaf's 16 lanes column by column: as many as the
/// loop's registers hold, in one run through the leaf. A column is all lanes where registers are
/// wide and a part of them where they are narrow, so that one loop does at any width. What is no
/// whole leaf is left to the scalar twin.
///
/// There are no masks here: masks of two lanes, which is what 128 bits have of doubles, are objects
/// (measured: 20 times as slow).
class VectorSums extends ScalarKernels {
    static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;

    /// The lanes of a leaf whose sum is being taken.
    final double[] lanes = new double[TreeSum.LANES];

    final double[] otherLanes = new double[TreeSum.LANES];
    final double[] thirdLanes = new double[TreeSum.LANES];

    /// The sums of a block's leaves, which count only once the block is known to be finite.
    double[] leaves = {};

    double[] otherLeaves = {};
    double[] thirdLeaves = {};

    /// How many of `count` elements are whole leaves of a sum, for which there is room then.
    final int wholeLeaves(int count, TreeSum sum) {
        int whole = sum.isAtLeaf() ? count / TreeSum.LEAF : 0;
        if (leaves.length < whole) {
            leaves = new double[whole];
            otherLeaves = new double[whole];
            thirdLeaves = new double[whole];
        }
        return whole * TreeSum.LEAF;
    }

    @Override
    void addSquares(double[] values, double[] stored, int first, int end, TreeSum squares) {
        int whole = wholeLeaves(end - first, squares);
        LongVector one = LongVector.broadcast(LONGS, 1);
        for (int leaf = first; leaf < first + whole; leaf += TreeSum.LEAF) {
            for (int column = 0; column < TreeSum.LANES; column += DOUBLES.length()) {
                DoubleVector sum = DoubleVector.zero(DOUBLES);
                for (int i = leaf + column; i < leaf + TreeSum.LEAF; i += TreeSum.LANES) {
                    DoubleVector x = DoubleVector.fromArray(DOUBLES, values, i);
                    DoubleVector s = DoubleVector.fromArray(DOUBLES, stored, i);
                    // Only of what is not finite the difference to itself is not 0.
                    LongVector zero = s.sub(s).reinterpretAsLongs();
                    LongVector finite = zero.or(zero.neg()).lanewise(LSHR, 63).sub(one);
                    DoubleVector counted =
                            x.reinterpretAsLongs().and(finite).reinterpretAsDoubles();
                    sum = sum.add(counted.mul(counted));
                }
                sum.intoArray(lanes, column);
            }
            leaves[(leaf - first) / TreeSum.LEAF] = TreeSum.joined(lanes);
        }
        squares.addLeaves(leaves, whole / TreeSum.LEAF);
        super.addSquares(values, stored, first + whole, end, squares);
    }

    @Override
    void pair(double[] a, double[] b, int first, int end, JointTally tally, int pair) {
        int whole = wholeLeaves(end - first, tally.dot[pair]);
        double squares = 0;
        LongVector both = LongVector.zero(LONGS);
        LongVector same = LongVector.zero(LONGS);
        for (int leaf = first; leaf < first + whole; leaf += TreeSum.LEAF) {
            for (int column = 0; column < TreeSum.LANES; column += DOUBLES.length()) {
                DoubleVector dot = DoubleVector.zero(DOUBLES);
                DoubleVector squaresA = DoubleVector.zero(DOUBLES);
                DoubleVector squaresB = DoubleVector.zero(DOUBLES);
                for (int i = leaf + column; i < leaf + TreeSum.LEAF; i += TreeSum.LANES) {
                    DoubleVector x = DoubleVector.fromArray(DOUBLES, a, i);
                    DoubleVector y = DoubleVector.fromArray(DOUBLES, b, i);
                    dot = dot.add(x.mul(y));
                    squaresA = squaresA.add(x.mul(x));
                    squaresB = squaresB.add(y.mul(y));
                    LongVector xBits = x.reinterpretAsLongs();
                    LongVector yBits = y.reinterpretAsLongs();
                    LongVector other = xBits.lanewise(XOR, yBits).lanewise(LSHR, 63);
                    xBits = xBits.lanewise(LSHL, 1);
                    yBits = yBits.lanewise(LSHL, 1);
                    LongVector counts =
                            xBits.or(xBits.neg()).and(yBits.or(yBits.neg())).lanewise(LSHR, 63);
                    both = both.add(counts);
                    same = same.add(counts.and(counts.lanewise(XOR, other)));
                }
                dot.intoArray(lanes, column);
                squaresA.intoArray(otherLanes, column);
                squaresB.intoArray(thirdLanes, column);
            }
            int number = (leaf - first) / TreeSum.LEAF;
            leaves[number] = TreeSum.joined(lanes);
            otherLeaves[number] = TreeSum.joined(otherLanes);
            thirdLeaves[number] = TreeSum.joined(thirdLanes);
            squares += otherLeaves[number] + thirdLeaves[number];
        }
        if (!Double.isFinite(squares)) {
            super.pair(a, b, first, end, tally, pair);
            return;
        }
        tally.dot[pair].addLeaves(leaves, whole / TreeSum.LEAF);
        tally.squaresA[pair].addLeaves(otherLeaves, whole / TreeSum.LEAF);
        tally.squaresB[pair].addLeaves(thirdLeaves, whole / TreeSum.LEAF);
        tally.bothNonZero[pair] += both.reduceLanes(ADD);
        tally.sameSign[pair] += same.reduceLanes(ADD);
        super.pair(a, b, first + whole, end, tally, pair);
    }

    @Override
    void sumJointly(double[][] values, int first, int end, JointTally tally) {
        int whole = wholeLeaves(end - first, tally.sumMagnitude);
        double total = 0;
        for (int leaf = first; leaf < first + whole; leaf += TreeSum.LEAF) {
            for (int column = 0; column < TreeSum.LANES; column += DOUBLES.length()) {
                DoubleVector magnitudes = DoubleVector.zero(DOUBLES);
                DoubleVector ofSums = DoubleVector.zero(DOUBLES);
                for (int i = leaf + column; i < leaf + TreeSum.LEAF; i += TreeSum.LANES) {
                    DoubleVector sum = DoubleVector.zero(DOUBLES);
                    DoubleVector magnitude = DoubleVector.zero(DOUBLES);
                    for (double[] vector : values) {
                        DoubleVector value = DoubleVector.fromArray(DOUBLES, vector, i);
                        sum = sum.add(value);
                        magnitude = magnitude.add(value.abs());
                    }
                    magnitudes = magnitudes.add(magnitude);
                    ofSums = ofSums.add(sum.abs());
                }
                magnitudes.intoArray(lanes, column);
                ofSums.intoArray(otherLanes, column);
            }
            int number = (leaf - first) / TreeSum.LEAF;
            leaves[number] = TreeSum.joined(lanes);
            otherLeaves[number] = TreeSum.joined(otherLanes);
            total += leaves[number];
        }
        if (!Double.isFinite(total)) {
            super.sumJointly(values, first, end, tally);
            return;
        }
        tally.sumMagnitude.addLeaves(leaves, whole / TreeSum.LEAF);
        tally.magnitudeOfSum.addLeaves(otherLeaves, whole / TreeSum.LEAF);
        super.sumJointly(values, first + whole, end, tally);
    }
}
