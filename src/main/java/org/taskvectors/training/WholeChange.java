package org.taskvectors.training;

/// The difference of the trained weights and the base's.
record WholeChange(HeldRows trained, HeldRows base) implements TensorChange {
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
        double[] before = new double[columns()];
        base.row(row, before);
        trained.row(row, into);
        for (int j = 0; j < before.length; j++) {
            into[j] -= before[j];
        }
    }

    @Override
    public double squares() {
        return Sums.squares(this);
    }
}
