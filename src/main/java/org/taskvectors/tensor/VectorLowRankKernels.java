package org.taskvectors.tensor;

import static jdk.incubator.vector.VectorOperators.D2F;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The Vector API's kernels. A product of two float32 is exact in float64, so a fused step rounds
/// as two steps do, and the twins agree bit for bit; factors for which that is not so are left to
/// the scalar twin.
///
/// Written out, constants before the loop: see [VectorKernels].
final class VectorLowRankKernels extends ScalarLowRankKernels {
    /// Elements from which on it pays to wait for the compiler.
    static final long WORTHWHILE = 1L << 24;

    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> HALF =
            VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));

    /// Rows that are computed together where a block holds so many whole ones: each piece of the
    /// right factor is then loaded once for all of them.
    private static final int ROWS = 4;

    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;

    @Override
    public void product(LowRankFactors factors, long first, int count, MemorySegment floats) {
        long columns = factors.columns();
        boolean fits = factors.width() == LowRankFactors.PANEL && factors.exactProducts();
        if (!fits || DOUBLES.length() < 4) {
            super.product(factors, first, count, floats);
            return;
        }
        int inPanels = (int) (columns / LowRankFactors.PANEL * LowRankFactors.PANEL);
        int done = 0;
        while (done < count) {
            long column = (first + done) % columns;
            if (column == 0 && ROWS * columns <= count - done) {
                int panels = inPanels / LowRankFactors.PANEL;
                long row = (first + done) / columns;
                fourRows(factors, row, panels, floats, 4L * done);
                for (int i = 0; i < ROWS && inPanels < columns; i++) {
                    int rest = (int) columns - inPanels;
                    long at = i * columns + inPanels;
                    super.product(
                            factors,
                            row * columns + at,
                            rest,
                            floats.asSlice(4 * (done + at), 4L * rest));
                }
                done += (int) (ROWS * columns);
                continue;
            }
            int rest = (int) Math.min(count - done, columns - column);
            int toPanel = (int) Math.floorMod(-column, (long) LowRankFactors.PANEL);
            int whole = (rest - Math.min(rest, toPanel)) / LowRankFactors.PANEL;
            if (toPanel > 0 || whole == 0) {
                int take = take(factors, column, rest);
                super.product(factors, first + done, take, floats.asSlice(4L * done, 4L * take));
                done += take;
            } else {
                panels(factors, (first + done) / columns, column, whole, floats, 4L * done);
                done += whole * LowRankFactors.PANEL;
            }
        }
    }

    /// Whole panels of one row.
    private static void panels(
            LowRankFactors factors, long row, long column, int panels, MemorySegment out, long to) {
        MemorySegment left = factors.leftMemory();
        MemorySegment right = factors.rightMemory();
        int rank = factors.rank();
        int lanes = 8 * DOUBLES.length();
        int steps = LowRankFactors.PANEL / (4 * DOUBLES.length());
        long leftAt = factors.leftOffset(row);
        long panelAt = factors.panelOffset(column);
        DoubleVector scale = DoubleVector.broadcast(DOUBLES, factors.scale());
        long outAt = to;
        for (int step = 0; step < panels * steps; step++) {
            DoubleVector sum0 = DoubleVector.zero(DOUBLES);
            DoubleVector sum1 = DoubleVector.zero(DOUBLES);
            DoubleVector sum2 = DoubleVector.zero(DOUBLES);
            DoubleVector sum3 = DoubleVector.zero(DOUBLES);
            long at = panelAt + 4L * lanes * (step % steps);
            for (int k = 0; k < rank; k++) {
                DoubleVector of =
                        DoubleVector.broadcast(DOUBLES, left.get(DOUBLE, leftAt + 8L * k));
                sum0 = DoubleVector.fromMemorySegment(DOUBLES, right, at, LITTLE).fma(of, sum0);
                sum1 =
                        DoubleVector.fromMemorySegment(DOUBLES, right, at + lanes, LITTLE)
                                .fma(of, sum1);
                sum2 =
                        DoubleVector.fromMemorySegment(DOUBLES, right, at + 2L * lanes, LITTLE)
                                .fma(of, sum2);
                sum3 =
                        DoubleVector.fromMemorySegment(DOUBLES, right, at + 3L * lanes, LITTLE)
                                .fma(of, sum3);
                at += 8L * LowRankFactors.PANEL;
            }
            ((FloatVector) sum0.mul(scale).convertShape(D2F, HALF, 0))
                    .intoMemorySegment(out, outAt, LITTLE);
            ((FloatVector) sum1.mul(scale).convertShape(D2F, HALF, 0))
                    .intoMemorySegment(out, outAt + lanes / 2, LITTLE);
            ((FloatVector) sum2.mul(scale).convertShape(D2F, HALF, 0))
                    .intoMemorySegment(out, outAt + lanes, LITTLE);
            ((FloatVector) sum3.mul(scale).convertShape(D2F, HALF, 0))
                    .intoMemorySegment(out, outAt + 3L * lanes / 2, LITTLE);
            outAt += 2L * lanes;
            panelAt += step % steps == steps - 1 ? 8L * LowRankFactors.PANEL * rank : 0;
        }
    }

    /// All whole panels of four rows, from their first columns on.
    private static void fourRows(
            LowRankFactors factors, long row, int panels, MemorySegment out, long to) {
        MemorySegment left = factors.leftMemory();
        MemorySegment right = factors.rightMemory();
        int rank = factors.rank();
        int lanes = 8 * DOUBLES.length();
        int steps = LowRankFactors.PANEL / (2 * DOUBLES.length());
        long below = 8L * rank;
        long outBelow = 4 * factors.columns();
        long panelAt = 0;
        DoubleVector scale = DoubleVector.broadcast(DOUBLES, factors.scale());
        long outAt = to;
        for (int step = 0; step < panels * steps; step++) {
            DoubleVector a0 = DoubleVector.zero(DOUBLES);
            DoubleVector a1 = DoubleVector.zero(DOUBLES);
            DoubleVector b0 = DoubleVector.zero(DOUBLES);
            DoubleVector b1 = DoubleVector.zero(DOUBLES);
            DoubleVector c0 = DoubleVector.zero(DOUBLES);
            DoubleVector c1 = DoubleVector.zero(DOUBLES);
            DoubleVector d0 = DoubleVector.zero(DOUBLES);
            DoubleVector d1 = DoubleVector.zero(DOUBLES);
            long at = panelAt + 2L * lanes * (step % steps);
            long leftAt = factors.leftOffset(row);
            for (int k = 0; k < rank; k++) {
                DoubleVector right0 = DoubleVector.fromMemorySegment(DOUBLES, right, at, LITTLE);
                DoubleVector right1 =
                        DoubleVector.fromMemorySegment(DOUBLES, right, at + lanes, LITTLE);
                DoubleVector of = DoubleVector.broadcast(DOUBLES, left.get(DOUBLE, leftAt));
                a0 = right0.fma(of, a0);
                a1 = right1.fma(of, a1);
                of = DoubleVector.broadcast(DOUBLES, left.get(DOUBLE, leftAt + below));
                b0 = right0.fma(of, b0);
                b1 = right1.fma(of, b1);
                of = DoubleVector.broadcast(DOUBLES, left.get(DOUBLE, leftAt + 2 * below));
                c0 = right0.fma(of, c0);
                c1 = right1.fma(of, c1);
                of = DoubleVector.broadcast(DOUBLES, left.get(DOUBLE, leftAt + 3 * below));
                d0 = right0.fma(of, d0);
                d1 = right1.fma(of, d1);
                at += 8L * LowRankFactors.PANEL;
                leftAt += 8;
            }
            ((FloatVector) a0.mul(scale).convertShape(D2F, HALF, 0))
                    .intoMemorySegment(out, outAt, LITTLE);
            ((FloatVector) a1.mul(scale).convertShape(D2F, HALF, 0))
                    .intoMemorySegment(out, outAt + lanes / 2, LITTLE);
            ((FloatVector) b0.mul(scale).convertShape(D2F, HALF, 0))
                    .intoMemorySegment(out, outAt + outBelow, LITTLE);
            ((FloatVector) b1.mul(scale).convertShape(D2F, HALF, 0))
                    .intoMemorySegment(out, outAt + outBelow + lanes / 2, LITTLE);
            ((FloatVector) c0.mul(scale).convertShape(D2F, HALF, 0))
                    .intoMemorySegment(out, outAt + 2 * outBelow, LITTLE);
            ((FloatVector) c1.mul(scale).convertShape(D2F, HALF, 0))
                    .intoMemorySegment(out, outAt + 2 * outBelow + lanes / 2, LITTLE);
            ((FloatVector) d0.mul(scale).convertShape(D2F, HALF, 0))
                    .intoMemorySegment(out, outAt + 3 * outBelow, LITTLE);
            ((FloatVector) d1.mul(scale).convertShape(D2F, HALF, 0))
                    .intoMemorySegment(out, outAt + 3 * outBelow + lanes / 2, LITTLE);
            outAt += lanes;
            panelAt += step % steps == steps - 1 ? 8L * LowRankFactors.PANEL * rank : 0;
        }
    }
}
