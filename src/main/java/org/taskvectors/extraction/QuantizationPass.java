package org.taskvectors.extraction;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.taskvectors.analysis.BlockReader;
import org.taskvectors.analysis.UnitPlan;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.MagnitudeSums;
import org.taskvectors.tensor.SideTally;
import org.taskvectors.tensor.TreeSum;

/// The pass of [QuantizationError]: the squares of the differences and of the exact weights, by
/// unit, joined as [TreeSum] says.
final class QuantizationPass {
    private final Checkpoint quantized;
    private final Checkpoint exact;
    private final List<QuantizationError.Pair> pairs;
    private final Progress progress;
    private final Cancellation cancellation;
    private final UnitPlan plan;
    private final double[] squares;
    private final double[] exactSquares;
    private final long bytes;

    QuantizationPass(
            Checkpoint quantized,
            Checkpoint exact,
            List<QuantizationError.Pair> pairs,
            Progress progress,
            Cancellation cancellation) {
        this.quantized = quantized;
        this.exact = exact;
        this.pairs = pairs;
        this.progress = progress;
        this.cancellation = cancellation;
        plan = UnitPlan.of(pairs.stream().map(QuantizationError.Pair::quantized).toList());
        squares = new double[plan.size()];
        exactSquares = new double[plan.size()];
        bytes =
                pairs.stream()
                        .mapToLong(pair -> pair.quantized().bytes() + pair.exact().bytes())
                        .sum();
    }

    void run(int threads) throws IOException, CancelledException {
        progress.begin(bytes);
        Workers.run(threads, plan.size(), cancellation, Worker::new);
    }

    /// Σ (q − w)² of each pair.
    double[] squares() {
        return joined(squares);
    }

    /// Σ w² of each pair.
    double[] exactSquares() {
        return joined(exactSquares);
    }

    private double[] joined(double[] parts) {
        double[] sums = new double[pairs.size()];
        int first = 0;
        for (int pair = 0; pair < sums.length; pair++) {
            int begin = first;
            sums[pair] = TreeSum.join(plan.parts(pair), part -> parts[begin + part]);
            first += plan.parts(pair);
        }
        return sums;
    }

    private final class Worker implements Workers.Worker {
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment from = arena.allocate(UnitPlan.BLOCK_BYTES, 64);
        private final MemorySegment to = arena.allocate(UnitPlan.BLOCK_BYTES, 64);
        private final MemorySegment out = arena.allocate(UnitPlan.BLOCK_BYTES, 64);
        private final BlockReader reader = new BlockReader(progress);
        private final Kernels kernels = Kernels.on(Device.CPU, bytes);
        private final MagnitudeSums sums = new MagnitudeSums();

        @Override
        public void unit(int number) throws IOException, CancelledException {
            UnitPlan.Unit unit = plan.unit(number);
            QuantizationError.Pair pair = pairs.get(unit.tensor());
            DType widest = pair.exact().dtype() == DType.F64 ? DType.F64 : DType.F32;
            int step = UnitPlan.blockElements(widest.bytes());
            sums.begin(DType.F32);
            SideTally sides = new SideTally();
            long end = unit.first() + unit.count();
            for (long at = unit.first(); at < end; at += step) {
                cancellation.check();
                int count = (int) Math.min(step, end - at);
                Block w = reader.read(exact, pair.exact(), at, count, from);
                Block q = reader.read(quantized, pair.quantized(), at, count, to);
                kernels.difference(w, q, Block.in(out, DType.F32, count), sums, sides);
            }
            squares[number] = sums.takeSums()[1];
            exactSquares[number] = sides.baseSquares();
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
