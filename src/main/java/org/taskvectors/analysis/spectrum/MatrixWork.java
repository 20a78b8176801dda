package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.MatrixProgram;
import org.taskvectors.tensor.Shape;

/// Goes over matrices: small ones are done one a thread, large ones one after the other by all
/// threads. No number depends on it.
public final class MatrixWork {
    /// Why a matrix has no values that a machine with more memory would find.
    static final String TOO_LARGE = "too large for memory";

    /// Why a matrix has no values where some of its numbers are none.
    public static final String NOT_FINITE = "NaN or infinities among its numbers";

    /// Multiplications for each square of the rank and each row and column of two factors.
    private static final double FACTORED = 16;

    private static final int SMALL_SIDE = 1024;
    private static final long SMALL = 1 << 22;

    /// The share of the heap that one matrix may take.
    private static final double MOST_OF_HEAP = 0.7;

    private MatrixWork() {}

    /// Does what there is to do with one item.
    @FunctionalInterface
    public interface Step<T> {
        /// @param compute with what; of a small matrix one thread
        /// @param done takes note of multiplications
        void run(T item, Compute compute, Operations done) throws IOException, CancelledException;
    }

    /// Does as many items as a device takes that decomposes whole matrices, before the processor
    /// does the others.
    @FunctionalInterface
    public interface Together<T> {
        /// @param device decomposes whole matrices
        /// @param compute whose threads read
        /// @param done takes note of what is done
        /// @return what is left to the processor
        List<T> run(List<T> items, MatrixProgram device, Compute compute, Operations done)
                throws IOException, CancelledException;
    }

    /// Whether a tensor is more than a list of numbers: a matrix, or a stack of them.
    public static boolean hasMatrices(Tensor tensor) {
        return tensor.dtype().isFloating() && tensor.elements() > 0 && tensor.shape().rank() >= 2;
    }

    /// Returns how many multiplications the singular values of a tensor take; 0 where it has none,
    /// and nearly so where they come from factors.
    public static double multiplications(Checkpoint vector, Tensor tensor) {
        if (isFactored(vector, tensor)) {
            return multiplications(
                    tensor.shape(), Math.max(1, ((Vector) vector).kept(tensor).rank().orElse(1)));
        }
        return FloatMatrix.isMatrix(tensor) ? multiplications(tensor.shape(), 0) : 0;
    }

    /// Returns how many multiplications the singular values of a matrix take.
    ///
    /// @param rank of the factors that they come from; 0 where they come from its elements
    public static double multiplications(Shape matrix, int rank) {
        return rank > 0
                ? FACTORED * rank * rank * (matrix.size(0) + matrix.size(1))
                : FullSpectrum.work(matrix.size(0), matrix.size(1));
    }

    /// Whether a tensor is a product of factors that is decomposed without its elements.
    static boolean isFactored(Checkpoint vector, Tensor tensor) {
        return vector instanceof Vector change && FactoredSpectrum.covers(change, tensor);
    }

    /// Returns why a tensor has no singular values; empty where it has.
    ///
    /// @param beside bytes of heap that are needed besides the matrix's own
    public static String gap(Checkpoint vector, Tensor tensor, double beside) {
        if (isFactored(vector, tensor)) {
            return "";
        }
        if (tensor.shape().rank() > 2) {
            return tensor.shape().rank() + " dimensions, no single matrix";
        }
        boolean fits =
                FloatMatrix.isMatrix(tensor)
                        && SymmetricMatrix.bytes((int) side(tensor)) + beside
                                < MOST_OF_HEAP * Runtime.getRuntime().maxMemory();
        return fits ? "" : TOO_LARGE;
    }

    /// Counts work in millions of operations, of which a multiplication with its addition is two.
    /// Several runs may have one count, which then tells how far all of them together are.
    public static final class Operations {
        private static final double MILLION = 1e6;

        private final Progress progress;
        private double expected;
        private int matrices;
        private double found;
        private long told;
        private int done;
        private boolean isOfSeveral;

        /// @param progress counts millions of operations, and says how many matrices are done
        public Operations(Progress progress) {
            this.progress = progress;
        }

        /// Begins the count of several runs.
        ///
        /// @param multiplications of all of them
        /// @param count of all their matrices
        public synchronized void beginSeveral(double multiplications, int count) {
            isOfSeveral = true;
            begin(multiplications, count);
        }

        private synchronized void beginOne(double multiplications, int count) {
            if (!isOfSeveral) {
                begin(multiplications, count);
            }
        }

        private void begin(double multiplications, int count) {
            expected = multiplications;
            matrices = count;
            found = 0;
            told = 0;
            done = 0;
            progress.begin((long) (2 * expected / MILLION), "Mflop");
            say();
        }

        /// Takes note of multiplications that are done.
        public synchronized void add(double multiplications) {
            found += 2 * multiplications / MILLION;
            progress.add((long) found - told);
            told = (long) found;
        }

        /// Returns how many multiplications there are to do in all.
        synchronized double multiplications() {
            return expected;
        }

        private void runsOn(String label) {
            progress.runsOn(label);
        }

        /// Takes note of a matrix that is done.
        public synchronized void addMatrix() {
            done++;
            say();
        }

        private void say() {
            progress.say(done + " of " + matrices + " matrices");
        }
    }

    /// Does a step with every item, on the device that suits their work.
    ///
    /// @param matrix the matrix that an item is about
    /// @param work how many multiplications it takes
    /// @param step what the processor does
    /// @param together what a device does that decomposes whole matrices
    /// @param compute may choose among devices
    /// @param operations takes note of what is done; begins anew unless it is of several runs
    public static <T> void run(
            List<T> items,
            Function<T, Tensor> matrix,
            ToDoubleFunction<T> work,
            Step<T> step,
            Together<T> together,
            Compute compute,
            Operations operations,
            Cancellation cancellation)
            throws IOException, CancelledException {
        double all = items.stream().mapToDouble(work).sum();
        operations.beginOne(all, items.size());
        Compute chosen = compute.forProducts(all, cancellation);
        operations.runsOn(chosen.device().label());
        try {
            List<T> left = items;
            Optional<MatrixProgram> device = chosen.matrixProgram(cancellation);
            if (device.isPresent()) {
                try (MatrixProgram program = device.get()) {
                    left = together.run(items, program, chosen, operations);
                }
            }
            onProcessor(left, matrix, work, step, chosen, operations, cancellation);
        } finally {
            operations.runsOn("");
            chosen.device().ended();
        }
    }

    private static <T> void onProcessor(
            List<T> items,
            Function<T, Tensor> matrix,
            ToDoubleFunction<T> work,
            Step<T> step,
            Compute compute,
            Operations operations,
            Cancellation cancellation)
            throws IOException, CancelledException {
        List<T> small = new ArrayList<>();
        List<T> large = new ArrayList<>();
        for (T item : items) {
            (isSmall(matrix.apply(item)) ? small : large).add(item);
        }
        // The longest first, so that no thread has one left when the others are done.
        small.sort(Comparator.comparingDouble(work).reversed());
        Compute alone = new Compute(compute.device(), 1);
        Workers.run(
                compute.threads(),
                small.size(),
                cancellation,
                () ->
                        number -> {
                            step.run(small.get(number), alone, operations);
                            operations.addMatrix();
                        });
        for (T item : large) {
            cancellation.check();
            step.run(item, compute, operations);
            operations.addMatrix();
        }
    }

    private static boolean isSmall(Tensor tensor) {
        return tensor.elements() <= SMALL && side(tensor) <= SMALL_SIDE;
    }

    private static long side(Tensor tensor) {
        return Math.min(tensor.shape().size(0), tensor.shape().size(1));
    }
}
