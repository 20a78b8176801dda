package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.pass.Unit;
import org.taskvectors.pass.UnitPlan;
import org.taskvectors.tensor.MagnitudeSums;
import org.taskvectors.tensor.SideTally;

/// Everything that a pass over stored tensors measures, joined from its threads: the profiler that
/// rides on the writer's pass.
public final class PassTally {
    private final List<Tensor> tensors;
    private final List<TensorTally> tallies = new ArrayList<>();

    /// @param tensors the tensors as stored, one for each of the pass's first rows
    /// @param plan how the pass is cut
    /// @param withBase whether Σ θ0² is measured
    /// @param withSides whether both sides are at hand
    public PassTally(List<Tensor> tensors, UnitPlan plan, boolean withBase, boolean withSides) {
        this.tensors = List.copyOf(tensors);
        for (int i = 0; i < tensors.size(); i++) {
            tallies.add(new TensorTally(tensors.get(i), plan.parts(i), withBase, withSides));
        }
    }

    /// How many tensors are measured.
    public int size() {
        return tensors.size();
    }

    /// The share of one thread.
    public ThreadTally thread() {
        return new ThreadTally();
    }

    /// The profiles, once every thread's tally is closed.
    public List<TensorProfile> profiles() {
        return tallies.stream().map(TensorTally::profile).toList();
    }

    /// The profile of one row, once every thread's tally is closed.
    public TensorProfile profile(int row) {
        return tallies.get(row).profile();
    }

    /// One thread's counters. They are handed over when the thread comes to another tensor, and at
    /// the end.
    public final class ThreadTally implements AutoCloseable {
        private final MagnitudeSums sums = new MagnitudeSums();
        private int current = -1;
        private int units;

        private ThreadTally() {}

        /// The counters, ready for a unit of that tensor.
        public MagnitudeSums begin(Unit unit) {
            if (unit.row() != current || units >= MOST_UNITS) {
                drain();
                current = unit.row();
                sums.begin(tensors.get(current).dtype());
            }
            return sums;
        }

        /// Ends the unit begun last.
        ///
        /// @param baseSquares Σ θ0² over the weights that count; NaN where it was not measured
        public void end(Unit unit, double baseSquares) {
            tallies.get(unit.row()).unit(unit.part(), sums.takeSums(), baseSquares);
            units++;
        }

        /// Ends the unit begun last, with what its two sides gave.
        public void end(Unit unit, SideTally sides) {
            tallies.get(unit.row()).sides(sides);
            end(unit, sides.baseSquares());
        }

        private void drain() {
            if (units > 0) {
                tallies.get(current).drain(sums, units);
                units = 0;
            }
        }

        @Override
        public void close() {
            drain();
        }
    }

    /// So many units fit the 31 bits of a counter even if all their elements are alike.
    private static final int MOST_UNITS = (int) ((1L << 30) / UnitPlan.UNIT);
}
