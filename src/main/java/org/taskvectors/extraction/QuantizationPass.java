package org.taskvectors.extraction;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.BlockPass;
import org.taskvectors.pass.Blocks;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Row;
import org.taskvectors.pass.Unit;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.MagnitudeSums;
import org.taskvectors.tensor.SideTally;
import org.taskvectors.tensor.TreeSum;

/// The pass of [QuantizationError]: the squares of the differences and of the exact weights, by
/// unit, joined as [TreeSum] says.
final class QuantizationPass {
    private final BlockPass pass;
    private final double[][] squares;
    private final double[][] exactSquares;

    QuantizationPass(Checkpoint quantized, Checkpoint exact, List<QuantizationError.Pair> pairs) {
        pass =
                new BlockPass(
                        pairs.stream()
                                .map(
                                        pair ->
                                                new Row(
                                                        List.of(
                                                                new Row.Part(exact, pair.exact()),
                                                                new Row.Part(
                                                                        quantized,
                                                                        pair.quantized())),
                                                        0,
                                                        pair.quantized().elements()))
                                .toList());
        squares = new double[pairs.size()][];
        exactSquares = new double[pairs.size()][];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = new double[pass.plan().parts(i)];
            exactSquares[i] = new double[pass.plan().parts(i)];
        }
    }

    void run(Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        pass.run(Measuring::new, compute, progress, cancellation);
    }

    /// Σ (q − w)² of each pair.
    double[] squares() {
        return joined(squares);
    }

    /// Σ w² of each pair.
    double[] exactSquares() {
        return joined(exactSquares);
    }

    private static double[] joined(double[][] units) {
        return Arrays.stream(units)
                .mapToDouble(parts -> TreeSum.join(parts.length, part -> parts[part]))
                .toArray();
    }

    private final class Measuring implements Lane.Share {
        private final Arena arena = Arena.ofConfined();
        private final Kernels kernels;
        private final MagnitudeSums sums = new MagnitudeSums();
        private MemorySegment out = arena.allocate(0);
        private SideTally sides = new SideTally();

        Measuring(Kernels kernels) {
            this.kernels = kernels;
        }

        @Override
        public void begin(Unit unit) {
            sums.begin(DType.F32);
            sides = new SideTally();
        }

        @Override
        public void block(Blocks blocks) throws IOException {
            int count = blocks.part(0).count();
            if (out.byteSize() < 4L * count) {
                out = arena.allocate(4L * count, 64);
            }
            kernels.difference(
                    blocks.part(0), blocks.part(1), Block.in(out, DType.F32, count), sums, sides);
        }

        @Override
        public void end(Unit unit) {
            squares[unit.row()][unit.part()] = sums.takeSums()[1];
            exactSquares[unit.row()][unit.part()] = sides.baseSquares();
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
