package org.taskvectors.extraction;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.PassTally;
import org.taskvectors.pass.Blocks;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Unit;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.MagnitudeSums;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.SideTally;
import org.taskvectors.tensor.TreeSum;

/// Makes τ of a row's two parts, base and fine-tuned, measures it, and hands it on behind them.
/// Where the second part is a vector already, it is rounded once to the output's dtype.
///
/// @param matches the pairs, one for each of the pass's first rows; others are passed by
/// @param isVector whether the second part is the vector itself, not a model to be differenced
/// @param tally takes what is measured
/// @param next takes the blocks with τ as the last
record DifferenceLane(List<Match> matches, boolean isVector, PassTally tally, Lane next)
        implements Lane {
    @Override
    public Share share(Kernels kernels) throws IOException {
        return new Differencing(kernels, next.share(kernels));
    }

    private final class Differencing implements Share {
        private final Arena arena = Arena.ofConfined();
        private final Kernels kernels;
        private final Share next;
        private final PassTally.ThreadTally counters = tally.thread();
        private MemorySegment bytes = arena.allocate(0);
        private MagnitudeSums sums = new MagnitudeSums();
        private SideTally sides = new SideTally();
        private TreeSum squares = new TreeSum();
        private float[] floats = {};

        Differencing(Kernels kernels, Share next) {
            this.kernels = kernels;
            this.next = next;
        }

        private boolean isPassedBy(Unit unit) {
            return unit.row() >= matches.size();
        }

        @Override
        public void begin(Unit unit) {
            if (!isPassedBy(unit)) {
                sums = counters.begin(unit);
                sides = new SideTally();
                squares = new TreeSum();
                next.begin(unit);
            }
        }

        @Override
        public void block(Blocks blocks) throws IOException {
            if (isPassedBy(blocks.unit())) {
                return;
            }
            Block base = blocks.part(0);
            Block tuned = blocks.part(1);
            Block output = output(blocks.unit(), base.count());
            if (isVector) {
                convert(tuned, output);
                kernels.measure(output, sums);
                kernels.squaresWhereFinite(base, output, squares);
            } else {
                kernels.difference(base, tuned, output, sums, sides);
            }
            next.block(
                    new Blocks(
                            blocks.unit(),
                            blocks.first(),
                            List.of(base, tuned, output),
                            new ArrayList<>(blocks.sides())));
        }

        private Block output(Unit unit, int count) {
            DType dtype = matches.get(unit.row()).output().dtype();
            long size = (long) count * dtype.bytes();
            if (bytes.byteSize() < size) {
                bytes = kernels.memory(arena, size);
            }
            return Block.in(bytes, dtype, count);
        }

        /// A change that was computed already is rounded once to the output's dtype.
        private void convert(Block change, Block output) {
            int count = change.count();
            if (change.dtype() == output.dtype()) {
                output.bytes().copyFrom(change.bytes());
            } else if (change.dtype() == DType.F64) {
                double[] values = new double[count];
                Numbers.decode(DType.F64, change.bytes(), count, values);
                Numbers.encode(values, count, output.dtype(), output.bytes());
            } else {
                if (floats.length < count) {
                    floats = new float[count];
                }
                Numbers.decode(change.dtype(), change.bytes(), count, floats);
                Numbers.encode(floats, count, output.dtype(), output.bytes());
            }
        }

        @Override
        public void end(Unit unit) throws IOException {
            if (isPassedBy(unit)) {
                return;
            }
            if (isVector) {
                counters.end(unit, squares.sum());
            } else {
                counters.end(unit, sides);
            }
            next.end(unit);
        }

        @Override
        public void close() {
            next.close();
            counters.close();
            arena.close();
        }
    }
}
