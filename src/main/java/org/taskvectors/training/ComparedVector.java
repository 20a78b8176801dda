package org.taskvectors.training;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.ProfilePass;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.spectrum.AdapterSpectra;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.vector.Difference;
import org.taskvectors.vector.Overlay;
import org.taskvectors.vector.SavedVector;

/// A vector that the growing one is compared with, by the base's names. Only its norm is kept in
/// memory: dot products read it again, or its factors alone where both are products of factors.
final class ComparedVector implements AutoCloseable {
    /// The most bytes that are read for a dot product at each measurement; a larger vector is read
    /// at checkpoints alone.
    private static final long CHEAP = 2L << 30;

    private static final int BLOCK = 1 << 16;

    private final Runnable closing;
    private final Map<String, Overlay.Change> changes;
    private final double norm;

    private ComparedVector(Runnable closing, Map<String, Overlay.Change> changes, double norm) {
        this.closing = closing;
        this.changes = changes;
        this.norm = norm;
    }

    /// Lays a vector beside a base and measures its norm, over the tensors that the base has.
    ///
    /// @param vector stays open until this is closed
    /// @param closing closes what the vector is made of; it is run where this fails, too
    /// @throws IOException if it cannot be read, or does not fit the base
    static ComparedVector of(
            Checkpoint vector,
            Runnable closing,
            Checkpoint base,
            Compute compute,
            Cancellation cancellation)
            throws IOException, CancelledException {
        boolean isDone = false;
        try {
            SavedVector.requireVector(vector, base);
            Map<String, Overlay.Change> changes =
                    Overlay.of(base, List.of(SavedVector.of(vector)), true).changes().getFirst();
            double squares = squares(changes, compute, cancellation);
            ComparedVector compared = new ComparedVector(closing, changes, Math.sqrt(squares));
            isDone = true;
            return compared;
        } finally {
            if (!isDone) {
                closing.run();
            }
        }
    }

    /// Returns the difference of a trained model and its base, both by the same names.
    ///
    /// @param tuned is closed with the result
    /// @throws IOException as the other does
    static ComparedVector difference(
            Checkpoint tuned, Checkpoint base, Compute compute, Cancellation cancellation)
            throws IOException, CancelledException {
        List<Difference.Pair> pairs = new ArrayList<>();
        for (Tensor tensor : base.tensors()) {
            Optional<Tensor> own = tuned.tensor(tensor.name());
            if (own.isPresent() && tensor.dtype().isFloating()) {
                pairs.add(
                        new Difference.Pair(
                                tensor,
                                own.get(),
                                new Tensor(tensor.name(), DType.F32, tensor.shape())));
            }
        }
        return of(new Difference(base, tuned, pairs), tuned::close, base, compute, cancellation);
    }

    private static double squares(
            Map<String, Overlay.Change> changes, Compute compute, Cancellation cancellation)
            throws IOException, CancelledException {
        // Names that are one weight have one change, which counts once; names in order, so that the
        // sum is the same each time.
        Set<Overlay.Change> distinct = new LinkedHashSet<>(new TreeMap<>(changes).values());
        Map<Checkpoint, List<Tensor>> read = new LinkedHashMap<>();
        double sum = 0;
        for (Overlay.Change change : distinct) {
            cancellation.check();
            double known = fromFactors(change);
            if (Double.isNaN(known)) {
                read.computeIfAbsent(change.vector(), _ -> new ArrayList<>()).add(change.tensor());
            } else {
                sum += known;
            }
        }
        for (Map.Entry<Checkpoint, List<Tensor>> entry : read.entrySet()) {
            for (TensorProfile profile :
                    ProfilePass.tensors(
                            entry.getKey(),
                            entry.getValue(),
                            compute,
                            new Progress(),
                            cancellation)) {
                sum += profile.sumSquares();
            }
        }
        return sum;
    }

    private static double fromFactors(Overlay.Change change) throws IOException {
        return change.vector() instanceof Vector vector && vector.isAdapter()
                ? AdapterSpectra.of(vector, change.tensor()).sumSquares()
                : Double.NaN;
    }

    /// Returns the L2 norm of the vector.
    double norm() {
        return norm;
    }

    /// Whether dot products with changes of these tensors cost little.
    ///
    /// @param names of tensors
    /// @param isFactored whether the changes are products of factors
    boolean isCheap(List<String> names, boolean isFactored) {
        long bytes = 0;
        for (String name : names) {
            Overlay.Change change = changes.get(name);
            if (change != null && !(isFactored && isFactored(change))) {
                bytes += change.tensor().bytes();
            }
        }
        return bytes <= CHEAP;
    }

    private static boolean isFactored(Overlay.Change change) {
        return change.vector() instanceof Vector vector
                && vector.kept(change.tensor()).isFactored();
    }

    /// Returns Σ V∘τ over one tensor; 0 where the vector does not change it.
    double dot(String name, TensorChange change) throws IOException {
        Overlay.@Nullable Change own = changes.get(name);
        if (own == null) {
            return 0;
        }
        if (change instanceof ProductChange product
                && isFactored(own)
                && own.vector() instanceof Vector vector) {
            try (Arena arena = Arena.ofConfined()) {
                return product.dot(vector.factors(own.tensor(), arena));
            }
        }
        return streamed(own, change);
    }

    /// Reads the vector's tensor block by block, in whole rows. Rows that only one of both has, as
    /// in a vocabulary that grew, add nothing.
    private static double streamed(Overlay.Change own, TensorChange change) throws IOException {
        Tensor tensor = own.tensor();
        int columns = change.columns();
        long rows = Math.min(change.rows(), tensor.elements() / columns);
        int perBlock = Math.max(1, BLOCK / columns);
        double[] theirs = new double[perBlock * columns];
        double[] ours = new double[columns];
        double[] one = new double[columns];
        double sum = 0;
        try (Arena arena = Arena.ofConfined();
                TensorReader reader = own.vector().reader(tensor)) {
            int width = tensor.dtype().bytes();
            MemorySegment block = arena.allocate((long) theirs.length * width, 64);
            for (long first = 0; first < rows; first += perBlock) {
                int count = (int) Math.min(perBlock, rows - first) * columns;
                MemorySegment part = block.asSlice(0, (long) count * width);
                reader.read(first * columns, part);
                Numbers.decode(tensor.dtype(), part, count, theirs);
                for (int at = 0; at < count; at += columns) {
                    change.row(first + at / columns, ours);
                    System.arraycopy(theirs, at, one, 0, columns);
                    sum += Sums.dot(ours, one, columns);
                }
            }
        }
        return sum;
    }

    /// Returns a cosine; empty where either norm is 0.
    OptionalDouble cosine(double dot, double otherNorm) {
        return norm > 0 && otherNorm > 0
                ? OptionalDouble.of(dot / norm / otherNorm)
                : OptionalDouble.empty();
    }

    @Override
    public void close() {
        closing.run();
    }
}
