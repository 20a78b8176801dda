package org.taskvectors.tensor;

import static jdk.incubator.vector.VectorOperators.F2D;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The Vector API's kernels of linear algebra, in the machine's widest lanes: eight accumulators,
/// four rows by two vectors, which is what it takes to keep the units for fused multiplication busy
/// and still fits sixteen registers. Written out for the reason that [VectorKernels] gives.
final class VectorMatrixKernels extends ScalarMatrixKernels {
    /// Multiplications from which on it pays to wait for the compiler.
    static final double WORTHWHILE = 2e8;

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    private final double[] rowLanes = new double[ROWS * TreeSum.LANES];
    private final float[] scratch = new float[2 * ROWS * FLOATS.length()];

    @Override
    public int floatWidth() {
        return 2 * FLOATS.length();
    }

    @Override
    public int doubleWidth() {
        return 2 * DOUBLES.length();
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
        int lanes = FLOATS.length();
        FloatVector sum00 = FloatVector.zero(FLOATS);
        FloatVector sum01 = FloatVector.zero(FLOATS);
        FloatVector sum10 = FloatVector.zero(FLOATS);
        FloatVector sum11 = FloatVector.zero(FLOATS);
        FloatVector sum20 = FloatVector.zero(FLOATS);
        FloatVector sum21 = FloatVector.zero(FLOATS);
        FloatVector sum30 = FloatVector.zero(FLOATS);
        FloatVector sum31 = FloatVector.zero(FLOATS);
        int at = leftAt;
        int from = rightAt;
        for (int k = 0; k < depth; k++) {
            FloatVector near = FloatVector.fromArray(FLOATS, right, from);
            FloatVector far = FloatVector.fromArray(FLOATS, right, from + lanes);
            FloatVector factor0 = FloatVector.broadcast(FLOATS, left[at]);
            sum00 = factor0.fma(near, sum00);
            sum01 = factor0.fma(far, sum01);
            FloatVector factor1 = FloatVector.broadcast(FLOATS, left[at + rowStep]);
            sum10 = factor1.fma(near, sum10);
            sum11 = factor1.fma(far, sum11);
            FloatVector factor2 = FloatVector.broadcast(FLOATS, left[at + 2 * rowStep]);
            sum20 = factor2.fma(near, sum20);
            sum21 = factor2.fma(far, sum21);
            FloatVector factor3 = FloatVector.broadcast(FLOATS, left[at + 3 * rowStep]);
            sum30 = factor3.fma(near, sum30);
            sum31 = factor3.fma(far, sum31);
            at += depthStep;
            from += rightStride;
        }
        sum00.intoArray(scratch, 0);
        sum01.intoArray(scratch, lanes);
        sum10.intoArray(scratch, 2 * lanes);
        sum11.intoArray(scratch, 3 * lanes);
        sum20.intoArray(scratch, 4 * lanes);
        sum21.intoArray(scratch, 5 * lanes);
        sum30.intoArray(scratch, 6 * lanes);
        sum31.intoArray(scratch, 7 * lanes);
        for (int row = 0; row < ROWS; row++) {
            int to = sumsAt + row * sumsStride;
            int done = row * 2 * lanes;
            for (int j = 0; j < 2 * lanes; j++) {
                sums[to + j] += scratch[done + j];
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
        int lanes = DOUBLES.length();
        DoubleVector sum00 = DoubleVector.zero(DOUBLES);
        DoubleVector sum01 = DoubleVector.zero(DOUBLES);
        DoubleVector sum10 = DoubleVector.zero(DOUBLES);
        DoubleVector sum11 = DoubleVector.zero(DOUBLES);
        DoubleVector sum20 = DoubleVector.zero(DOUBLES);
        DoubleVector sum21 = DoubleVector.zero(DOUBLES);
        DoubleVector sum30 = DoubleVector.zero(DOUBLES);
        DoubleVector sum31 = DoubleVector.zero(DOUBLES);
        int at = leftAt;
        int from = rightAt;
        for (int k = 0; k < depth; k++) {
            DoubleVector near = DoubleVector.fromArray(DOUBLES, right, from);
            DoubleVector far = DoubleVector.fromArray(DOUBLES, right, from + lanes);
            DoubleVector factor0 = DoubleVector.broadcast(DOUBLES, left[at]);
            sum00 = factor0.fma(near, sum00);
            sum01 = factor0.fma(far, sum01);
            DoubleVector factor1 = DoubleVector.broadcast(DOUBLES, left[at + rowStep]);
            sum10 = factor1.fma(near, sum10);
            sum11 = factor1.fma(far, sum11);
            DoubleVector factor2 = DoubleVector.broadcast(DOUBLES, left[at + 2 * rowStep]);
            sum20 = factor2.fma(near, sum20);
            sum21 = factor2.fma(far, sum21);
            DoubleVector factor3 = DoubleVector.broadcast(DOUBLES, left[at + 3 * rowStep]);
            sum30 = factor3.fma(near, sum30);
            sum31 = factor3.fma(far, sum31);
            at += depthStep;
            from += rightStride;
        }
        int to0 = sumsAt;
        sum00.add(DoubleVector.fromArray(DOUBLES, sums, to0)).intoArray(sums, to0);
        sum01.add(DoubleVector.fromArray(DOUBLES, sums, to0 + lanes)).intoArray(sums, to0 + lanes);
        int to1 = sumsAt + sumsStride;
        sum10.add(DoubleVector.fromArray(DOUBLES, sums, to1)).intoArray(sums, to1);
        sum11.add(DoubleVector.fromArray(DOUBLES, sums, to1 + lanes)).intoArray(sums, to1 + lanes);
        int to2 = sumsAt + 2 * sumsStride;
        sum20.add(DoubleVector.fromArray(DOUBLES, sums, to2)).intoArray(sums, to2);
        sum21.add(DoubleVector.fromArray(DOUBLES, sums, to2 + lanes)).intoArray(sums, to2 + lanes);
        int to3 = sumsAt + 3 * sumsStride;
        sum30.add(DoubleVector.fromArray(DOUBLES, sums, to3)).intoArray(sums, to3);
        sum31.add(DoubleVector.fromArray(DOUBLES, sums, to3 + lanes)).intoArray(sums, to3 + lanes);
    }

    @Override
    public double sumSquares(float[] a, int at, int count) {
        for (int begin = 0; begin < count; begin += TreeSum.LEAF) {
            int end = Math.min(count, begin + TreeSum.LEAF);
            int whole = end - end % TreeSum.LANES;
            for (int column = 0; column < TreeSum.LANES; column += FLOATS.length()) {
                DoubleVector sum0 = DoubleVector.zero(DOUBLES);
                DoubleVector sum1 = DoubleVector.zero(DOUBLES);
                for (int i = begin + column; i < whole; i += TreeSum.LANES) {
                    FloatVector value = FloatVector.fromArray(FLOATS, a, at + i);
                    DoubleVector low = (DoubleVector) value.convertShape(F2D, DOUBLES, 0);
                    DoubleVector high = (DoubleVector) value.convertShape(F2D, DOUBLES, 1);
                    sum0 = sum0.add(low.mul(low));
                    sum1 = sum1.add(high.mul(high));
                }
                sum0.intoArray(lanes, column);
                sum1.intoArray(lanes, column + DOUBLES.length());
            }
            addSquares(a, at, whole, end);
            endLeaf();
        }
        return endSum();
    }

    @Override
    public double sumSquaresOfDifference(float[] a, int aAt, double[] b, int bAt, int count) {
        int half = DOUBLES.length();
        for (int begin = 0; begin < count; begin += TreeSum.LEAF) {
            int end = Math.min(count, begin + TreeSum.LEAF);
            int whole = end - end % TreeSum.LANES;
            for (int column = 0; column < TreeSum.LANES; column += FLOATS.length()) {
                DoubleVector sum0 = DoubleVector.zero(DOUBLES);
                DoubleVector sum1 = DoubleVector.zero(DOUBLES);
                for (int i = begin + column; i < whole; i += TreeSum.LANES) {
                    FloatVector value = FloatVector.fromArray(FLOATS, a, aAt + i);
                    DoubleVector low = (DoubleVector) value.convertShape(F2D, DOUBLES, 0);
                    DoubleVector high = (DoubleVector) value.convertShape(F2D, DOUBLES, 1);
                    low = low.sub(DoubleVector.fromArray(DOUBLES, b, bAt + i));
                    high = high.sub(DoubleVector.fromArray(DOUBLES, b, bAt + i + half));
                    sum0 = sum0.add(low.mul(low));
                    sum1 = sum1.add(high.mul(high));
                }
                sum0.intoArray(lanes, column);
                sum1.intoArray(lanes, column + half);
            }
            addSquaresOfDifference(a, aAt, b, bAt, whole, end);
            endLeaf();
        }
        return endSum();
    }

    @Override
    public double dot(double[] a, int aAt, double[] b, int bAt, int count) {
        int half = DOUBLES.length();
        for (int begin = 0; begin < count; begin += TreeSum.LEAF) {
            int end = Math.min(count, begin + TreeSum.LEAF);
            int whole = end - end % TreeSum.LANES;
            for (int column = 0; column < TreeSum.LANES; column += 2 * half) {
                DoubleVector sum0 = DoubleVector.zero(DOUBLES);
                DoubleVector sum1 = DoubleVector.zero(DOUBLES);
                for (int i = begin + column; i < whole; i += TreeSum.LANES) {
                    DoubleVector x0 = DoubleVector.fromArray(DOUBLES, a, aAt + i);
                    DoubleVector x1 = DoubleVector.fromArray(DOUBLES, a, aAt + i + half);
                    sum0 = sum0.add(x0.mul(DoubleVector.fromArray(DOUBLES, b, bAt + i)));
                    sum1 = sum1.add(x1.mul(DoubleVector.fromArray(DOUBLES, b, bAt + i + half)));
                }
                sum0.intoArray(lanes, column);
                sum1.intoArray(lanes, column + half);
            }
            addDot(a, aAt, b, bAt, whole, end);
            endLeaf();
        }
        return endSum();
    }

    /// A compiler that cannot tell whether both rows lie in one array makes no vectors of the loop.
    @Override
    public void addMultiple(double[] a, int aAt, double factor, double[] b, int bAt, int count) {
        int half = DOUBLES.length();
        int whole = count - count % half;
        DoubleVector factors = DoubleVector.broadcast(DOUBLES, factor);
        for (int i = 0; i < whole; i += half) {
            DoubleVector.fromArray(DOUBLES, a, aAt + i)
                    .add(factors.mul(DoubleVector.fromArray(DOUBLES, b, bAt + i)))
                    .intoArray(a, aAt + i);
        }
        super.addMultiple(a, aAt + whole, factor, b, bAt + whole, count - whole);
    }

    @Override
    public void rotate(
            double[] a, int aAt, double[] b, int bAt, int count, double cosine, double sine) {
        int half = DOUBLES.length();
        int whole = count - count % half;
        DoubleVector cosines = DoubleVector.broadcast(DOUBLES, cosine);
        DoubleVector sines = DoubleVector.broadcast(DOUBLES, sine);
        for (int i = 0; i < whole; i += half) {
            DoubleVector x = DoubleVector.fromArray(DOUBLES, a, aAt + i);
            DoubleVector y = DoubleVector.fromArray(DOUBLES, b, bAt + i);
            cosines.mul(x).sub(sines.mul(y)).intoArray(a, aAt + i);
            sines.mul(x).add(cosines.mul(y)).intoArray(b, bAt + i);
        }
        super.rotate(a, aAt + whole, b, bAt + whole, count - whole, cosine, sine);
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
        int half = DOUBLES.length();
        int whole = count - count % TreeSum.LANES;
        int own = vectorAt + row;
        DoubleVector factor0 = DoubleVector.broadcast(DOUBLES, vector[own]);
        DoubleVector factor1 = DoubleVector.broadcast(DOUBLES, vector[own + 1]);
        DoubleVector factor2 = DoubleVector.broadcast(DOUBLES, vector[own + 2]);
        DoubleVector factor3 = DoubleVector.broadcast(DOUBLES, vector[own + 3]);
        for (int lane = 0; lane < TreeSum.LANES; lane += half) {
            DoubleVector sum0 = DoubleVector.zero(DOUBLES);
            DoubleVector sum1 = DoubleVector.zero(DOUBLES);
            DoubleVector sum2 = DoubleVector.zero(DOUBLES);
            DoubleVector sum3 = DoubleVector.zero(DOUBLES);
            for (int j = lane; j < whole; j += TreeSum.LANES) {
                DoubleVector of = DoubleVector.fromArray(DOUBLES, vector, vectorAt + column + j);
                DoubleVector below = DoubleVector.fromArray(DOUBLES, sums, column + j);
                DoubleVector value = DoubleVector.fromArray(DOUBLES, a, at + j);
                sum0 = value.fma(of, sum0);
                below = factor0.fma(value, below);
                value = DoubleVector.fromArray(DOUBLES, a, at + stride + j);
                sum1 = value.fma(of, sum1);
                below = factor1.fma(value, below);
                value = DoubleVector.fromArray(DOUBLES, a, at + 2 * stride + j);
                sum2 = value.fma(of, sum2);
                below = factor2.fma(value, below);
                value = DoubleVector.fromArray(DOUBLES, a, at + 3 * stride + j);
                sum3 = value.fma(of, sum3);
                below = factor3.fma(value, below);
                below.intoArray(sums, column + j);
            }
            sum0.intoArray(rowLanes, lane);
            sum1.intoArray(rowLanes, TreeSum.LANES + lane);
            sum2.intoArray(rowLanes, 2 * TreeSum.LANES + lane);
            sum3.intoArray(rowLanes, 3 * TreeSum.LANES + lane);
        }
        for (int r = 0; r < ROWS; r++) {
            System.arraycopy(rowLanes, r * TreeSum.LANES, lanes, 0, TreeSum.LANES);
            addSymmetricRow(
                    a, at + r * stride, vector, vectorAt, row + r, column, whole, count, sums);
            sums[row + r] += TreeSum.joined(lanes);
        }
    }
}
