package org.taskvectors.analysis;

import java.io.IOException;
import org.taskvectors.pass.Blocks;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Unit;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.MagnitudeSums;
import org.taskvectors.tensor.TreeSum;

/// Measures the first part of each row, a vector's tensor. Where a row has a second part, the
/// base's tensor, Σ θ0² is summed over the same weights.
record ProfileLane(PassTally tally) implements Lane {
    @Override
    public Share share(Kernels kernels) {
        return new Measuring(tally.thread(), kernels);
    }

    private static final class Measuring implements Share {
        private final PassTally.ThreadTally counters;
        private final Kernels kernels;
        private MagnitudeSums sums = new MagnitudeSums();
        private TreeSum squares = new TreeSum();
        private boolean hasBase;

        Measuring(PassTally.ThreadTally counters, Kernels kernels) {
            this.counters = counters;
            this.kernels = kernels;
        }

        @Override
        public void begin(Unit unit) {
            sums = counters.begin(unit);
            squares = new TreeSum();
            hasBase = false;
        }

        @Override
        public void block(Blocks blocks) throws IOException {
            kernels.measure(blocks.part(0), sums);
            if (blocks.parts().size() > 1) {
                hasBase = true;
                kernels.squaresWhereFinite(blocks.part(1), blocks.part(0), squares);
            }
        }

        @Override
        public void end(Unit unit) {
            counters.end(unit, hasBase ? squares.sum() : Double.NaN);
        }

        @Override
        public void close() {
            counters.close();
        }
    }
}
