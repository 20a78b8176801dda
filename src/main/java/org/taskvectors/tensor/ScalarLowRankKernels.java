package org.taskvectors.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The scalar twins.
class ScalarLowRankKernels implements LowRankKernels {
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    public void product(LowRankFactors factors, long first, int count, MemorySegment floats) {
        double[] sums = new double[LowRankFactors.PANEL];
        int width = factors.width();
        int done = 0;
        while (done < count) {
            long row = (first + done) / factors.columns();
            long column = (first + done) % factors.columns();
            int from = (int) (column % width);
            int take = take(factors, column, count - done);
            panel(factors, row, column, sums);
            for (int i = 0; i < take; i++) {
                floats.set(FLOAT, 4L * (done + i), (float) sums[from + i]);
            }
            done += take;
        }
    }

    @Override
    public void product(LowRankFactors factors, long first, int count, double[] into) {
        double[] sums = new double[LowRankFactors.PANEL];
        int width = factors.width();
        int done = 0;
        while (done < count) {
            long row = (first + done) / factors.columns();
            long column = (first + done) % factors.columns();
            int take = take(factors, column, count - done);
            panel(factors, row, column, sums);
            System.arraycopy(sums, (int) (column % width), into, done, take);
            done += take;
        }
    }

    /// How many elements from `column` on lie in its row and its panel.
    static int take(LowRankFactors factors, long column, int most) {
        int width = factors.width();
        long rest = Math.min(width - column % width, factors.columns() - column);
        return (int) Math.min(most, rest);
    }

    /// The elements of a row in the panel that holds `column`, scaled.
    static void panel(LowRankFactors factors, long row, long column, double[] sums) {
        MemorySegment left = factors.leftMemory();
        MemorySegment right = factors.rightMemory();
        int width = factors.width();
        int rank = factors.rank();
        long leftAt = factors.leftOffset(row);
        long rightAt = factors.panelOffset(column);
        Arrays.fill(sums, 0, width, 0.0);
        for (int k = 0; k < rank; k++) {
            double of = left.get(DOUBLE, leftAt + 8L * k);
            for (int i = 0; i < width; i++) {
                sums[i] += of * right.get(DOUBLE, rightAt + 8L * i);
            }
            rightAt += 8L * width;
        }
        double scale = factors.scale();
        for (int i = 0; i < width; i++) {
            sums[i] *= scale;
        }
    }
}
