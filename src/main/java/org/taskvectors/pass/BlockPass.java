package org.taskvectors.pass;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Kernels;

/// Reads rows of tensors once, block by block, on several threads, and hands each block to a lane
/// while it lies in the core's cache. Units, blocks, progress and cancellation have their one place
/// here.
public final class BlockPass {
    /// Blocks begin on whole words of 8 bytes, and with a leaf of the sums.
    private static final int LEAF = 1024;

    private final List<Row> rows;
    private final UnitPlan plan;
    private final long bytes;

    /// A pass over `rows`, in their order.
    public BlockPass(List<Row> rows) {
        this.rows = List.copyOf(rows);
        plan = new UnitPlan(this.rows);
        bytes = this.rows.stream().mapToLong(Row::bytes).sum();
    }

    /// How it is cut.
    public UnitPlan plan() {
        return plan;
    }

    /// Bytes that it reads.
    public long bytes() {
        return bytes;
    }

    /// Does all of it.
    ///
    /// @param progress counts the bytes that were read
    /// @throws IOException (a [org.taskvectors.file.Failure]) where a part cannot be read, and what
    ///   the lane throws
    /// @throws CancelledException where it was cancelled before the last block
    public void run(Lane lane, Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        progress.begin(bytes);
        runOn(lane, compute, progress, cancellation);
    }

    /// The same as a part of work whose progress has begun.
    ///
    /// @throws IOException as [#run] does
    /// @throws CancelledException as [#run] does
    public void runOn(Lane lane, Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        Workers.run(
                compute.threads(),
                plan.size(),
                cancellation,
                () -> new Worker(lane, compute, progress, cancellation));
    }

    /// Elements of a block: as many as fit the device's block in the widest dtype.
    static int blockElements(int blockBytes, int widestBits) {
        long fitting = 8L * blockBytes / Math.max(16, widestBits);
        return (int) Math.min(TensorReader.SIDES, fitting / LEAF * LEAF);
    }

    /// One thread's share.
    private final class Worker implements Workers.Worker {
        private final Arena arena = Arena.ofConfined();
        private final int blockBytes;
        private final Progress progress;
        private final Cancellation cancellation;
        private final Lane.Share lane;
        private final List<MemorySegment> buffers = new ArrayList<>();
        private final List<TensorReader> readers = new ArrayList<>();
        private int row = -1;

        Worker(Lane lane, Compute compute, Progress progress, Cancellation cancellation)
                throws IOException {
            this.progress = progress;
            this.cancellation = cancellation;
            blockBytes = compute.device().blockBytes();
            Kernels kernels = compute.device().kernels(bytes);
            try {
                this.lane = lane.share(kernels);
            } catch (IOException | RuntimeException | Error e) {
                arena.close();
                throw e;
            }
        }

        @Override
        public void unit(int number) throws IOException, CancelledException {
            Unit unit = plan.unit(number);
            open(unit.row());
            int step = blockElements(blockBytes, rows.get(row).widest());
            lane.begin(unit);
            long end = unit.first() + unit.count();
            for (long at = unit.first(); at < end; at += step) {
                cancellation.check();
                lane.block(read(unit, at, (int) Math.min(step, end - at)));
            }
            lane.end(unit);
        }

        /// Readers stay open from unit to unit of one row.
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
                buffers.add(arena.allocate(blockBytes, 64));
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
            arena.close();
        }
    }
}
