package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Algebra;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Matrix;
import org.taskvectors.tensor.MatrixKernels;
import org.taskvectors.tensor.Numbers;

/// A matrix in native memory, rows × columns, row by row: the one that is decomposed just now. It
/// is read once, since an algorithm that looks at it several times would otherwise compute an
/// adapter's or a quantised tensor's numbers as often. What is stored in 16 bits is held so, all
/// else as float32.
public final class FloatMatrix implements Matrix, AutoCloseable {
    /// Elements that a thread reads at a time.
    private static final int UNIT = 1 << 18;

    /// Outside of this range of magnitudes products of two could leave that of a float32.
    private static final double SMALL = 0x1p-40;

    private static final double LARGE = 0x1p40;

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment held;
    private final DType dtype;
    private final int rows;
    private final int columns;

    /// Multiplications of the whole job that the matrix is a part of, as far as they are known.
    private double job;

    private double sumSquares;
    private int exponent;
    private @Nullable Algebra algebra;
    private @Nullable Compute algebraOf;

    private FloatMatrix(int rows, int columns, DType dtype) {
        this.held = arena.allocate((long) dtype.bytes() * rows * columns, 64);
        this.dtype = dtype;
        this.rows = rows;
        this.columns = columns;
    }

    /// Reads a matrix of `checkpoint`; float64 is rounded to float32.
    ///
    /// @throws Failure [SpectrumProblem#NOT_A_MATRIX] where the tensor has other than two
    ///   dimensions or does not hold floating-point numbers, [SpectrumProblem#NOT_FINITE] where one
    ///   of its numbers is NaN or infinite
    public static FloatMatrix read(
            Checkpoint checkpoint, Tensor tensor, Compute compute, Cancellation cancellation)
            throws IOException, CancelledException {
        if (!isMatrix(tensor)) {
            throw failure(
                    checkpoint,
                    tensor,
                    SpectrumProblem.NOT_A_MATRIX,
                    "a tensor of " + tensor.shape() + " has no singular values");
        }
        FloatMatrix matrix =
                new FloatMatrix(
                        (int) tensor.shape().size(0),
                        (int) tensor.shape().size(1),
                        tensor.dtype() == DType.BF16 || tensor.dtype() == DType.F16
                                ? tensor.dtype()
                                : DType.F32);
        try {
            matrix.fill(checkpoint, tensor, compute, cancellation);
            return matrix;
        } catch (IOException | CancelledException | RuntimeException | Error e) {
            matrix.close();
            throw e;
        }
    }

    private void fill(
            Checkpoint checkpoint, Tensor tensor, Compute compute, Cancellation cancellation)
            throws IOException, CancelledException {
        int units = (int) Math.ceilDiv(tensor.elements(), (long) UNIT);
        double[] squares = new double[units];
        double[] most = new double[units];
        Workers.run(
                compute.threads(),
                units,
                cancellation,
                () -> new Reader(checkpoint, tensor, this, squares, most));
        double largest = 0;
        for (int i = 0; i < units; i++) {
            sumSquares += squares[i];
            largest = Math.max(largest, most[i]);
        }
        exponent = exponent(largest);
        if (exponent != 0) {
            sumSquares = scale(tensor.elements());
        }
    }

    /// Whether a tensor has singular values that can be computed: two dimensions, neither of them
    /// empty, of floating-point numbers.
    public static boolean isMatrix(Tensor tensor) {
        return tensor.shape().rank() == 2
                && tensor.dtype().isFloating()
                && tensor.elements() > 0
                && tensor.shape().size(0) < Integer.MAX_VALUE / 512
                && tensor.shape().size(1) < Integer.MAX_VALUE / 512;
    }

    /// Says that the matrix is one of many: kernels are then chosen by what all of them take, since
    /// vector code that one small matrix would not live to see compiled serves the next ones.
    ///
    /// @param multiplications of the whole job
    public void partOf(double multiplications) {
        job = multiplications;
    }

    /// Returns one thread's kernels for work on this matrix. No digit depends on the choice.
    ///
    /// @param multiplications of the work
    MatrixKernels kernels(double multiplications) {
        return MatrixKernels.of(Math.max(job, multiplications));
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    /// ‖A‖_F, in float64.
    public double norm() {
        return Math.scalb(Math.sqrt(sumSquares), -exponent);
    }

    /// Σ of the squares of the elements as they are held, [#exponent] and all.
    double sumSquares() {
        return sumSquares;
    }

    /// The elements are held times two to this, which is 0 for all but matrices of very small or
    /// very large numbers.
    int exponent() {
        return exponent;
    }

    @Override
    public void copy(int row, int column, float[] into, int at, int count) {
        long from = dtype.bytes() * ((long) row * columns + column);
        switch (dtype) {
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = Numbers.fromBFloat16(held.get(SHORT, from + 2L * i));
                }
            }
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = Float.float16ToFloat(held.get(SHORT, from + 2L * i));
                }
            }
            default -> MemorySegment.copy(held, FLOAT, from, into, at, count);
        }
    }

    /// Returns what multiplies this matrix, the same as long as the device and the threads are: so
    /// a device gets the matrix once for all its decompositions. It is closed with the matrix.
    ///
    /// @param multiplications how many the caller is about to ask for
    Algebra algebra(double multiplications, Compute compute, Cancellation cancellation) {
        Algebra known = algebra;
        if (known != null && compute.equals(algebraOf)) {
            return known;
        }
        if (known != null) {
            known.close();
        }
        Algebra made = compute.algebra(Math.max(job, multiplications), cancellation);
        algebra = made;
        algebraOf = compute;
        return made;
    }

    @Override
    public void close() {
        if (algebra != null) {
            algebra.close();
        }
        arena.close();
    }

    static Failure failure(
            Checkpoint checkpoint, Tensor tensor, SpectrumProblem problem, String what) {
        return Failure.of(
                        problem,
                        checkpoint.stored(tensor).file().orElse(null),
                        what,
                        problem == SpectrumProblem.NOT_FINITE
                                ? "Leave this tensor out of the scope, or repair the model that it"
                                        + " came from"
                                : "Leave this tensor out of the scope")
                .at("tensor " + org.taskvectors.file.Shown.of(tensor.name()));
    }

    private static int exponent(double largest) {
        boolean plain = largest == 0 || (largest > SMALL && largest < LARGE);
        return plain ? 0 : -Math.getExponent(largest);
    }

    /// Multiplies all elements by two to the power of [#exponent].
    ///
    /// @return Σ of their squares then
    private double scale(long count) {
        float[] block = new float[Reader.BLOCK];
        double sum = 0;
        for (long at = 0; at < count; at += block.length) {
            int some = (int) Math.min(block.length, count - at);
            MemorySegment part = held.asSlice(at * dtype.bytes(), (long) some * dtype.bytes());
            Numbers.decode(dtype, part, some, block);
            for (int i = 0; i < some; i++) {
                block[i] = (float) Math.scalb((double) block[i], exponent);
                sum += (double) block[i] * block[i];
            }
            Numbers.encode(block, some, dtype, part);
        }
        return sum;
    }

    private static final class Reader implements Workers.Worker {
        private static final int BLOCK = 1 << 14;

        private final Checkpoint checkpoint;
        private final Tensor tensor;
        private final FloatMatrix into;
        private final double[] squares;
        private final double[] most;
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment bytes = arena.allocate(8L * BLOCK, 64);
        private final float[] block = new float[BLOCK];
        private final MatrixKernels kernels;

        Reader(
                Checkpoint checkpoint,
                Tensor tensor,
                FloatMatrix into,
                double[] squares,
                double[] most) {
            this.checkpoint = checkpoint;
            this.tensor = tensor;
            this.into = into;
            this.squares = squares;
            this.most = most;
            this.kernels = MatrixKernels.of(16.0 * tensor.elements());
        }

        @Override
        public void unit(int number) throws IOException {
            long first = (long) number * UNIT;
            long end = Math.min(first + UNIT, tensor.elements());
            double sum = 0;
            double largest = 0;
            for (long at = first; at < end; at += BLOCK) {
                int count = (int) Math.min(BLOCK, end - at);
                MemorySegment part = bytes.asSlice(0, (long) count * tensor.dtype().bytes());
                checkpoint.read(tensor, at, part);
                Numbers.decode(tensor.dtype(), part, count, block);
                double ofBlock = kernels.sumSquares(block, 0, count);
                if (!Double.isFinite(ofBlock)) {
                    throw failure(
                            checkpoint,
                            tensor,
                            SpectrumProblem.NOT_FINITE,
                            "it holds numbers that are NaN or infinite, and a matrix with such has"
                                    + " no singular values");
                }
                sum += ofBlock;
                largest = Math.max(largest, magnitude(ofBlock, count));
                long to = at * into.dtype.bytes();
                if (into.dtype == DType.F32) {
                    MemorySegment.copy(block, 0, into.held, FLOAT, to, count);
                } else {
                    MemorySegment.copy(part, 0, into.held, to, part.byteSize());
                }
            }
            squares[number] = sum;
            most[number] = largest;
        }

        /// The largest magnitude of the block, or any below it that says the same of the matrix:
        /// that none of its numbers are very small or very large.
        ///
        /// @param squares Σ of the block's squares
        private double magnitude(double squares, int count) {
            double least = Math.sqrt(squares / count);
            if (least > SMALL && Math.sqrt(squares) < LARGE) {
                return least;
            }
            float largest = 0;
            for (int i = 0; i < count; i++) {
                largest = Math.max(largest, Math.abs(block[i]));
            }
            return largest;
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
