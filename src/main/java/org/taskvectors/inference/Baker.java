package org.taskvectors.inference;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.vector.EditedModel;

/// Writes tensors of an edited model into memory: the bits of the model that `apply` writes, float16
/// and float64 as float32. Where θ0 and every τ lie in memory, the sum is a short loop over them;
/// whatever that loop does not cover (float64, NaN, rows that one side lacks, numbers on disk) is
/// read through [EditedModel#reader(Tensor, org.taskvectors.vector.Operands)], which says what the
/// sum is.
final class Baker {
    /// Elements of one unit of work.
    private static final long UNIT = 1 << 18;

    /// Elements that are computed at a time.
    private static final int BLOCK = 1 << 13;

    private final HeldOperands operands;
    private final int threads;

    Baker(HeldOperands operands, int threads) {
        this.operands = operands;
        this.threads = threads;
    }

    private record Unit(BakeTarget target, Optional<FastSum> fast, long first, long end) {}

    /// Writes tensors of `model`.
    ///
    /// @param progress counts the bytes written; its total is the caller's
    /// @throws IOException if θ0 or a τ cannot be read
    /// @throws CancelledException if it was cancelled; what the targets hold then does not matter
    void bake(
            EditedModel model,
            List<BakeTarget> targets,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        List<Unit> units = new ArrayList<>();
        for (BakeTarget target : targets) {
            Optional<FastSum> fast = FastSum.of(model, target, operands);
            for (long first = 0; first < target.tensor().elements(); first += UNIT) {
                long end = Math.min(target.tensor().elements(), first + UNIT);
                units.add(new Unit(target, fast, first, end));
            }
        }
        Workers.run(
                threads,
                units.size(),
                cancellation,
                () -> new Worker(model, units, progress, cancellation));
    }

    private final class Worker implements Workers.Worker {
        private final EditedModel model;
        private final List<Unit> units;
        private final Progress progress;
        private final Cancellation cancellation;
        private final Arena arena = Arena.ofConfined();
        private final float[] sum = new float[BLOCK];
        private final float[] change = new float[BLOCK];
        private MemorySegment buffer = MemorySegment.NULL;
        private @Nullable TensorReader reader;
        private @Nullable Tensor read;

        Worker(
                EditedModel model,
                List<Unit> units,
                Progress progress,
                Cancellation cancellation) {
            this.model = model;
            this.units = units;
            this.progress = progress;
            this.cancellation = cancellation;
        }

        @Override
        public void unit(int number) throws IOException, CancelledException {
            Unit unit = units.get(number);
            BakeTarget target = unit.target();
            for (long at = unit.first(); at < unit.end(); at += BLOCK) {
                cancellation.check();
                int count = (int) Math.min(BLOCK, unit.end() - at);
                MemorySegment into = target.range(at, count);
                boolean isDone =
                        unit.fast().isPresent()
                                && unit.fast().get().write(at, count, into, sum, change);
                if (!isDone) {
                    whole(target, at, count, into);
                }
                progress.add(into.byteSize());
            }
        }

        /// Reads the sum as it is defined.
        private void whole(BakeTarget target, long first, int count, MemorySegment into)
                throws IOException {
            Tensor tensor = target.tensor();
            TensorReader from = reader(tensor);
            if (tensor.dtype() == target.held()) {
                from.read(first, into);
                return;
            }
            long bytes = (long) count * tensor.dtype().bytes();
            if (buffer.byteSize() < bytes) {
                buffer = arena.allocate((long) BLOCK * DType.F64.bytes(), WeightPlan.ALIGNMENT);
            }
            MemorySegment written = buffer.asSlice(0, bytes);
            from.read(first, written);
            Numbers.decode(tensor.dtype(), written, count, sum);
            Numbers.encode(sum, count, target.held(), into);
        }

        private TensorReader reader(Tensor tensor) throws IOException {
            if (reader == null || !tensor.equals(read)) {
                closeReader();
                reader = model.reader(tensor, operands);
                read = tensor;
            }
            return reader;
        }

        private void closeReader() {
            if (reader != null) {
                reader.close();
                reader = null;
            }
        }

        @Override
        public void close() {
            closeReader();
            arena.close();
        }
    }
}
