package org.taskvectors.analysis;

import org.taskvectors.analysis.spectrum.DirectionOverlap;
import org.taskvectors.analysis.spectrum.SingularValues;

/// How singular values and overlaps of directions are laid out in bytes.
final class SpectrumFormat {
    private static final int MOST_SIDE = Integer.MAX_VALUE / 8;

    /// Of a matrix: how many values, how many of them are not zero, these, and ‖τ‖_F².
    static final PackedMatrices<SingularValues> SPECTRA =
            new PackedMatrices<>(
                    "tvw spectra 1", 1, SpectrumFormat::values, SpectrumFormat::values);

    /// Of a matrix: its sides, up to which k, the left overlaps, the right ones.
    static final PackedMatrices<DirectionOverlap> OVERLAPS =
            new PackedMatrices<>(
                    "tvw overlaps 1", 1, SpectrumFormat::overlap, SpectrumFormat::overlap);

    private SpectrumFormat() {}

    private static void values(PackedWriter out, SingularValues values) {
        int known = values.count();
        while (known > 0 && values.get(known - 1) == 0) {
            known--;
        }
        out.count(values.count());
        out.count(known);
        for (int i = 0; i < known; i++) {
            out.real(values.get(i));
        }
        out.real(values.sumSquares());
    }

    private static SingularValues values(PackedReader in) {
        long count = in.count();
        int known = in.size();
        if (known > count || count > MOST_SIDE) {
            throw new IllegalArgumentException("more values than there are");
        }
        double[] found = new double[(int) count];
        for (int i = 0; i < known; i++) {
            found[i] = in.real();
            if (!(found[i] >= 0) || (i > 0 && found[i] > found[i - 1])) {
                throw new IllegalArgumentException("values that do not fall");
            }
        }
        return new SingularValues(found, true, in.real());
    }

    private static void overlap(PackedWriter out, DirectionOverlap overlap) {
        out.count(overlap.rows());
        out.count(overlap.columns());
        out.count(overlap.count());
        for (int k = 1; k <= overlap.count(); k++) {
            out.real(overlap.left(k));
            out.real(overlap.right(k));
        }
    }

    private static DirectionOverlap overlap(PackedReader in) {
        long rows = in.count();
        long columns = in.count();
        int count = in.size();
        if (rows > MOST_SIDE || columns > MOST_SIDE) {
            throw new IllegalArgumentException("sides that no matrix has");
        }
        double[] left = new double[count];
        double[] right = new double[count];
        for (int k = 0; k < count; k++) {
            left[k] = in.real();
            right[k] = in.real();
        }
        return new DirectionOverlap((int) rows, (int) columns, left, right);
    }
}
