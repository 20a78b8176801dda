package org.taskvectors.analysis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.BlockPass;
import org.taskvectors.pass.Blocks;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Part;
import org.taskvectors.pass.Row;
import org.taskvectors.pass.Unit;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.JointSums;
import org.taskvectors.tensor.JointTally;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.TreeSum;

/// Measures any number of vectors against each other: dot products and signs of every pair, and the
/// interference of all, in one pass that reads each file once.
public final class PairPass {
    private final List<Checkpoint> vectors;
    private final List<AlignedTensors.Aligned> rows;
    private final Set<String> otherShape;
    private final BitSet held;
    private final BlockPass pass;
    private final List<JointSums[]> sums = new ArrayList<>();

    private PairPass(List<Checkpoint> vectors, Part part) throws IOException {
        this.vectors = List.copyOf(vectors);
        AlignedTensors aligned = AlignedTensors.of(vectors);
        rows = aligned.rows();
        otherShape = aligned.otherShape();
        List<Row> read = rows.stream().map(this::parts).toList();
        held = part.shareOf(read);
        pass = new BlockPass(Part.only(held, read));
        for (int row = 0; row < rows.size(); row++) {
            sums.add(new JointSums[pass.plan().parts(row)]);
        }
    }

    private Row parts(AlignedTensors.Aligned row) {
        List<Row.Part> parts = new ArrayList<>();
        for (int holder : row.holders()) {
            Row.Part part = row.held().get(holder);
            if (part != null) {
                parts.add(part);
            }
        }
        return new Row(parts, 0, row.any().elements());
    }

    /// @param vectors at least two; they stay the caller's to close
    public static PairSums run(
            List<Checkpoint> vectors, Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return share(vectors, Part.WHOLE, compute, progress, cancellation).sums();
    }

    /// Measures a share of the tensors.
    static PairShare share(
            List<Checkpoint> vectors,
            Part part,
            Compute compute,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        PairPass pass = new PairPass(vectors, part);
        pass.pass.run(kernels -> pass.new Joining(kernels), compute, progress, cancellation);
        return new PairShare(
                vectors.size(),
                pass.rows.size(),
                pass.held.stream().mapToObj(pass::joined).toList(),
                List.copyOf(pass.otherShape),
                pass.pass.bytes());
    }

    /// Joins the sums of a row's units.
    private RowSums joined(int row) {
        List<Integer> places = new ArrayList<>();
        List<PairTensor> pairs = new ArrayList<>();
        int[] holders = rows.get(row).holders();
        for (int i = 0; i < holders.length; i++) {
            for (int j = i + 1; j < holders.length; j++) {
                places.add(PairSums.indexOf(holders[i], holders[j], vectors.size()));
                pairs.add(pair(row, holders[i], holders[j]));
            }
        }
        return new RowSums(row, places, pairs, joint(row));
    }

    private Optional<JointTensor> joint(int row) {
        if (otherShape.contains(rows.get(row).name())) {
            return Optional.empty();
        }
        JointSums[] units = sums.get(row);
        return Optional.of(
                new JointTensor(
                        rows.get(row).name(),
                        TreeSum.join(units.length, u -> units[u].sumMagnitude()),
                        TreeSum.join(units.length, u -> units[u].magnitudeOfSum())));
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

    /// One thread's sums over all vectors that hold a row.
    private final class Joining implements Lane.Share {
        private final Kernels kernels;
        private JointTally tally = new JointTally(0);

        Joining(Kernels kernels) {
            this.kernels = kernels;
        }

        @Override
        public void begin(Unit unit) {
            tally = new JointTally(rows.get(unit.row()).holders().length);
        }

        @Override
        public void block(Blocks blocks) throws IOException {
            kernels.joint(blocks.parts(), tally);
        }

        @Override
        public void end(Unit unit) {
            sums.get(unit.row())[unit.part()] = tally.sums();
        }
    }
}
