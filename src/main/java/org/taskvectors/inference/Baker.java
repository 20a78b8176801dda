package org.taskvectors.inference;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.inference.kernel.BakeKernels;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.vector.EditedModel;

/// Writes tensors of an edited model into memory: the bits of the model that `apply` writes,
/// float16 and float64 as float32. Where θ0 and every τ lie in memory, kernels make the sum;
/// whatever they do not cover (float64, NaN, rows that one side lacks, numbers on disk) is read
/// through [EditedModel#reader(Tensor, org.taskvectors.vector.Operands)], which says what the sum
/// is.
final class Baker {
    /// Elements of one unit of work.
    private static final long UNIT = 1 << 18;

    /// Elements between two looks at whether it was cancelled.
    private static final long STEP = 1 << 15;

    private final BakeKernels kernels = BakeKernels.best();
    private final HeldOperands operands;
    private final int threads;

    Baker(HeldOperands operands, int threads) {
        this.operands = operands;
        this.threads = threads;
    }

    HeldOperands operands() {
        return operands;
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
        List<ReadAhead.Span> spans =
                targets.stream()
                        .flatMap(target -> operands.spans(model, target.tensor()).stream())
                        .toList();
        try (ReadAhead.Plan _ = ReadAhead.announce(spans)) {
            Workers.run(
                    threads,
                    units.size(),
                    cancellation,
                    () -> new Worker(model, units, progress, cancellation));
        }
    }

    private final class Worker implements Workers.Worker {
        private final EditedModel model;
        private final List<Unit> units;
        private final Progress progress;
        private final Cancellation cancellation;
        private final HeldBlocks blocks = new HeldBlocks();
        private @Nullable TensorReader reader;
        private @Nullable Tensor read;

        Worker(EditedModel model, List<Unit> units, Progress progress, Cancellation cancellation) {
            this.model = model;
            this.units = units;
            this.progress = progress;
            this.cancellation = cancellation;
        }

        @Override
        public void unit(int number) throws IOException, CancelledException {
            Unit unit = units.get(number);
            BakeTarget target = unit.target();
            for (long at = unit.first(); at < unit.end(); ) {
                cancellation.check();
                long count = Math.min(STEP, unit.end() - at);
                MemorySegment into = target.range(at, count);
                long done =
                        unit.fast().isPresent()
                                ? unit.fast().get().write(kernels, at, count, into)
                                : 0;
                if (done < count) {
                    long rest = unit.fast().isPresent() ? BakeKernels.BLOCK : STEP;
                    int some = (int) Math.min(rest, count - done);
                    whole(target, at + done, some, target.range(at + done, some));
                    done += some;
                }
                progress.add(done * target.held().bytes());
                at += done;
            }
        }

        /// Reads the sum as it is defined.
        private void whole(BakeTarget target, long first, int count, MemorySegment into)
                throws IOException {
            Tensor tensor = target.tensor();
            blocks.read(reader(tensor), tensor.dtype(), first, count, target.held(), into);
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
            blocks.close();
        }
    }
}
