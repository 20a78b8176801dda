package org.taskvectors.extraction.lora;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.taskvectors.analysis.spectrum.TruncatedSvd;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// The two factors of a matrix, rounded to the dtype that they are stored in: √σ goes to either, so
/// that neither is larger than it has to be.
final class Factors {
    private final float[] left;
    private final float[] right;
    private final int rank;

    private Factors(float[] left, float[] right, int rank) {
        this.left = left;
        this.right = right;
        this.rank = rank;
    }

    /// Rows of the matrix × rank, row by row.
    float[] left() {
        return left;
    }

    /// Rank × columns of the matrix, row by row.
    float[] right() {
        return right;
    }

    int rank() {
        return rank;
    }

    static Factors of(TruncatedSvd svd, int rows, int columns, DType dtype) {
        int rank = svd.rank();
        float[] left = new float[Math.multiplyExact(rows, rank)];
        float[] right = new float[Math.multiplyExact(rank, columns)];
        for (int k = 0; k < rank; k++) {
            double root = Math.sqrt(svd.values().get(k));
            for (int i = 0; i < rows; i++) {
                left[i * rank + k] = (float) (root * svd.left(i, k));
            }
            for (int j = 0; j < columns; j++) {
                right[k * columns + j] = (float) (root * svd.right(j, k));
            }
        }
        round(left, dtype);
        round(right, dtype);
        return new Factors(left, right, rank);
    }

    /// The other way round: `a` is turned into columns × rows.
    static float[] transposed(float[] a, int rows, int columns) {
        float[] turned = new float[a.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                turned[j * rows + i] = a[i * columns + j];
            }
        }
        return turned;
    }

    boolean isFinite() {
        return isFinite(left) && isFinite(right);
    }

    private static boolean isFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private static void round(float[] values, DType dtype) {
        if (dtype == DType.F32) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate((long) values.length * dtype.bytes(), 8);
            Numbers.encode(values, values.length, dtype, bytes);
            Numbers.decode(dtype, bytes, values.length, values);
        }
    }
}
