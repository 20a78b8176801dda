package org.taskvectors.tensor;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/// A float64 sum over a tensor's elements whose every bit follows from the elements and their order
/// alone: not from threads, from the sizes of blocks, from the width of vectors or from the device.
/// Every sum that is written into a file or kept of a measurement follows this rule:
///
/// - The elements in their order are cut into leaves of 1,024; the last may be shorter.
/// - A leaf has 16 lanes in float64, which begin at 0.0. Lane `j` adds the terms of the elements
///   `j`, `j + 16`, `j + 32`, …, in this order. A term that is a product is rounded before it is
///   added: no fused multiply-add. (Products of two float32 are exact in float64, so that fused
///   steps would give the same.) An element that is left out adds 0.0, which changes nothing.
/// - The lanes are joined by halves: lane `j` takes lane `j + 8`, then `j + 4`, `j + 2`, `j + 1`.
/// - The leaves are joined as a binary tree over all leaves of the tensor: neighbours first, then
///   neighbours of the results, and so on; a result without a right neighbour stays as it is.
///
/// A unit of a pass begins at a multiple of 2²⁰ elements, so its leaves are a whole subtree, and
/// [#join] goes on with the units' sums where the unit left off. Within a unit the leaves arrive
/// one after another, in blocks of any size; the sums of whole subtrees wait on a stack, as the
/// digits of a binary counter do.
public final class TreeSum {
    /// Elements of a leaf.
    static final int LEAF = 1024;

    /// Lanes of a leaf.
    static final int LANES = 16;

    private final double[] lanes = new double[LANES];
    private int elements;
    private long leaves;
    private double[] waiting = new double[11];

    /// Adds the next element's term.
    void add(double term) {
        lanes[elements % LANES] += term;
        if (++elements == LEAF) {
            elements = 0;
            addLeaf(joined(lanes));
            Arrays.fill(lanes, 0);
        }
    }

    /// Adds the next elements' terms, `first` to before `end`.
    public void add(double[] terms, int first, int end) {
        int i = first;
        while (i < end) {
            if (elements == 0 && end - i >= LEAF) {
                addLeaf(leaf(terms, i));
                i += LEAF;
            } else {
                add(terms[i++]);
            }
        }
    }

    /// Half of the lanes at a time, as many as a processor's registers hold.
    private static double leaf(double[] terms, int first) {
        double[] lanes = new double[LANES];
        for (int column = 0; column < LANES; column += LANES / 2) {
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            double e = 0;
            double f = 0;
            double g = 0;
            double h = 0;
            for (int i = first + column; i < first + LEAF; i += LANES) {
                a += terms[i];
                b += terms[i + 1];
                c += terms[i + 2];
                d += terms[i + 3];
                e += terms[i + 4];
                f += terms[i + 5];
                g += terms[i + 6];
                h += terms[i + 7];
            }
            lanes[column] = a;
            lanes[column + 1] = b;
            lanes[column + 2] = c;
            lanes[column + 3] = d;
            lanes[column + 4] = e;
            lanes[column + 5] = f;
            lanes[column + 6] = g;
            lanes[column + 7] = h;
        }
        return joined(lanes);
    }

    /// Whether the next element begins a leaf.
    boolean isAtLeaf() {
        return elements == 0;
    }

    /// Adds whole leaves; the next element has to begin one.
    ///
    /// @param sums the sums of the leaves, in their order
    /// @param count how many there are
    void addLeaves(double[] sums, int count) {
        if (elements != 0 && count > 0) {
            throw new IllegalStateException("a leaf has begun");
        }
        for (int i = 0; i < count; i++) {
            addLeaf(sums[i]);
        }
    }

    private void addLeaf(double leaf) {
        double sum = leaf;
        int level = 0;
        for (long digits = leaves; (digits & 1) == 1; digits >>>= 1) {
            sum = waiting[level++] + sum;
        }
        if (level == waiting.length) {
            waiting = Arrays.copyOf(waiting, 2 * level);
        }
        waiting[level] = sum;
        leaves++;
    }

    /// Returns the sum of all terms; 0 if there are none.
    public double sum() {
        boolean begun = elements > 0;
        double sum = begun ? joined(lanes) : 0;
        for (int level = 0; leaves >>> level != 0; level++) {
            if ((leaves >>> level & 1) == 1) {
                sum = begun ? waiting[level] + sum : waiting[level];
                begun = true;
            }
        }
        return sum;
    }

    /// Removes all terms.
    void clear() {
        if (elements > 0) {
            Arrays.fill(lanes, 0);
            elements = 0;
        }
        leaves = 0;
    }

    /// Joins the lanes of a leaf by halves.
    static double joined(double[] lanes) {
        double a = (lanes[0] + lanes[8]) + (lanes[4] + lanes[12]);
        double b = (lanes[1] + lanes[9]) + (lanes[5] + lanes[13]);
        double c = (lanes[2] + lanes[10]) + (lanes[6] + lanes[14]);
        double d = (lanes[3] + lanes[11]) + (lanes[7] + lanes[15]);
        return (a + c) + (b + d);
    }

    /// The same of lanes of which the even ones come first and then the odd ones.
    static double joinedEvenFirst(double[] lanes) {
        double a = (lanes[0] + lanes[4]) + (lanes[2] + lanes[6]);
        double b = (lanes[8] + lanes[12]) + (lanes[10] + lanes[14]);
        double c = (lanes[1] + lanes[5]) + (lanes[3] + lanes[7]);
        double d = (lanes[9] + lanes[13]) + (lanes[11] + lanes[15]);
        return (a + c) + (b + d);
    }

    /// Joins the sums of a tensor's units.
    ///
    /// @param count how many units there are
    /// @param sum gives the sum of the unit of that number
    public static double join(int count, IntToDoubleFunction sum) {
        TreeSum tree = new TreeSum();
        for (int unit = 0; unit < count; unit++) {
            tree.addLeaf(sum.applyAsDouble(unit));
        }
        return tree.sum();
    }
}
