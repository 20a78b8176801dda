package org.taskvectors.extraction;

import java.io.IOException;
import java.util.function.IntPredicate;
import org.taskvectors.pass.Blocks;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Unit;
import org.taskvectors.pass.UnitPlan;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.TreeSum;

/// Sums the squares of the first part of some rows, where it is finite.
final class SquaresLane implements Lane {
    private final double[][] squares;
    private final IntPredicate isMeasured;

    /// @param isMeasured whether the row of that number is summed
    SquaresLane(UnitPlan plan, int rows, IntPredicate isMeasured) {
        this.isMeasured = isMeasured;
        squares = new double[rows][];
        for (int row = 0; row < rows; row++) {
            squares[row] = new double[plan.parts(row)];
        }
    }

    /// Σ θ² of a row that is measured.
    double squares(int row) {
        double[] units = squares[row];
        return TreeSum.join(units.length, unit -> units[unit]);
    }

    @Override
    public Share share(Kernels kernels) {
        return new Share() {
            private TreeSum sum = new TreeSum();

            @Override
            public void begin(Unit unit) {
                sum = new TreeSum();
            }

            @Override
            public void block(Blocks blocks) throws IOException {
                if (isMeasured.test(blocks.unit().row())) {
                    kernels.squaresWhereFinite(blocks.part(0), blocks.part(0), sum);
                }
            }

            @Override
            public void end(Unit unit) {
                squares[unit.row()][unit.part()] = sum.sum();
            }
        };
    }
}
