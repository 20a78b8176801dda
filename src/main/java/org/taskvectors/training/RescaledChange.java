package org.taskvectors.training;

/// DoRA's: m·(W + s·L·R)/‖W + s·L·R‖ − W, the norm that of each output.
final class RescaledChange implements TensorChange {
    private final ProductChange product;
    private final HeldRows base;
    private final double[] factors;
    private final boolean isTransposed;

    /// @param factors m/‖W + s·L·R‖ of each output
    private RescaledChange(
            ProductChange product, HeldRows base, double[] factors, boolean isTransposed) {
        this.product = product;
        this.base = base;
        this.factors = factors;
        this.isTransposed = isTransposed;
    }

    static RescaledChange of(
            ProductChange product, HeldRows base, double[] magnitudes, boolean isTransposed) {
        double[] squares = new double[magnitudes.length];
        double[] row = new double[base.columns()];
        for (int i = 0; i < base.rows(); i++) {
            base.row(i, row);
            product.add(i, row);
            if (isTransposed) {
                for (int j = 0; j < row.length; j++) {
                    squares[j] += row[j] * row[j];
                }
            } else {
                squares[i] = Sums.dot(row, row, row.length);
            }
        }
        double[] factors = new double[magnitudes.length];
        for (int output = 0; output < factors.length; output++) {
            factors[output] = magnitudes[output] / Math.sqrt(squares[output]);
        }
        return new RescaledChange(product, base, factors, isTransposed);
    }

    @Override
    public long rows() {
        return base.rows();
    }

    @Override
    public int columns() {
        return base.columns();
    }

    @Override
    public void row(long row, double[] into) {
        double[] weights = new double[columns()];
        base.row(row, weights);
        product.row(row, into);
        for (int j = 0; j < weights.length; j++) {
            double factor = factors[isTransposed ? j : (int) row];
            into[j] = factor * (weights[j] + into[j]) - weights[j];
        }
    }

    @Override
    public double squares() {
        return Sums.squares(this);
    }
}
