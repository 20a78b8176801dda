package org.taskvectors.analysis;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Fingerprint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.MagnitudeSums;

/// Measures a vector that is already on disk, in one pass over its bytes (and over those of its base where one is given, for
/// relative norms).
public final class ProfilePass {
    private final Checkpoint vector;
    private final List<Tensor> tensors;
    private final List<@Nullable Tensor> bases = new ArrayList<>();
    private final Optional<Checkpoint> base;
    private final UnitPlan plan;
    private final PassTally tally;
    private final Progress progress;
    private final Cancellation cancellation;
    private final long bytes;

    private ProfilePass(
            Checkpoint vector,
            List<Tensor> tensors,
            Optional<Checkpoint> base,
            Progress progress,
            Cancellation cancellation) {
        this.vector = vector;
        this.tensors = tensors;
        this.base = base;
        this.progress = progress;
        this.cancellation = cancellation;
        tensors.forEach(tensor -> bases.add(base.flatMap(b -> match(b, tensor)).orElse(null)));
        plan = UnitPlan.of(tensors);
        tally = new PassTally(tensors, plan, base.isPresent(), false);
        bytes = tensors.stream().mapToLong(Tensor::bytes).sum()
                + bases.stream().mapToLong(b -> b == null ? 0 : b.bytes()).sum();
    }

    /// Profiles all floating-point tensors of `vector`.
    ///
    /// @param base the model that the vector changes; its tensors are found by name and must have the vector's shapes
    public static List<TensorProfile> run(
            Checkpoint vector,
            Optional<Checkpoint> base,
            int threads,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        return profile(vector, base, threads, progress, cancellation).tally.profiles();
    }

    /// Profiles some tensors of a checkpoint, whatever it is: the browser's view of one tensor.
    public static List<TensorProfile> run(
            Checkpoint vector, List<Tensor> tensors, int threads, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        ProfilePass pass = new ProfilePass(vector, tensors, Optional.empty(), progress, cancellation);
        pass.run(threads);
        return pass.tally.profiles();
    }

    private static ProfilePass profile(
            Checkpoint vector, Optional<Checkpoint> base, int threads, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        List<Tensor> floating = vector.tensors().stream()
                .filter(tensor -> tensor.dtype().isFloating())
                .toList();
        ProfilePass pass = new ProfilePass(vector, floating, base, progress, cancellation);
        pass.run(threads);
        return pass;
    }

    /// The base's tensor that a vector's tensor changes.
    private static Optional<Tensor> match(Checkpoint base, Tensor tensor) {
        return base.tensor(tensor.name())
                .filter(found -> found.dtype().isFloating() && found.shape().equals(tensor.shape()));
    }

    private void run(int threads) throws IOException, CancelledException {
        progress.begin(bytes);
        Workers.run(threads, plan.size(), cancellation, Worker::new);
    }

    private final class Worker implements Workers.Worker {
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment stored = arena.allocate(UnitPlan.BLOCK_BYTES, 64);
        private final MemorySegment side = arena.allocate(UnitPlan.BLOCK_BYTES, 64);
        private final Kernels kernels = Kernels.on(Device.CPU, bytes);
        private final PassTally.ThreadTally counters = tally.thread();

        @Override
        public void unit(int number) throws IOException, CancelledException {
            UnitPlan.Unit unit = plan.unit(number);
            Tensor tensor = tensors.get(unit.tensor());
            Tensor from = bases.get(unit.tensor());
            int widest = Math.max(tensor.dtype().bytes(), from == null ? 0 : from.dtype().bytes());
            int step = UnitPlan.blockElements(widest);
            MagnitudeSums sums = counters.begin(unit);
            long checksum = 0;
            double squares = from == null ? Double.NaN : 0;
            for (long at = unit.first(); at < unit.first() + unit.count(); at += step) {
                cancellation.check();
                int count = (int) Math.min(step, unit.first() + unit.count() - at);
                Block block = read(vector, tensor, at, count, stored);
                kernels.measure(block, sums);
                checksum += kernels.checksum(block.bytes(), at * tensor.dtype().bytes());
                if (from != null) {
                    squares += kernels.squaresWhereFinite(read(base.orElseThrow(), from, at, count, side), block);
                }
            }
            counters.end(unit, checksum, squares);
        }

        private Block read(Checkpoint source, Tensor tensor, long first, int count, MemorySegment buffer)
                throws IOException {
            MemorySegment bytes = buffer.asSlice(0, (long) count * tensor.dtype().bytes());
            source.read(tensor, first, bytes);
            progress.add(bytes.byteSize());
            return new Block(tensor.dtype(), bytes, count);
        }

        @Override
        public void close() {
            counters.close();
            arena.close();
        }
    }
}
