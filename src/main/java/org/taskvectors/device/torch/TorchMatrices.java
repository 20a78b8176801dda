package org.taskvectors.device.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Matrix;
import org.taskvectors.tensor.MatrixProgram;

/// Singular values by libtorch's own decompositions: the eigenvalues of A·Aᵀ or Aᵀ·A, whichever is
/// smaller, in float64 throughout, where no device takes shorter numbers for speed. A goes to the
/// device piece by piece, so that only the products have to fit.
final class TorchMatrices implements MatrixProgram {
    private static final String METHODS =
            """
              def zeros(self: __torch__.M,
                count: int,
                size: int) -> Tensor:
                return torch.zeros([count, size, size], dtype=7, layout=None, device=DEVICE, pin_memory=False)
              def wide(self: __torch__.M,
                gram: Tensor,
                x: Tensor) -> Tensor:
                y = torch.to(torch.to(x, DEVICE, None, False, False), 7)
                return torch.baddbmm_(gram, y, torch.transpose(y, 1, 2))
              def tall(self: __torch__.M,
                gram: Tensor,
                x: Tensor) -> Tensor:
                y = torch.to(torch.to(x, DEVICE, None, False, False), 7)
                return torch.baddbmm_(gram, torch.transpose(y, 1, 2), y)
              def values(self: __torch__.M,
                gram: Tensor,
                begin: int,
                end: int) -> Tensor:
                some = torch.slice(gram, 0, begin, end)
                return torch.to(torch.linalg_eigvalsh(some, "L"), torch.device("cpu"), None, False, False)
              def leading(self: __torch__.M,
                gram: Tensor,
                begin: int,
                end: int) -> List[Tensor]:
                values, vectors, = torch.linalg_eigh(torch.select(gram, 0, 0), "L")
                few = torch.contiguous(torch.transpose(torch.slice(vectors, 1, begin, end), 0, 1))
                return [torch.to(values, torch.device("cpu"), None, False, False), torch.to(few, torch.device("cpu"), None, False, False)]
            """;

    /// Matrices at once: more would not make the device any busier.
    private static final int MOST = 256;

    /// Beyond this side libraries of linear algebra count their work space in too short numbers.
    private static final int MOST_SIDE = 30_000;

    /// Elements of the matrices that are on the device at a time, unless its memory is small.
    private static final long PIECE = 1 << 23;

    /// Bytes of the device for an element of a piece: as it comes, and in float64.
    private static final int PIECE_BYTES = Float.BYTES + Double.BYTES;

    /// Products of one size that a decomposition takes besides those that it decomposes: its result
    /// and its work space.
    private static final int WORK_SPACE = 4;

    /// Multiplications between two looks at the cancellation, about.
    private static final double STEP = 2e10;

    private final Libtorch torch;
    private final TorchPlace place;
    private final long budget;
    private final int threads;
    private final Cancellation cancellation;
    private final Script script;
    private final HostPanel host;

    /// @param budget how many bytes of the device may be taken
    /// @param threads how many of the processor's threads may work for it
    TorchMatrices(
            Libtorch torch, TorchPlace place, long budget, int threads, Cancellation cancellation) {
        this.torch = torch;
        this.place = place;
        this.budget = budget;
        this.threads = threads;
        this.cancellation = cancellation;
        this.script = Script.of(METHODS, place);
        this.host = new HostPanel(threads, cancellation);
    }

    private long piece() {
        return Math.min(PIECE, budget / 4 / PIECE_BYTES);
    }

    @Override
    public int atOnce(int rows, int columns) {
        long size = Math.min(rows, columns);
        long product = size * size * Double.BYTES;
        // A decomposition works on a copy.
        long fitting = (budget - budget / 4 - WORK_SPACE * product) / (2 * product);
        return size > MOST_SIDE ? 0 : Math.clamp(Math.min(fitting, piece() / size), 0, MOST);
    }

    @Override
    public Optional<List<double[]>> squares(List<? extends Matrix> matrices)
            throws IOException, CancelledException {
        torch.threads(threads);
        try (Tensors memory = torch.tensors()) {
            NDArray gram = gram(matrices, memory);
            int size = size(matrices.getFirst());
            int step = (int) Math.clamp(STEP / size / size / size, 1, matrices.size());
            List<double[]> squares = new ArrayList<>();
            for (int begin = 0; begin < matrices.size(); begin += step) {
                cancellation.check();
                int end = Math.min(begin + step, matrices.size());
                try (NDArray found =
                        script.call(
                                memory,
                                "values",
                                Script.tensor(gram),
                                IValue.from((long) begin),
                                IValue.from((long) end))) {
                    double[] all = found.toDoubleArray();
                    for (int i = 0; i < end - begin; i++) {
                        squares.add(falling(all, i * size, size));
                    }
                }
            }
            return Optional.of(squares);
        } catch (EngineException e) {
            throw failure(e);
        }
    }

    @Override
    public Optional<Leading> leading(Matrix matrix, int most)
            throws IOException, CancelledException {
        torch.threads(threads);
        try (Tensors memory = torch.tensors()) {
            NDArray gram = gram(List.of(matrix), memory);
            cancellation.check();
            int size = size(matrix);
            int count = Math.min(most, size);
            List<NDArray> found =
                    script.callAll(
                            memory,
                            "leading",
                            Script.tensor(gram),
                            IValue.from((long) size - count),
                            IValue.from((long) size));
            double[] rising = found.get(1).toDoubleArray();
            double[][] vectors = new double[count][];
            for (int k = 0; k < count; k++) {
                int at = (count - 1 - k) * size;
                vectors[k] = Arrays.copyOfRange(rising, at, at + size);
            }
            return Optional.of(
                    new Leading(falling(found.get(0).toDoubleArray(), 0, size), vectors));
        } catch (EngineException e) {
            throw failure(e);
        }
    }

    private static int size(Matrix matrix) {
        return Math.min(matrix.rows(), matrix.columns());
    }

    /// Returns the products on the device: matrices × shorter side × shorter side.
    private NDArray gram(List<? extends Matrix> matrices, Tensors memory)
            throws IOException, CancelledException {
        int count = matrices.size();
        int rows = matrices.getFirst().rows();
        int columns = matrices.getFirst().columns();
        boolean isWide = rows <= columns;
        int size = Math.min(rows, columns);
        int terms = Math.max(rows, columns);
        int step = Math.clamp(piece() / ((long) count * size), 1, terms);
        NDArray gram =
                script.call(memory, "zeros", IValue.from((long) count), IValue.from((long) size));
        for (int at = 0; at < terms; at += step) {
            int some = Math.min(step, terms - at);
            // The alias is closed before its memory takes the next piece.
            try (NDArray piece =
                            isWide
                                    ? memory.floats(
                                            host.fill(matrices, 0, size, at, some),
                                            count,
                                            size,
                                            some)
                                    : memory.floats(
                                            host.fill(matrices, at, some, 0, size),
                                            count,
                                            some,
                                            size);
                    NDArray _ =
                            script.call(
                                    memory,
                                    isWide ? "wide" : "tall",
                                    Script.tensor(gram),
                                    Script.tensor(piece))) {
                cancellation.check();
            }
        }
        return gram;
    }

    private static double[] falling(double[] rising, int at, int count) {
        double[] falling = new double[count];
        for (int i = 0; i < count; i++) {
            falling[i] = rising[at + count - 1 - i];
        }
        return falling;
    }

    private Failure failure(EngineException thrown) {
        return TorchFailures.of(thrown, place);
    }

    @Override
    public void close() {
        host.close();
        script.close();
        torch.giveBack(place);
    }
}
