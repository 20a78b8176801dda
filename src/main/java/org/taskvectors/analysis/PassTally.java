package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.MagnitudeSums;
import org.taskvectors.tensor.SideTally;

/// Everything that a pass over stored tensors measures, joined from its threads: the profiler that
/// rides on the writer's pass.
public final class PassTally {
    private final List<Tensor> tensors;
    private final List<TensorTally> tallies = new ArrayList<>();
    private final AtomicLongArray checksums;

    /// @param tensors the tensors as stored
    /// @param plan how the pass is cut
    /// @param withBase whether Σ θ0² is measured
    /// @param withSides whether both sides are at hand
    public PassTally(List<Tensor> tensors, UnitPlan plan, boolean withBase, boolean withSides) {
        this.tensors = List.copyOf(tensors);
        checksums = new AtomicLongArray(tensors.size());
        for (int i = 0; i < tensors.size(); i++) {
            tallies.add(new TensorTally(tensors.get(i), plan.parts(i), withBase, withSides));
        }
    }

    /// The share of one thread.
    public ThreadTally thread() {
        return new ThreadTally();
    }

    /// The profiles, once every thread's tally is closed.
    public List<TensorProfile> profiles() {
        return tallies.stream().map(TensorTally::profile).toList();
    }

    /// The checksum of a stored tensor's bytes.
    public long checksum(int tensor) {
        return checksums.get(tensor);
    }

    /// One thread's counters. They are handed over when the thread comes to another tensor, and at
    /// the end.
    public final class ThreadTally implements AutoCloseable {
        private final MagnitudeSums sums = new MagnitudeSums();
        private int current = -1;
        private int units;

        private ThreadTally() {}

        /// The counters, ready for a unit of that tensor.
        public MagnitudeSums begin(UnitPlan.Unit unit) {
            if (unit.tensor() != current || units >= MOST_UNITS) {
                drain();
                current = unit.tensor();
                sums.begin(tensors.get(current).dtype());
            }
            return sums;
        }

        /// Ends the unit begun last.
        public void end(UnitPlan.Unit unit, long checksum, double baseSquares) {
            tallies.get(unit.tensor()).unit(unit.part(), sums.takeSums(), baseSquares);
            checksums.addAndGet(unit.tensor(), checksum);
            units++;
        }

        /// Ends the unit begun last, with what its two sides gave.
        public void end(UnitPlan.Unit unit, long checksum, SideTally sides) {
            tallies.get(unit.tensor()).sides(sides);
            end(unit, checksum, sides.baseSquares());
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
