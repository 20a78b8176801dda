package org.taskvectors.merge;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntPredicate;
import org.taskvectors.analysis.PassTally;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.pass.Blocks;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Unit;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.MagnitudeSums;
import org.taskvectors.tensor.SideTally;

/// Measures what an edited model really changes: the difference of the block that is written and
/// the base's, in float32, or float64 where either is float64. Rows that are not floating point are
/// passed by.
///
/// @param changes for each row the change as a tensor
/// @param isMeasured whether the row of that number is floating point
record ChangeLane(List<Tensor> changes, IntPredicate isMeasured, PassTally tally) implements Lane {
    @Override
    public Share share(Kernels kernels) {
        return new Measuring(kernels);
    }

    @Override
    public boolean readsSides() {
        return true;
    }

    private final class Measuring implements Share {
        private final Arena arena = Arena.ofConfined();
        private final Kernels kernels;
        private final PassTally.ThreadTally counters = tally.thread();
        private MemorySegment bytes = arena.allocate(0);
        private MagnitudeSums sums = new MagnitudeSums();
        private SideTally sides = new SideTally();

        Measuring(Kernels kernels) {
            this.kernels = kernels;
        }

        private boolean isPassedBy(Unit unit) {
            return !isMeasured.test(unit.row());
        }

        @Override
        public void begin(Unit unit) {
            if (!isPassedBy(unit)) {
                sums = counters.begin(unit);
                sides = new SideTally();
            }
        }

        @Override
        public void block(Blocks blocks) throws IOException {
            if (isPassedBy(blocks.unit())) {
                return;
            }
            Block written = blocks.part(0);
            // What no vector changes is read as it is.
            List<Block> from = blocks.sides().getFirst();
            Block base = from.isEmpty() ? written : from.getFirst();
            kernels.difference(base, written, change(blocks), sums, sides);
        }

        private Block change(Blocks blocks) {
            DType dtype = changes.get(blocks.unit().row()).dtype();
            int count = blocks.part(0).count();
            long size = (long) count * dtype.bytes();
            if (bytes.byteSize() < size) {
                bytes = arena.allocate(size, 64);
            }
            return Block.in(bytes, dtype, count);
        }

        @Override
        public void end(Unit unit) {
            if (!isPassedBy(unit)) {
                counters.end(unit, sides.baseSquares());
            }
        }

        @Override
        public void close() {
            counters.close();
            arena.close();
        }
    }
}
