package org.taskvectors.inference;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Shape;

/// Reads a model's weights into memory, block by block, on several threads.
public final class ModelWeights {
    /// Elements of one unit of work.
    private static final long UNIT = 1 << 20;

    /// Elements that are read at a time.
    private static final int BLOCK = 1 << 16;

    private ModelWeights() {}

    /// A range of one slot's elements, whole rows.
    ///
    /// @param block elements that are read at a time
    private record Unit(Slot slot, long first, int count, int block) {}

    /// Allocates a block for the plan and fills it.
    ///
    /// @param model has the plan's tensors
    /// @param progress counts the bytes in memory
    /// @throws Failure if a tensor cannot be read, or memory is short; nothing stays allocated
    /// @throws CancelledException if it was cancelled; likewise
    public static WeightBlock load(
            Checkpoint model,
            WeightPlan plan,
            int threads,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        WeightBlock block = WeightBlock.of(plan);
        boolean isDone = false;
        try {
            fill(block, model, threads, progress, cancellation);
            isDone = true;
            return block;
        } finally {
            if (!isDone) {
                block.close();
            }
        }
    }

    /// Fills a block with the tensors of a model, such as the base's again.
    public static void fill(
            WeightBlock block,
            Checkpoint model,
            int threads,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        progress.begin(block.plan().bytes());
        fillOn(block, model, threads, progress, cancellation);
    }

    /// Does the same as a part of work whose progress has begun.
    ///
    /// @param model has the plan's tensors, in any dtype
    static void fillOn(
            WeightBlock block,
            Checkpoint model,
            int threads,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        List<Unit> units = new ArrayList<>();
        for (Slot slot : block.plan().slots()) {
            Shape shape = slot.tensor().shape();
            long elements = shape.elements();
            // Computed numbers are cheapest in whole rows.
            long row = shape.size(shape.rank() - 1);
            long step = Math.max(1, UNIT / row) * row;
            long read = Math.max(1, BLOCK / row) * row;
            for (long first = 0; first < elements; first += step) {
                int count = (int) Math.min(step, elements - first);
                units.add(new Unit(slot, first, count, (int) read));
            }
        }
        Stream<Tensor> read =
                block.plan().slots().stream().map(slot -> model.tensor(slot.name()).orElseThrow());
        try (ReadAhead.Plan _ = TensorSpans.announce(model, read)) {
            Workers.run(
                    threads,
                    units.size(),
                    cancellation,
                    () -> new Loader(block, model, units, progress, cancellation));
        }
    }

    /// One thread's way to the tensors.
    private static final class Loader implements Workers.Worker {
        private final WeightBlock block;
        private final Checkpoint model;
        private final List<Unit> units;
        private final Progress progress;
        private final Cancellation cancellation;
        private final HeldBlocks blocks = new HeldBlocks();

        Loader(
                WeightBlock block,
                Checkpoint model,
                List<Unit> units,
                Progress progress,
                Cancellation cancellation) {
            this.block = block;
            this.model = model;
            this.units = units;
            this.progress = progress;
            this.cancellation = cancellation;
        }

        @Override
        public void unit(int number) throws IOException, CancelledException {
            Unit unit = units.get(number);
            Slot slot = unit.slot();
            Tensor tensor = model.tensor(slot.name()).orElseThrow();
            MemorySegment memory = block.weights(slot.name()).memory();
            int size = slot.dtype().bytes();
            try (TensorReader reader = model.reader(tensor)) {
                for (int done = 0; done < unit.count(); ) {
                    cancellation.check();
                    int count = Math.min(unit.block(), unit.count() - done);
                    long first = unit.first() + done;
                    MemorySegment target = memory.asSlice(first * size, (long) count * size);
                    blocks.read(reader, tensor.dtype(), first, count, slot.dtype(), target);
                    progress.add((long) count * size);
                    done += count;
                }
            }
        }

        @Override
        public void close() {
            blocks.close();
        }
    }
}
