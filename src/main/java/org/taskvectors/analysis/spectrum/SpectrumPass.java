package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.MatrixProgram;

/// Finds all singular values of the matrices of a vector: those of an adapter's products from their
/// factors, all others from their elements.
public final class SpectrumPass {
    private final Checkpoint vector;
    private final Compute compute;
    private final MatrixWork.Operations operations;
    private final Cancellation cancellation;
    private final Map<String, SingularValues> values = new ConcurrentHashMap<>();
    private final Map<String, String> gaps = new ConcurrentHashMap<>();

    /// @param operations takes note of what is done
    public SpectrumPass(
            Checkpoint vector,
            Compute compute,
            MatrixWork.Operations operations,
            Cancellation cancellation) {
        this.vector = vector;
        this.compute = compute;
        this.operations = operations;
        this.cancellation = cancellation;
    }

    /// Finds those of some tensors. What was found until it failed or was cancelled is in [#found].
    ///
    /// @throws Failure where a tensor cannot be read
    public void run(List<Tensor> tensors) throws IOException, CancelledException {
        List<Tensor> found = tensors.stream().filter(MatrixWork::hasMatrices).toList();
        try (ReadAhead.Plan _ = TensorSpans.announce(vector, found.stream())) {
            MatrixWork.run(
                    found,
                    tensor -> tensor,
                    tensor -> MatrixWork.multiplications(vector, tensor),
                    this::find,
                    this::findTogether,
                    compute,
                    operations,
                    cancellation);
        }
    }

    /// Returns what was found so far.
    public PerMatrix<SingularValues> found() {
        return new PerMatrix<>(values, gaps);
    }

    private List<Tensor> findTogether(
            List<Tensor> tensors, MatrixProgram device, Compute with, MatrixWork.Operations done)
            throws IOException, CancelledException {
        List<Tensor> whole = new ArrayList<>();
        List<Tensor> left = new ArrayList<>();
        for (Tensor tensor : tensors) {
            boolean isWhole =
                    FloatMatrix.isMatrix(tensor) && !MatrixWork.isFactored(vector, tensor);
            (isWhole ? whole : left).add(tensor);
        }
        left.addAll(
                new DeviceSpectra(
                                vector,
                                device,
                                with,
                                cancellation,
                                (tensor, found) -> {
                                    values.put(tensor.name(), found);
                                    take(tensor, done);
                                },
                                tensor -> {
                                    gaps.put(tensor.name(), MatrixWork.NOT_FINITE);
                                    take(tensor, done);
                                })
                        .run(whole));
        return left;
    }

    private void take(Tensor tensor, MatrixWork.Operations done) {
        done.add(MatrixWork.multiplications(vector, tensor));
        done.addMatrix();
    }

    private void find(Tensor tensor, Compute with, MatrixWork.Operations done)
            throws IOException, CancelledException {
        try {
            String gap = MatrixWork.gap(vector, tensor, 0);
            if (gap.isEmpty()) {
                values.put(tensor.name(), compute(tensor, with, done));
            } else {
                gaps.put(tensor.name(), gap);
            }
        } catch (Failure failure) {
            if (failure.problem() != SpectrumProblem.NOT_FINITE) {
                throw failure;
            }
            gaps.put(tensor.name(), MatrixWork.NOT_FINITE);
        }
    }

    private SingularValues compute(Tensor tensor, Compute with, MatrixWork.Operations done)
            throws IOException, CancelledException {
        if (MatrixWork.isFactored(vector, tensor)) {
            SingularValues found = FactoredSpectrum.of((Vector) vector, tensor);
            done.add(MatrixWork.multiplications(vector, tensor));
            return found;
        }
        try (FloatMatrix matrix = FloatMatrix.read(vector, tensor, with, cancellation)) {
            matrix.partOf(done.multiplications());
            return FullSpectrum.of(matrix, with.threads(), done::add, cancellation);
        }
    }
}
