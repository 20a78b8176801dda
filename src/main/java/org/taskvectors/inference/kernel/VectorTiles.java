package org.taskvectors.inference.kernel;

import static org.taskvectors.inference.kernel.Lanes.FLOATS;
import static org.taskvectors.inference.kernel.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;

/// Products of several tokens with four rows of weights at a time, which were read into floats: a
/// tile of four rows and two to four tokens is summed in registers.
final class VectorTiles {
    /// Rows of a tile.
    static final int ROWS = 4;

    /// Tokens of a tile: as many as registers serve. Processors with 8 lanes have 16 registers.
    private static final int TOKENS = LENGTH == 8 ? 3 : 4;

    private VectorTiles() {}

    /// Computes the products of some tokens with up to four rows.
    ///
    /// @param panel the rows, one after the other
    /// @param rows how many of them hold weights; room is for four
    /// @param sums room for 16
    static void product(
            float[] panel,
            int rows,
            int columns,
            float[] x,
            int xAt,
            int xStride,
            int tokens,
            float[] y,
            int yAt,
            int yStride,
            float[] sums) {
        int whole = columns / LENGTH * LENGTH;
        int tiles = (tokens + TOKENS - 1) / TOKENS;
        for (int tile = 0; tile < tiles; tile++) {
            // Tiles of about the same size: 3 and 2 tokens rather than 4 and 1.
            int first = tile * tokens / tiles;
            int some = (tile + 1) * tokens / tiles - first;
            int from = xAt + first * xStride;
            switch (some) {
                case 4 -> by4(panel, columns, whole, x, from, xStride, sums);
                case 3 -> by3(panel, columns, whole, x, from, xStride, sums);
                case 2 -> by2(panel, columns, whole, x, from, xStride, sums);
                default -> by1(panel, columns, whole, x, from, sums);
            }
            for (int token = 0; token < some; token++) {
                int to = yAt + (first + token) * yStride;
                int rest = from + token * xStride;
                for (int row = 0; row < rows; row++) {
                    float sum = sums[row * 4 + token];
                    for (int i = whole; i < columns; i++) {
                        sum = Math.fma(panel[row * columns + i], x[rest + i], sum);
                    }
                    y[to + row] = sum;
                }
            }
        }
    }

    private static void by4(
            float[] panel, int columns, int whole, float[] x, int xAt, int xStride, float[] sums) {
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s01 = FloatVector.zero(FLOATS);
        FloatVector s02 = FloatVector.zero(FLOATS);
        FloatVector s03 = FloatVector.zero(FLOATS);
        FloatVector s10 = FloatVector.zero(FLOATS);
        FloatVector s11 = FloatVector.zero(FLOATS);
        FloatVector s12 = FloatVector.zero(FLOATS);
        FloatVector s13 = FloatVector.zero(FLOATS);
        FloatVector s20 = FloatVector.zero(FLOATS);
        FloatVector s21 = FloatVector.zero(FLOATS);
        FloatVector s22 = FloatVector.zero(FLOATS);
        FloatVector s23 = FloatVector.zero(FLOATS);
        FloatVector s30 = FloatVector.zero(FLOATS);
        FloatVector s31 = FloatVector.zero(FLOATS);
        FloatVector s32 = FloatVector.zero(FLOATS);
        FloatVector s33 = FloatVector.zero(FLOATS);
        for (int i = 0; i < whole; i += LENGTH) {
            FloatVector x0 = Lanes.of(x, xAt + i);
            FloatVector x1 = Lanes.of(x, xAt + xStride + i);
            FloatVector x2 = Lanes.of(x, xAt + 2 * xStride + i);
            FloatVector x3 = Lanes.of(x, xAt + 3 * xStride + i);
            FloatVector w0 = Lanes.of(panel, i);
            s00 = w0.fma(x0, s00);
            s01 = w0.fma(x1, s01);
            s02 = w0.fma(x2, s02);
            s03 = w0.fma(x3, s03);
            FloatVector w1 = Lanes.of(panel, columns + i);
            s10 = w1.fma(x0, s10);
            s11 = w1.fma(x1, s11);
            s12 = w1.fma(x2, s12);
            s13 = w1.fma(x3, s13);
            FloatVector w2 = Lanes.of(panel, 2 * columns + i);
            s20 = w2.fma(x0, s20);
            s21 = w2.fma(x1, s21);
            s22 = w2.fma(x2, s22);
            s23 = w2.fma(x3, s23);
            FloatVector w3 = Lanes.of(panel, 3 * columns + i);
            s30 = w3.fma(x0, s30);
            s31 = w3.fma(x1, s31);
            s32 = w3.fma(x2, s32);
            s33 = w3.fma(x3, s33);
        }
        sums[0] = Lanes.sum(s00);
        sums[1] = Lanes.sum(s01);
        sums[2] = Lanes.sum(s02);
        sums[3] = Lanes.sum(s03);
        sums[4] = Lanes.sum(s10);
        sums[5] = Lanes.sum(s11);
        sums[6] = Lanes.sum(s12);
        sums[7] = Lanes.sum(s13);
        sums[8] = Lanes.sum(s20);
        sums[9] = Lanes.sum(s21);
        sums[10] = Lanes.sum(s22);
        sums[11] = Lanes.sum(s23);
        sums[12] = Lanes.sum(s30);
        sums[13] = Lanes.sum(s31);
        sums[14] = Lanes.sum(s32);
        sums[15] = Lanes.sum(s33);
    }

    private static void by3(
            float[] panel, int columns, int whole, float[] x, int xAt, int xStride, float[] sums) {
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s01 = FloatVector.zero(FLOATS);
        FloatVector s02 = FloatVector.zero(FLOATS);
        FloatVector s10 = FloatVector.zero(FLOATS);
        FloatVector s11 = FloatVector.zero(FLOATS);
        FloatVector s12 = FloatVector.zero(FLOATS);
        FloatVector s20 = FloatVector.zero(FLOATS);
        FloatVector s21 = FloatVector.zero(FLOATS);
        FloatVector s22 = FloatVector.zero(FLOATS);
        FloatVector s30 = FloatVector.zero(FLOATS);
        FloatVector s31 = FloatVector.zero(FLOATS);
        FloatVector s32 = FloatVector.zero(FLOATS);
        for (int i = 0; i < whole; i += LENGTH) {
            FloatVector x0 = Lanes.of(x, xAt + i);
            FloatVector x1 = Lanes.of(x, xAt + xStride + i);
            FloatVector x2 = Lanes.of(x, xAt + 2 * xStride + i);
            FloatVector w0 = Lanes.of(panel, i);
            s00 = w0.fma(x0, s00);
            s01 = w0.fma(x1, s01);
            s02 = w0.fma(x2, s02);
            FloatVector w1 = Lanes.of(panel, columns + i);
            s10 = w1.fma(x0, s10);
            s11 = w1.fma(x1, s11);
            s12 = w1.fma(x2, s12);
            FloatVector w2 = Lanes.of(panel, 2 * columns + i);
            s20 = w2.fma(x0, s20);
            s21 = w2.fma(x1, s21);
            s22 = w2.fma(x2, s22);
            FloatVector w3 = Lanes.of(panel, 3 * columns + i);
            s30 = w3.fma(x0, s30);
            s31 = w3.fma(x1, s31);
            s32 = w3.fma(x2, s32);
        }
        sums[0] = Lanes.sum(s00);
        sums[1] = Lanes.sum(s01);
        sums[2] = Lanes.sum(s02);
        sums[4] = Lanes.sum(s10);
        sums[5] = Lanes.sum(s11);
        sums[6] = Lanes.sum(s12);
        sums[8] = Lanes.sum(s20);
        sums[9] = Lanes.sum(s21);
        sums[10] = Lanes.sum(s22);
        sums[12] = Lanes.sum(s30);
        sums[13] = Lanes.sum(s31);
        sums[14] = Lanes.sum(s32);
    }

    private static void by2(
            float[] panel, int columns, int whole, float[] x, int xAt, int xStride, float[] sums) {
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s01 = FloatVector.zero(FLOATS);
        FloatVector s10 = FloatVector.zero(FLOATS);
        FloatVector s11 = FloatVector.zero(FLOATS);
        FloatVector s20 = FloatVector.zero(FLOATS);
        FloatVector s21 = FloatVector.zero(FLOATS);
        FloatVector s30 = FloatVector.zero(FLOATS);
        FloatVector s31 = FloatVector.zero(FLOATS);
        for (int i = 0; i < whole; i += LENGTH) {
            FloatVector x0 = Lanes.of(x, xAt + i);
            FloatVector x1 = Lanes.of(x, xAt + xStride + i);
            FloatVector w0 = Lanes.of(panel, i);
            s00 = w0.fma(x0, s00);
            s01 = w0.fma(x1, s01);
            FloatVector w1 = Lanes.of(panel, columns + i);
            s10 = w1.fma(x0, s10);
            s11 = w1.fma(x1, s11);
            FloatVector w2 = Lanes.of(panel, 2 * columns + i);
            s20 = w2.fma(x0, s20);
            s21 = w2.fma(x1, s21);
            FloatVector w3 = Lanes.of(panel, 3 * columns + i);
            s30 = w3.fma(x0, s30);
            s31 = w3.fma(x1, s31);
        }
        sums[0] = Lanes.sum(s00);
        sums[1] = Lanes.sum(s01);
        sums[4] = Lanes.sum(s10);
        sums[5] = Lanes.sum(s11);
        sums[8] = Lanes.sum(s20);
        sums[9] = Lanes.sum(s21);
        sums[12] = Lanes.sum(s30);
        sums[13] = Lanes.sum(s31);
    }

    private static void by1(
            float[] panel, int columns, int whole, float[] x, int xAt, float[] sums) {
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s10 = FloatVector.zero(FLOATS);
        FloatVector s20 = FloatVector.zero(FLOATS);
        FloatVector s30 = FloatVector.zero(FLOATS);
        for (int i = 0; i < whole; i += LENGTH) {
            FloatVector x0 = Lanes.of(x, xAt + i);
            FloatVector w0 = Lanes.of(panel, i);
            s00 = w0.fma(x0, s00);
            FloatVector w1 = Lanes.of(panel, columns + i);
            s10 = w1.fma(x0, s10);
            FloatVector w2 = Lanes.of(panel, 2 * columns + i);
            s20 = w2.fma(x0, s20);
            FloatVector w3 = Lanes.of(panel, 3 * columns + i);
            s30 = w3.fma(x0, s30);
        }
        sums[0] = Lanes.sum(s00);
        sums[4] = Lanes.sum(s10);
        sums[8] = Lanes.sum(s20);
        sums[12] = Lanes.sum(s30);
    }
}
