package org.taskvectors.merge;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.PassTally;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.pass.Blocks;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Unit;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.MagnitudeSums;
import org.taskvectors.tensor.Numbers;

/// Rounds a merged vector, which is float32, to the dtypes that it is stored in, measures what is
/// stored, and hands it on behind what it came from.
///
/// @param outputs the tensors as they are stored, one for each row
/// @param tally takes what is measured
/// @param next takes the blocks with the rounded one as the last
record RoundingLane(List<Tensor> outputs, PassTally tally, Lane next) implements Lane {
    @Override
    public Share share(Kernels kernels) throws IOException {
        return new Rounding(kernels, next.share(kernels));
    }

    private final class Rounding implements Share {
        private final Arena arena = Arena.ofConfined();
        private final Kernels kernels;
        private final Share next;
        private final PassTally.ThreadTally counters = tally.thread();
        private MemorySegment bytes = arena.allocate(0);
        private MagnitudeSums sums = new MagnitudeSums();
        private float[] values = {};

        Rounding(Kernels kernels, Share next) {
            this.kernels = kernels;
            this.next = next;
        }

        @Override
        public void begin(Unit unit) {
            sums = counters.begin(unit);
            next.begin(unit);
        }

        @Override
        public void block(Blocks blocks) throws IOException {
            Block merged = blocks.part(0);
            Block output = rounded(merged, outputs.get(blocks.unit().row()));
            kernels.measure(output, sums);
            next.block(
                    new Blocks(
                            blocks.unit(),
                            blocks.first(),
                            List.of(merged, output),
                            new ArrayList<>(blocks.sides())));
        }

        private Block rounded(Block merged, Tensor output) {
            int count = merged.count();
            if (merged.dtype() == output.dtype()) {
                return merged;
            }
            long size = (long) count * output.dtype().bytes();
            if (bytes.byteSize() < size) {
                bytes = kernels.memory(arena, size);
            }
            if (values.length < count) {
                values = new float[count];
            }
            Block block = Block.in(bytes, output.dtype(), count);
            Numbers.decode(merged.dtype(), merged.bytes(), count, values);
            Numbers.encode(values, count, output.dtype(), block.bytes());
            return block;
        }

        @Override
        public void end(Unit unit) throws IOException {
            // The base is not at hand; its sums are those that the vectors have recorded.
            counters.end(unit, Double.NaN);
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
