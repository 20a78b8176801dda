package org.taskvectors.merge;

import java.util.List;
import org.taskvectors.merge.method.Meter;
import org.taskvectors.pass.Blocks;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Row;
import org.taskvectors.pass.Unit;
import org.taskvectors.pass.UnitPlan;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.TreeSum;

/// Sums magnitudes, squares or products of the parts of rows as float32, in float64 and in a fixed
/// tree ([TreeSum]).
final class SumLane implements Lane {
    private enum What {
        MAGNITUDES,
        SQUARES,
        PRODUCTS
    }

    private final What what;
    private final double[][][] sums;

    /// @param sums for each row and each unit the sums that are taken
    private SumLane(What what, double[][][] sums) {
        this.what = what;
        this.sums = sums;
    }

    /// Returns a lane that takes one sum of each row of one part.
    static SumLane of(UnitPlan plan, int rows, Meter.Term term) {
        double[][][] sums = new double[rows][][];
        for (int row = 0; row < rows; row++) {
            sums[row] = new double[plan.parts(row)][1];
        }
        return new SumLane(term == Meter.Term.SQUARE ? What.SQUARES : What.MAGNITUDES, sums);
    }

    /// Returns a lane that multiplies each part of a row with itself and with those after it.
    static SumLane ofProducts(UnitPlan plan, List<Row> rows) {
        double[][][] sums = new double[rows.size()][][];
        for (int row = 0; row < sums.length; row++) {
            int parts = rows.get(row).parts().size();
            sums[row] = new double[plan.parts(row)][parts * (parts + 1) / 2];
        }
        return new SumLane(What.PRODUCTS, sums);
    }

    /// Returns a sum of a row, once the pass is over.
    ///
    /// @param number which of the row's sums: ⟨0, 0⟩, ⟨0, 1⟩, …, ⟨1, 1⟩, … of products
    double sum(int row, int number) {
        return TreeSum.join(sums[row].length, unit -> sums[row][unit][number]);
    }

    @Override
    public Share share(Kernels kernels) {
        return new Summing();
    }

    private final class Summing implements Share {
        private TreeSum[] trees = {};
        private float[][] values = {};
        private double[] terms = {};

        @Override
        public void begin(Unit unit) {
            trees = new TreeSum[sums[unit.row()][unit.part()].length];
            for (int i = 0; i < trees.length; i++) {
                trees[i] = new TreeSum();
            }
        }

        @Override
        public void block(Blocks blocks) {
            int count = blocks.part(0).count();
            reserve(blocks.parts().size(), count);
            for (int part = 0; part < blocks.parts().size(); part++) {
                Block block = blocks.part(part);
                Numbers.decode(block.dtype(), block.bytes(), count, values[part]);
            }
            if (what == What.MAGNITUDES) {
                for (int i = 0; i < count; i++) {
                    terms[i] = Math.abs(values[0][i]);
                }
                trees[0].add(terms, 0, count);
                return;
            }
            int number = 0;
            for (int a = 0; a < blocks.parts().size(); a++) {
                for (int b = a; b < blocks.parts().size(); b++) {
                    multiply(values[a], values[b], count);
                    trees[number++].add(terms, 0, count);
                }
            }
        }

        private void reserve(int parts, int count) {
            if (values.length < parts || terms.length < count) {
                int most = Math.max(count, terms.length);
                values = new float[Math.max(parts, values.length)][most];
                terms = new double[most];
            }
        }

        private void multiply(float[] one, float[] other, int count) {
            double[] into = terms;
            for (int i = 0; i < count; i++) {
                into[i] = (double) one[i] * other[i];
            }
        }

        @Override
        public void end(Unit unit) {
            for (int i = 0; i < trees.length; i++) {
                sums[unit.row()][unit.part()][i] = trees[i].sum();
            }
        }
    }
}
