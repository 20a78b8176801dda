package org.taskvectors.tensor;

import java.util.Arrays;

/// The twin that needs no vectors: small jobs run on it, and it says what the other has to give.
class ScalarMatrixKernels implements MatrixKernels {
    private static final int WIDTH = 8;

    /// The lanes of the leaf that a sum has come to.
    final double[] lanes = new double[TreeSum.LANES];

    private final double[] leaf = new double[1];
    private final TreeSum leaves = new TreeSum();

    @Override
    public int floatWidth() {
        return WIDTH;
    }

    @Override
    public int doubleWidth() {
        return WIDTH;
    }

    @Override
    public void addProduct(
            float[] left,
            int leftAt,
            int rowStep,
            int depthStep,
            float[] right,
            int rightAt,
            int rightStride,
            int depth,
            double[] sums,
            int sumsAt,
            int sumsStride) {
        float[] strip = new float[WIDTH];
        for (int row = 0; row < ROWS; row++) {
            Arrays.fill(strip, 0);
            for (int k = 0; k < depth; k++) {
                float factor = left[leftAt + row * rowStep + k * depthStep];
                int from = rightAt + k * rightStride;
                if (Fused.IN_HARDWARE) {
                    for (int j = 0; j < WIDTH; j++) {
                        strip[j] = Math.fma(factor, right[from + j], strip[j]);
                    }
                } else {
                    for (int j = 0; j < WIDTH; j++) {
                        strip[j] += factor * right[from + j];
                    }
                }
            }
            int to = sumsAt + row * sumsStride;
            for (int j = 0; j < WIDTH; j++) {
                sums[to + j] += strip[j];
            }
        }
    }

    @Override
    public void addProduct(
            double[] left,
            int leftAt,
            int rowStep,
            int depthStep,
            double[] right,
            int rightAt,
            int rightStride,
            int depth,
            double[] sums,
            int sumsAt,
            int sumsStride) {
        double[] strip = new double[WIDTH];
        for (int row = 0; row < ROWS; row++) {
            Arrays.fill(strip, 0);
            for (int k = 0; k < depth; k++) {
                double factor = left[leftAt + row * rowStep + k * depthStep];
                int from = rightAt + k * rightStride;
                if (Fused.IN_HARDWARE) {
                    for (int j = 0; j < WIDTH; j++) {
                        strip[j] = Math.fma(factor, right[from + j], strip[j]);
                    }
                } else {
                    for (int j = 0; j < WIDTH; j++) {
                        strip[j] += factor * right[from + j];
                    }
                }
            }
            int to = sumsAt + row * sumsStride;
            for (int j = 0; j < WIDTH; j++) {
                sums[to + j] += strip[j];
            }
        }
    }

    @Override
    public double sumSquares(float[] a, int at, int count) {
        for (int begin = 0; begin < count; begin += TreeSum.LEAF) {
            int end = Math.min(count, begin + TreeSum.LEAF);
            Arrays.fill(lanes, 0);
            addSquares(a, at, begin, end);
            endLeaf();
        }
        return endSum();
    }

    /// Adds the terms of some elements of one leaf, which the first of them begins but for whole
    /// rows of lanes.
    final void addSquares(float[] a, int at, int begin, int end) {
        for (int i = begin; i < end; i++) {
            double value = a[at + i];
            lanes[i & (TreeSum.LANES - 1)] += value * value;
        }
    }

    @Override
    public double sumSquaresOfDifference(float[] a, int aAt, double[] b, int bAt, int count) {
        for (int begin = 0; begin < count; begin += TreeSum.LEAF) {
            int end = Math.min(count, begin + TreeSum.LEAF);
            Arrays.fill(lanes, 0);
            addSquaresOfDifference(a, aAt, b, bAt, begin, end);
            endLeaf();
        }
        return endSum();
    }

    final void addSquaresOfDifference(float[] a, int aAt, double[] b, int bAt, int begin, int end) {
        for (int i = begin; i < end; i++) {
            double value = a[aAt + i] - b[bAt + i];
            lanes[i & (TreeSum.LANES - 1)] += value * value;
        }
    }

    @Override
    public double dot(double[] a, int aAt, double[] b, int bAt, int count) {
        for (int begin = 0; begin < count; begin += TreeSum.LEAF) {
            int end = Math.min(count, begin + TreeSum.LEAF);
            Arrays.fill(lanes, 0);
            addDot(a, aAt, b, bAt, begin, end);
            endLeaf();
        }
        return endSum();
    }

    final void addDot(double[] a, int aAt, double[] b, int bAt, int begin, int end) {
        for (int i = begin; i < end; i++) {
            lanes[i & (TreeSum.LANES - 1)] += a[aAt + i] * b[bAt + i];
        }
    }

    /// Takes the lanes as a whole leaf.
    final void endLeaf() {
        leaf[0] = TreeSum.joined(lanes);
        leaves.addLeaves(leaf, 1);
    }

    final double endSum() {
        double sum = leaves.sum();
        leaves.clear();
        return sum;
    }

    @Override
    public void rotate(
            double[] a, int aAt, double[] b, int bAt, int count, double cosine, double sine) {
        for (int i = 0; i < count; i++) {
            double x = a[aAt + i];
            double y = b[bAt + i];
            a[aAt + i] = cosine * x - sine * y;
            b[bAt + i] = sine * x + cosine * y;
        }
    }

    @Override
    public void addMultiple(double[] a, int aAt, double factor, double[] b, int bAt, int count) {
        for (int i = 0; i < count; i++) {
            a[aAt + i] += factor * b[bAt + i];
        }
    }

    @Override
    public void addSymmetric(
            double[] a,
            int at,
            int stride,
            int row,
            int column,
            int count,
            double[] vector,
            int vectorAt,
            double[] sums) {
        for (int r = 0; r < ROWS; r++) {
            Arrays.fill(lanes, 0);
            addSymmetricRow(a, at + r * stride, vector, vectorAt, row + r, column, 0, count, sums);
            sums[row + r] += TreeSum.joined(lanes);
        }
    }

    /// Adds some elements of one row: to the lanes what belongs to the row, to the sums what
    /// belongs to the columns.
    final void addSymmetricRow(
            double[] a,
            int at,
            double[] vector,
            int vectorAt,
            int row,
            int column,
            int begin,
            int end,
            double[] sums) {
        double factor = vector[vectorAt + row];
        for (int j = begin; j < end; j++) {
            int lane = j & (TreeSum.LANES - 1);
            double of = vector[vectorAt + column + j];
            if (Fused.IN_HARDWARE) {
                lanes[lane] = Math.fma(a[at + j], of, lanes[lane]);
                sums[column + j] = Math.fma(factor, a[at + j], sums[column + j]);
            } else {
                lanes[lane] += a[at + j] * of;
                sums[column + j] += factor * a[at + j];
            }
        }
    }
}
