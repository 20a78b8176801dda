package org.taskvectors.pass;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.MeasuredFirst;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.Kernels;

/// Reads rows of tensors once, block by block, on several threads, and gives each block to a lane
/// while it is in the core's cache. This is the only place that deals with units, blocks, progress
/// and cancellation.
public final class BlockPass {
    /// Blocks begin at a whole word of 8 bytes and at a leaf of the sums.
    private static final int LEAF = 1024;

    private final List<Row> rows;
    private final UnitPlan plan;
    private final long bytes;

    /// Prepares a pass over `rows`, in their order.
    public BlockPass(List<Row> rows) {
        this.rows = List.copyOf(rows);
        plan = new UnitPlan(this.rows);
        bytes = this.rows.stream().mapToLong(Row::bytes).sum();
    }

    /// Returns how the rows are cut into units.
    public UnitPlan plan() {
        return plan;
    }

    /// Returns the bytes that the pass reads.
    public long bytes() {
        return bytes;
    }

    /// Runs the pass.
    ///
    /// @param progress counts the bytes that were read
    /// @throws IOException (a [org.taskvectors.file.Failure]) if a part cannot be read, or from the
    ///   lane
    /// @throws CancelledException if it was cancelled before the last block
    public void run(Lane lane, Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        MeasuredFirst.measure(checkpoints(), compute, progress, cancellation);
        progress.begin(bytes);
        runOn(lane, compute, progress, cancellation);
    }

    /// Runs the pass as a part of work whose progress has begun.
    ///
    /// @throws IOException as [#run] does
    /// @throws CancelledException as [#run] does
    public void runOn(Lane lane, Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        MeasuredFirst.measure(checkpoints(), compute, new Progress(), cancellation);
        Device device = compute.device().forPass(bytes, files(), cancellation);
        progress.runsOn(device.label());
        try (ReadAhead.Plan _ = ReadAhead.announce(spans())) {
            Workers.run(
                    compute.threads(),
                    plan.size(),
                    cancellation,
                    () -> new Worker(lane, device, progress, cancellation));
        } finally {
            progress.runsOn("");
            device.ended();
        }
    }

    private List<Checkpoint> checkpoints() {
        return rows.stream()
                .flatMap(row -> row.parts().stream())
                .map(Row.Part::checkpoint)
                .distinct()
                .toList();
    }

    /// What the files that lie far away are told beforehand, in the order of the rows.
    private List<ReadAhead.Span> spans() {
        return rows.stream()
                .filter(row -> row.count() > 0)
                .flatMap(row -> spans(row).stream())
                .toList();
    }

    /// The parts of a row are read side by side.
    private static List<ReadAhead.Span> spans(Row row) {
        return TensorSpans.sideBySide(
                row.parts().stream()
                        .map(
                                part ->
                                        TensorSpans.within(
                                                part.checkpoint(),
                                                part.tensor(),
                                                row.first(),
                                                row.count()))
                        .toList());
    }

    private List<Path> files() {
        return checkpoints().stream()
                .flatMap(checkpoint -> checkpoint.about().weightFiles().stream())
                .distinct()
                .toList();
    }

    /// Returns the elements of a block: as many as fit the device's block in the widest dtype.
    ///
    /// @param readsSides whether the sides of computed elements are asked for
    static int blockElements(int blockBytes, int widestBits, boolean readsSides) {
        long fitting = 8L * blockBytes / Math.max(16, widestBits) / LEAF * LEAF;
        return (int) Math.min(readsSides ? TensorReader.SIDES : UnitPlan.UNIT, fitting);
    }

    /// One thread's work.
    private final class Worker implements Workers.Worker {
        private final Arena arena = Arena.ofConfined();
        private final Device device;
        private final int blockBytes;
        private final Progress progress;
        private final Cancellation cancellation;
        private final Kernels kernels;
        private final Lane.Share lane;
        private final boolean readsSides;
        private final List<MemorySegment> buffers = new ArrayList<>();
        private final List<TensorReader> readers = new ArrayList<>();
        private int row = -1;

        Worker(Lane lane, Device device, Progress progress, Cancellation cancellation)
                throws IOException {
            this.device = device;
            this.progress = progress;
            this.cancellation = cancellation;
            readsSides = lane.readsSides();
            blockBytes = device.blockBytes();
            kernels = device.kernels(bytes);
            try {
                this.lane = lane.share(kernels);
            } catch (IOException | RuntimeException | Error e) {
                kernels.close();
                arena.close();
                throw e;
            }
        }

        @Override
        public void unit(int number) throws IOException, CancelledException {
            Unit unit = plan.unit(number);
            open(unit.row());
            // A device that failed has left the rest to the processor, and is called so from there.
            progress.runsOn(device.label());
            int step = blockElements(blockBytes, rows.get(row).widest(), readsSides);
            lane.begin(unit);
            long end = unit.first() + unit.count();
            for (long at = unit.first(); at < end; at += step) {
                cancellation.check();
                Blocks blocks = read(unit, at, (int) Math.min(step, end - at));
                kernels.next();
                lane.block(blocks);
            }
            lane.end(unit);
        }

        /// Opens readers of a row; they stay open from unit to unit of that row.
        private void open(int number) throws IOException {
            if (number == row) {
                return;
            }
            closeReaders();
            List<Row.Part> parts = rows.get(number).parts();
            for (Row.Part part : parts) {
                readers.add(part.checkpoint().reader(part.tensor()));
            }
            while (buffers.size() < parts.size()) {
                buffers.add(kernels.memory(arena, blockBytes));
            }
            row = number;
        }

        private Blocks read(Unit unit, long first, int count) throws IOException {
            List<Row.Part> parts = rows.get(row).parts();
            List<Block> blocks = new ArrayList<>(parts.size());
            List<List<Block>> sides = new ArrayList<>(parts.size());
            for (int i = 0; i < parts.size(); i++) {
                DType dtype = parts.get(i).tensor().dtype();
                MemorySegment bytes =
                        buffers.get(i).asSlice(0, Math.ceilDiv((long) count * dtype.bits(), 8L));
                readers.get(i).read(first, bytes);
                progress.add(bytes.byteSize());
                blocks.add(new Block(dtype, bytes, count));
                sides.add(readers.get(i).sides());
            }
            return new Blocks(unit, first, blocks, sides);
        }

        private void closeReaders() {
            readers.forEach(TensorReader::close);
            readers.clear();
            row = -1;
        }

        @Override
        public void close() {
            lane.close();
            closeReaders();
            kernels.close();
            arena.close();
        }
    }
}
