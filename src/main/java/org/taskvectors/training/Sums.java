package org.taskvectors.training;

/// Sums over the numbers of vectors, in float64.
final class Sums {
    private Sums() {}

    /// Returns Σ a·b over the first `count` numbers. Four sums at once: one alone waits for each
    /// addition before the next.
    static double dot(double[] a, double[] b, int count) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int whole = count - count % 4;
        for (int i = 0; i < whole; i += 4) {
            first += a[i] * b[i];
            second += a[i + 1] * b[i + 1];
            third += a[i + 2] * b[i + 2];
            fourth += a[i + 3] * b[i + 3];
        }
        double rest = 0;
        for (int i = whole; i < count; i++) {
            rest += a[i] * b[i];
        }
        return (first + second) + (third + fourth) + rest;
    }

    /// Returns Σ τ² over the rows of a change.
    static double squares(TensorChange change) {
        double[] row = new double[change.columns()];
        double sum = 0;
        for (long i = 0; i < change.rows(); i++) {
            change.row(i, row);
            sum += dot(row, row, row.length);
        }
        return sum;
    }
}
