package org.taskvectors.analysis;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.JointSums;
import org.taskvectors.tensor.JointTally;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.Shape;
import org.taskvectors.tensor.TreeSum;

/// Measures how any number of vectors lie to each other: dot products and signs of every pair,
/// interference of all, in one pass in which each file is read once.
public final class PairPass {
    private static final int BLOCK = 1 << 13;

    /// One tensor over all vectors: by vector, null where a vector does not hold it in this shape.
    private record Row(String name, List<@Nullable Tensor> held) {
        Tensor any() {
            for (Tensor tensor : held) {
                if (tensor != null) {
                    return tensor;
                }
            }
            throw new IllegalStateException(name + " is in no vector");
        }

        /// The vectors that hold it.
        int[] holders() {
            int[] holders = new int[held.size()];
            int count = 0;
            for (int vector = 0; vector < held.size(); vector++) {
                if (held.get(vector) != null) {
                    holders[count++] = vector;
                }
            }
            return Arrays.copyOf(holders, count);
        }
    }

    private final List<Checkpoint> vectors;
    private final Progress progress;
    private final Cancellation cancellation;
    private final List<Row> rows = new ArrayList<>();
    private final TreeSet<String> otherShape = new TreeSet<>();
    private final UnitPlan plan;
    private final List<JointSums[]> sums = new ArrayList<>();
    private final long bytes;

    private PairPass(List<Checkpoint> vectors, Progress progress, Cancellation cancellation) {
        this.vectors = List.copyOf(vectors);
        this.progress = progress;
        this.cancellation = cancellation;
        align();
        plan = UnitPlan.of(rows.stream().map(Row::any).toList());
        for (int row = 0; row < rows.size(); row++) {
            sums.add(new JointSums[plan.parts(row)]);
        }
        bytes =
                rows.stream()
                        .flatMap(row -> row.held().stream())
                        .mapToLong(tensor -> tensor == null ? 0 : tensor.bytes())
                        .sum();
    }

    /// @param vectors at least two; they stay the caller's to close
    public static PairSums run(
            List<Checkpoint> vectors, int threads, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        PairPass pass = new PairPass(vectors, progress, cancellation);
        progress.begin(pass.bytes);
        Workers.run(threads, pass.plan.size(), cancellation, pass::worker);
        return pass.join();
    }

    /// Puts tensors of the same name and shape side by side. Where a name has several shapes each
    /// is a row of its own: vectors of one shape are still a pair, whoever else is there, but
    /// nothing can be said of all together.
    private void align() {
        Map<String, Map<Shape, List<@Nullable Tensor>>> byName = new LinkedHashMap<>();
        for (int vector = 0; vector < vectors.size(); vector++) {
            Naming naming = Naming.of(vectors.get(vector));
            Set<String> measured = ProfilePass.measured(vectors.get(vector));
            for (Tensor tensor : vectors.get(vector).tensors()) {
                if (!measured.contains(tensor.name())) {
                    continue;
                }
                String name = naming.place(tensor.name()).stripped();
                byName.computeIfAbsent(name, n -> new LinkedHashMap<>())
                        .computeIfAbsent(tensor.shape(), s -> emptyRow())
                        .set(vector, tensor);
            }
        }
        byName.forEach(
                (name, shapes) -> {
                    shapes.values().forEach(held -> rows.add(new Row(name, held)));
                    if (shapes.size() > 1) {
                        otherShape.add(name);
                    }
                });
        rows.removeIf(row -> otherShape.contains(row.name()) && row.holders().length < 2);
    }

    private List<@Nullable Tensor> emptyRow() {
        List<@Nullable Tensor> row = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            row.add(null);
        }
        return row;
    }

    /// Joins the units' sums.
    private PairSums join() {
        int count = vectors.size();
        List<List<PairTensor>> pairs = new ArrayList<>();
        List<JointTensor> joint = new ArrayList<>();
        for (int a = 0; a < count; a++) {
            for (int b = a + 1; b < count; b++) {
                List<PairTensor> tensors = new ArrayList<>();
                for (int row = 0; row < rows.size(); row++) {
                    if (rows.get(row).held().get(a) != null
                            && rows.get(row).held().get(b) != null) {
                        tensors.add(pair(row, a, b));
                    }
                }
                pairs.add(List.copyOf(tensors));
            }
        }
        for (int row = 0; row < rows.size(); row++) {
            if (otherShape.contains(rows.get(row).name())) {
                continue;
            }
            JointSums[] units = sums.get(row);
            joint.add(
                    new JointTensor(
                            rows.get(row).name(),
                            TreeSum.join(units.length, u -> units[u].sumMagnitude()),
                            TreeSum.join(units.length, u -> units[u].magnitudeOfSum())));
        }
        return new PairSums(count, List.copyOf(pairs), List.copyOf(joint), List.copyOf(otherShape));
    }

    private PairTensor pair(int row, int a, int b) {
        int[] holders = rows.get(row).holders();
        int first = Arrays.binarySearch(holders, a);
        int second = Arrays.binarySearch(holders, b);
        int pair = first * (2 * holders.length - first - 1) / 2 + second - first - 1;
        JointSums[] units = sums.get(row);
        return new PairTensor(
                rows.get(row).name(),
                TreeSum.join(units.length, u -> units[u].dot(pair)),
                Arrays.stream(units).mapToLong(unit -> unit.bothNonZero(pair)).sum(),
                Arrays.stream(units).mapToLong(unit -> unit.sameSign(pair)).sum(),
                TreeSum.join(units.length, u -> units[u].squaresA(pair)),
                TreeSum.join(units.length, u -> units[u].squaresB(pair)));
    }

    private Worker worker() {
        return new Worker();
    }

    private final class Worker implements Workers.Worker {
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment buffer = arena.allocate(8L * BLOCK, 64);
        private final BlockReader reader = new BlockReader(progress);
        private final double[][] scratch = new double[vectors.size()][BLOCK];
        private final Kernels kernels = Kernels.on(Device.CPU, bytes);

        @Override
        public void unit(int number) throws IOException, CancelledException {
            UnitPlan.Unit unit = plan.unit(number);
            Row row = rows.get(unit.tensor());
            int[] holders = row.holders();
            double[][] values = Arrays.copyOf(scratch, holders.length);
            JointTally tally = new JointTally(holders.length);
            long end = unit.first() + unit.count();
            for (long at = unit.first(); at < end; at += BLOCK) {
                cancellation.check();
                int count = (int) Math.min(BLOCK, end - at);
                for (int i = 0; i < holders.length; i++) {
                    read(holders[i], row, at, count, values[i]);
                }
                kernels.joint(values, count, tally);
            }
            sums.get(unit.tensor())[unit.part()] = tally.sums();
        }

        private void read(int vector, Row row, long first, int count, double[] into)
                throws IOException {
            Tensor tensor = row.held().get(vector);
            if (tensor == null) {
                throw new IllegalStateException(row.name() + " is not in vector " + vector);
            }
            Block block = reader.read(vectors.get(vector), tensor, first, count, buffer);
            Numbers.decode(block.dtype(), block.bytes(), count, into);
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
