package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Compute;

/// Finds all singular values of the matrices of a vector: those of an adapter's products from their
/// factors, all others from their elements. Small matrices are done one a thread, large ones one
/// after the other by all threads; no number depends on it.
public final class SpectrumPass {
    /// Why a matrix has no values that a machine with more memory would find.
    static final String TOO_LARGE = "too large for memory";

    /// The smaller side up to which each thread has a matrix of its own.
    private static final int SMALL = 1024;

    /// The share of the heap that one matrix may take.
    private static final double MOST_OF_HEAP = 0.7;

    private final Checkpoint vector;
    private final Compute compute;
    private final Progress progress;
    private final Cancellation cancellation;
    private final Map<String, SingularValues> values = new ConcurrentHashMap<>();
    private final Map<String, String> gaps = new ConcurrentHashMap<>();
    private final AtomicInteger done = new AtomicInteger();
    private int matrices;

    /// @param progress counts multiplications, and says how many matrices are done
    public SpectrumPass(
            Checkpoint vector, Compute compute, Progress progress, Cancellation cancellation) {
        this.vector = vector;
        this.compute = compute;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /// Whether a tensor is more than a list of numbers: a matrix, or a stack of them.
    public static boolean hasMatrices(Tensor tensor) {
        return tensor.dtype().isFloating()
                && tensor.elements() > 0
                && tensor.shape().rank() >= 2;
    }

    /// Returns how many multiplications the singular values of a tensor take; 0 where it has none,
    /// and nearly so where they come from factors.
    public static double work(Checkpoint vector, Tensor tensor) {
        if (vector instanceof Vector change && FactoredSpectrum.covers(change, tensor)) {
            double rank = change.kept(tensor).rank().orElse(1);
            return 16 * rank * rank * (tensor.shape().size(0) + tensor.shape().size(1));
        }
        return FloatMatrix.isMatrix(tensor)
                ? FullSpectrum.work(tensor.shape().size(0), tensor.shape().size(1))
                : 0;
    }

    /// Finds those of some tensors. What was found until it failed or was cancelled is in [#found].
    ///
    /// @throws Failure where a tensor cannot be read
    public void run(List<Tensor> tensors) throws IOException, CancelledException {
        List<Tensor> small = new ArrayList<>();
        List<Tensor> large = new ArrayList<>();
        double work = 0;
        for (Tensor tensor : tensors) {
            if (hasMatrices(tensor)) {
                work += work(vector, tensor);
                (side(tensor) <= SMALL ? small : large).add(tensor);
            }
        }
        matrices = small.size() + large.size();
        progress.begin((long) work, "multiplications");
        say();
        // The longest first, so that no thread has one left when the others are done.
        small.sort(
                Comparator.comparingDouble((Tensor tensor) -> work(vector, tensor)).reversed());
        Workers.run(
                compute.threads(),
                small.size(),
                cancellation,
                () ->
                        new Workers.Worker() {
                            @Override
                            public void unit(int number) throws IOException, CancelledException {
                                find(small.get(number), 1);
                            }

                            @Override
                            public void close() {}
                        });
        for (Tensor tensor : large) {
            cancellation.check();
            find(tensor, compute.threads());
        }
    }

    /// Returns what was found so far.
    public VectorSpectra found() {
        return new VectorSpectra(values, gaps);
    }

    private static long side(Tensor tensor) {
        return Math.min(tensor.shape().size(0), tensor.shape().size(1));
    }

    private void find(Tensor tensor, int threads) throws IOException, CancelledException {
        try {
            String gap = gap(tensor);
            if (gap.isEmpty()) {
                values.put(tensor.name(), compute(tensor, threads));
            } else {
                gaps.put(tensor.name(), gap);
            }
        } catch (Failure failure) {
            if (failure.problem() != SpectrumProblem.NOT_FINITE) {
                throw failure;
            }
            gaps.put(tensor.name(), "NaN or infinities among its numbers");
        }
        done.incrementAndGet();
        say();
    }

    private String gap(Tensor tensor) {
        if (vector instanceof Vector change && FactoredSpectrum.covers(change, tensor)) {
            return "";
        }
        if (tensor.shape().rank() > 2) {
            return tensor.shape().rank() + " dimensions, no single matrix";
        }
        boolean fits =
                FloatMatrix.isMatrix(tensor)
                        && SymmetricMatrix.bytes((int) side(tensor))
                                < MOST_OF_HEAP * Runtime.getRuntime().maxMemory();
        return fits ? "" : TOO_LARGE;
    }

    private SingularValues compute(Tensor tensor, int threads)
            throws IOException, CancelledException {
        if (vector instanceof Vector change && FactoredSpectrum.covers(change, tensor)) {
            SingularValues found = FactoredSpectrum.of(change, tensor);
            progress.add((long) work(vector, tensor));
            return found;
        }
        LongConsumer worked = progress::add;
        try (FloatMatrix matrix =
                FloatMatrix.read(
                        vector, tensor, new Compute(compute.device(), threads), cancellation)) {
            return FullSpectrum.of(matrix, threads, worked, cancellation);
        }
    }

    private void say() {
        progress.say(done.get() + " of " + matrices + " matrices");
    }
}
