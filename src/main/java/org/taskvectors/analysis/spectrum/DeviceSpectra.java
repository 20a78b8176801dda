package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.MatrixProgram;
import org.taskvectors.tensor.Shape;

/// Finds all singular values of a vector's matrices on a device, matrices of one shape together.
final class DeviceSpectra {
    /// Bytes of the processor's memory that matrices of one shape take at once, unless one takes
    /// more.
    private static final long MOST_BYTES = 1L << 29;

    private final Checkpoint vector;
    private final MatrixProgram device;
    private final Compute compute;
    private final Cancellation cancellation;
    private final BiConsumer<Tensor, SingularValues> found;
    private final Consumer<Tensor> notFinite;

    /// @param compute whose threads read
    /// @param found takes the values of each matrix
    /// @param notFinite takes each matrix that has none, since it holds NaN or infinities
    DeviceSpectra(
            Checkpoint vector,
            MatrixProgram device,
            Compute compute,
            Cancellation cancellation,
            BiConsumer<Tensor, SingularValues> found,
            Consumer<Tensor> notFinite) {
        this.vector = vector;
        this.device = device;
        this.compute = compute;
        this.cancellation = cancellation;
        this.found = found;
        this.notFinite = notFinite;
    }

    /// Finds those of some matrices.
    ///
    /// @param tensors matrices of the vector's whose elements are decomposed
    /// @return what is left to the processor: what the device takes none of, and what stood when it
    ///   failed, with all after it
    List<Tensor> run(List<Tensor> tensors) throws IOException, CancelledException {
        List<Tensor> left = new ArrayList<>();
        for (List<Tensor> same : byShape(tensors)) {
            Shape shape = same.getFirst().shape();
            int next = 0;
            while (next < same.size()) {
                cancellation.check();
                int most = device.atOnce((int) shape.size(0), (int) shape.size(1));
                if (most == 0) {
                    break;
                }
                long fitting = Math.max(1, MOST_BYTES / (Float.BYTES * shape.elements()));
                int end = next + (int) Math.min(Math.min(most, fitting), same.size() - next);
                left.addAll(atOnce(same.subList(next, end)));
                next = end;
            }
            left.addAll(same.subList(next, same.size()));
        }
        return left;
    }

    /// Those of each shape, the largest first: so what does not fit fails early.
    private static Collection<List<Tensor>> byShape(List<Tensor> tensors) {
        Map<Shape, List<Tensor>> all = new LinkedHashMap<>();
        tensors.stream()
                .sorted(Comparator.comparingLong(Tensor::elements).reversed())
                .forEach(
                        tensor ->
                                all.computeIfAbsent(tensor.shape(), any -> new ArrayList<>())
                                        .add(tensor));
        return all.values();
    }

    private void read(List<Tensor> tensors, List<Tensor> read, List<FloatMatrix> matrices)
            throws IOException, CancelledException {
        for (Tensor tensor : tensors) {
            try {
                matrices.add(FloatMatrix.read(vector, tensor, compute, cancellation));
                read.add(tensor);
            } catch (Failure failure) {
                if (failure.problem() != SpectrumProblem.NOT_FINITE) {
                    throw failure;
                }
                notFinite.accept(tensor);
            }
        }
    }

    /// @return what the device did not do
    private List<Tensor> atOnce(List<Tensor> tensors) throws IOException, CancelledException {
        List<Tensor> read = new ArrayList<>();
        List<FloatMatrix> matrices = new ArrayList<>();
        try {
            read(tensors, read, matrices);
            if (matrices.isEmpty()) {
                return List.of();
            }
            Optional<List<double[]>> squares = device.squares(matrices);
            for (int i = 0; i < read.size() && squares.isPresent(); i++) {
                found.accept(read.get(i), FullSpectrum.of(squares.get().get(i), matrices.get(i)));
            }
            return squares.isPresent() ? List.of() : read;
        } finally {
            matrices.forEach(FloatMatrix::close);
        }
    }
}
