package org.taskvectors.extraction;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.taskvectors.analysis.BlockReader;
import org.taskvectors.analysis.PassTally;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.UnitPlan;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Fingerprint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.WeightsLayout;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.MagnitudeSums;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.SideTally;
import org.taskvectors.tensor.TreeSum;

/// The one pass over the bytes of a pair: every block is read once from each side, differenced,
/// rounded, written and measured while it is in the core's cache.
public final class DifferencePass {
    private final PairCheck check;
    private final WeightsLayout layout;
    private final VectorSink sink;
    private final LongFunction<Kernels> kernelsOf;
    private final SidePlan base;
    private final SidePlan tuned;
    private final UnitPlan plan;
    private final PassTally tally;
    private final Progress progress;
    private final Cancellation cancellation;
    private final long bytes;

    /// Whether what is read of the tuned side is the vector itself, not a model to be differenced.
    private final boolean isVector;

    /// @param tuned a fine-tuned model, or an adapter, which is the vector itself
    /// @param check a check that is ready
    /// @param layout where each match's output goes, in the order of the matches
    /// @param sink takes the weights; the header is the caller's
    /// @param kernels makes one thread's kernels, given how many bytes the pass will read
    public DifferencePass(
            Checkpoint base,
            Checkpoint tuned,
            PairCheck check,
            WeightsLayout layout,
            VectorSink sink,
            LongFunction<Kernels> kernels,
            Progress progress,
            Cancellation cancellation) {
        this.check = check;
        this.layout = layout;
        this.sink = sink;
        this.kernelsOf = kernels;
        this.progress = progress;
        this.cancellation = cancellation;
        this.base = new SidePlan(base);
        this.tuned = new SidePlan(Vector.on(tuned, base));
        isVector = tuned instanceof Vector;
        for (Match match : check.matches()) {
            this.base.willRead(match.base(), match.output().elements());
            this.tuned.willRead(match.tuned(), match.output().elements());
        }
        Set<String> held =
                check.matches().stream()
                        .map(match -> match.base().name())
                        .collect(Collectors.toSet());
        check.baseTensors().stream()
                .filter(tensor -> !held.contains(tensor.name()))
                .forEach(this.base::willMeasure);
        this.base.complete();
        this.tuned.complete();
        List<Tensor> outputs = check.matches().stream().map(Match::output).toList();
        plan = UnitPlan.of(outputs);
        tally = new PassTally(outputs, plan, true, !isVector);
        bytes = check.bytesToRead() + this.base.bytes() + this.tuned.bytes();
    }

    /// Σ θ0² of a base tensor in scope that the vector does not hold.
    public double baseSquares(Tensor tensor) {
        return base.squares(tensor);
    }

    /// Does all of it on `threads` threads.
    public void run(int threads) throws IOException, CancelledException {
        progress.begin(bytes);
        int units = plan.size() + base.ranges().size() + tuned.ranges().size();
        Workers.run(threads, units, cancellation, Worker::new);
    }

    /// What was measured, in the order of the matches.
    public List<TensorProfile> profiles() {
        return tally.profiles();
    }

    public String baseFingerprint() {
        return base.fingerprint();
    }

    public String tunedFingerprint() {
        return tuned.fingerprint();
    }

    /// The fingerprint of what was written.
    public String outputFingerprint() {
        List<Match> matches = check.matches();
        List<Fingerprint.Entry> entries = new ArrayList<>();
        for (int i = 0; i < matches.size(); i++) {
            entries.add(new Fingerprint.Entry(matches.get(i).output(), tally.checksum(i)));
        }
        return Fingerprint.of(entries);
    }

    /// Bytes that the pass reads.
    public long bytes() {
        return bytes;
    }

    private final class Worker implements Workers.Worker {
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment from = arena.allocate(UnitPlan.BLOCK_BYTES, 64);
        private final MemorySegment to = arena.allocate(UnitPlan.BLOCK_BYTES, 64);
        private final MemorySegment out = arena.allocate(UnitPlan.BLOCK_BYTES, 64);
        private final float[] floats = new float[isVector ? UnitPlan.BLOCK_BYTES / 2 : 0];
        private final BlockReader reader = new BlockReader(progress);
        private final Kernels kernels = kernelsOf.apply(bytes);
        private final PassTally.ThreadTally counters = tally.thread();

        @Override
        public void unit(int number) throws IOException, CancelledException {
            int rest = number - plan.size();
            if (rest < 0) {
                difference(plan.unit(number));
            } else if (rest < base.ranges().size()) {
                checksum(base, rest);
            } else {
                checksum(tuned, rest - base.ranges().size());
            }
        }

        private void difference(UnitPlan.Unit unit) throws IOException, CancelledException {
            Match match = check.matches().get(unit.tensor());
            DType baseType = match.base().dtype();
            DType tunedType = match.tuned().dtype();
            DType outType = match.output().dtype();
            int widest = Math.max(outType.bytes(), Math.max(baseType.bytes(), tunedType.bytes()));
            int step = UnitPlan.blockElements(widest);
            MagnitudeSums sums = counters.begin(unit);
            SideTally sides = new SideTally();
            TreeSum squares = new TreeSum();
            long baseSum = 0;
            long tunedSum = 0;
            long outSum = 0;
            long end = unit.first() + unit.count();
            for (long at = unit.first(); at < end; at += step) {
                cancellation.check();
                int count = (int) Math.min(step, end - at);
                Block b = reader.read(base.checkpoint(), match.base(), at, count, from);
                Block t = reader.read(tuned.checkpoint(), match.tuned(), at, count, to);
                Block o = Block.in(out, outType, count);
                if (isVector) {
                    convert(t, o);
                    kernels.measure(o, sums);
                    kernels.squaresWhereFinite(b, o, squares);
                } else {
                    kernels.difference(b, t, o, sums, sides);
                }
                baseSum += kernels.checksum(b.bytes(), at * baseType.bytes());
                tunedSum += kernels.checksum(t.bytes(), at * tunedType.bytes());
                outSum += kernels.checksum(o.bytes(), at * outType.bytes());
                sink.write(layout.offset(unit.tensor()) + at * outType.bytes(), o.bytes());
            }
            addChecksum(base, match.base(), baseSum);
            addChecksum(tuned, match.tuned(), tunedSum);
            if (isVector) {
                counters.end(unit, outSum, squares.sum());
            } else {
                counters.end(unit, outSum, sides);
            }
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
                Numbers.decode(change.dtype(), change.bytes(), count, floats);
                Numbers.encode(floats, count, output.dtype(), output.bytes());
            }
        }

        private void addChecksum(SidePlan side, Tensor tensor, long checksum) {
            int index = side.indexOf(tensor);
            if (side.isSummedWhileDifferenced(index)) {
                side.addChecksum(index, checksum);
            }
        }

        private void checksum(SidePlan side, int number) throws IOException, CancelledException {
            SidePlan.Range range = side.ranges().get(number);
            Tensor tensor = side.tensor(range);
            int bits = tensor.dtype().bits();
            long step = UnitPlan.wholeBlock(tensor.dtype());
            long sum = 0;
            TreeSum squares = new TreeSum();
            long end = range.first() + range.count();
            for (long at = range.first(); at < end; at += step) {
                cancellation.check();
                long count = Math.min(step, end - at);
                MemorySegment bytes = from.asSlice(0, Math.ceilDiv(count * bits, 8L));
                side.checkpoint().read(tensor, at, bytes);
                progress.add(bytes.byteSize());
                sum += kernels.checksum(bytes, at * bits / 8);
                if (side.isMeasured(range)) {
                    Block block = new Block(tensor.dtype(), bytes, (int) count);
                    kernels.squaresWhereFinite(block, block, squares);
                }
            }
            side.addChecksum(range.tensor(), sum);
            side.setSquares(number, squares.sum());
        }

        @Override
        public void close() {
            counters.close();
            arena.close();
        }
    }
}
