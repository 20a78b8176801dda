package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.MatrixKernels;
import org.taskvectors.tensor.MatrixProgram;
import org.taskvectors.tensor.Panel;

/// The first singular directions of a matrix, left and right, in float64: as many as there are
/// above the resolution of float32. Unlike a [TruncatedSvd], which is as close to the matrix as its
/// rank allows and no closer to its directions, these are the directions themselves, as a subspace
/// overlap needs them.
public final class Directions {
    private static final int ROWS = 64;
    private static final int DEPTH = 128;

    private final int rows;
    private final int columns;
    private final double[][] left;
    private final double[][] right;

    private Directions(long rows, long columns, double[][] left, double[][] right) {
        this.rows = (int) rows;
        this.columns = (int) columns;
        this.left = left;
        this.right = right;
    }

    /// Finds the first `most` of a tensor; of a product of factors from these.
    ///
    /// @param done takes note of multiplications, and knows of the whole job
    /// @throws org.taskvectors.file.Failure as [FloatMatrix#read], and if it cannot be read
    public static Directions of(
            Checkpoint checkpoint,
            Tensor tensor,
            int most,
            Compute compute,
            MatrixWork.Operations done,
            Cancellation cancellation)
            throws IOException, CancelledException {
        if (checkpoint instanceof Vector change && FactoredSpectrum.covers(change, tensor)) {
            TruncatedSvd svd = FactoredSpectrum.decompose(change, tensor, most);
            return new Directions(
                    tensor.shape().size(0),
                    tensor.shape().size(1),
                    columns(svd.leftVectors(), svd.rank()),
                    columns(svd.rightVectors(), svd.rank()));
        }
        try (FloatMatrix matrix = FloatMatrix.read(checkpoint, tensor, compute, cancellation)) {
            matrix.partOf(done.multiplications());
            return of(matrix, most, compute.threads(), done::add, cancellation);
        }
    }

    static Directions of(
            FloatMatrix matrix,
            int most,
            int threads,
            LongConsumer worked,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Tridiagonal reduced =
                Tridiagonal.of(
                        GramMatrix.of(matrix, threads, worked, cancellation),
                        matrix::kernels,
                        threads,
                        worked,
                        cancellation);
        double[] squares = TridiagonalValues.of(reduced.diagonal(), reduced.beside());
        double[][] shorter =
                TridiagonalVectors.of(
                        reduced.diagonal(),
                        reduced.beside(),
                        squares,
                        count(squares, most),
                        matrix.kernels(GramMatrix.work(matrix)));
        for (double[] vector : shorter) {
            reduced.turn(vector);
        }
        return of(matrix, shorter, threads, cancellation);
    }

    /// Finds the first `most` of a tensor, whose elements are decomposed, on a device.
    ///
    /// @return empty where the device takes no such matrix, or failed and the work goes on without
    ///   it
    /// @throws org.taskvectors.file.Failure as [FloatMatrix#read], if it cannot be read, and if the
    ///   device failed and the work ends
    public static Optional<Directions> on(
            MatrixProgram device,
            Checkpoint checkpoint,
            Tensor tensor,
            int most,
            Compute compute,
            Cancellation cancellation)
            throws IOException, CancelledException {
        if (!isTaken(device, checkpoint, tensor)) {
            return Optional.empty();
        }
        try (FloatMatrix matrix = FloatMatrix.read(checkpoint, tensor, compute, cancellation)) {
            return on(device, matrix, most, compute.threads(), cancellation);
        }
    }

    /// Whether a device finds those of a tensor: it is no product of factors, and not too large.
    public static boolean isTaken(MatrixProgram device, Checkpoint checkpoint, Tensor tensor) {
        return FloatMatrix.isMatrix(tensor)
                && !MatrixWork.isFactored(checkpoint, tensor)
                && device.atOnce((int) tensor.shape().size(0), (int) tensor.shape().size(1)) > 0;
    }

    static Optional<Directions> on(
            MatrixProgram device,
            FloatMatrix matrix,
            int most,
            int threads,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Optional<MatrixProgram.Leading> found = device.leading(matrix, most);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        double[][] shorter =
                Arrays.copyOf(found.get().vectors(), count(found.get().squares(), most));
        return Optional.of(of(matrix, shorter, threads, cancellation));
    }

    /// How many directions there are above the resolution of float32.
    private static int count(double[] squares, int most) {
        int count = 0;
        double resolution = FullSpectrum.RESOLUTION * FullSpectrum.RESOLUTION;
        while (count < Math.min(most, squares.length) && squares[count] > resolution * squares[0]) {
            count++;
        }
        return count;
    }

    private static Directions of(
            FloatMatrix matrix, double[][] shorter, int threads, Cancellation cancellation)
            throws IOException, CancelledException {
        boolean wide = matrix.rows() <= matrix.columns();
        double[][] longer = images(matrix, shorter, wide, threads, cancellation);
        return new Directions(
                matrix.rows(), matrix.columns(), wide ? shorter : longer, wide ? longer : shorter);
    }

    /// Returns how many directions there are on each side.
    public int count() {
        return left.length;
    }

    /// Returns the overlaps with the directions of another matrix of the same shape, for every k as
    /// far as both have so many.
    public DirectionOverlap with(Directions that) {
        int most = Math.min(count(), that.count());
        return new DirectionOverlap(
                rows, columns, overlaps(left, that.left, most), overlaps(right, that.right, most));
    }

    private static double[] overlaps(double[][] a, double[][] b, int most) {
        double[] overlaps = new double[most];
        double length = most == 0 ? 0 : a[0].length;
        MatrixKernels kernels = MatrixKernels.of(length * most * most);
        double sum = 0;
        for (int k = 0; k < most; k++) {
            for (int j = 0; j <= k; j++) {
                sum += square(a[k], b[j], kernels);
                sum += j == k ? 0 : square(a[j], b[k], kernels);
            }
            overlaps[k] = sum / (k + 1);
        }
        return overlaps;
    }

    private static double square(double[] a, double[] b, MatrixKernels kernels) {
        double dot = kernels.dot(a, 0, b, 0, a.length);
        return dot * dot;
    }

    /// A·v or Aᵀ·v of each direction of the shorter side, of norm 1.
    private static double[][] images(
            FloatMatrix a, double[][] shorter, boolean wide, int threads, Cancellation cancellation)
            throws IOException, CancelledException {
        int length = Math.max(a.rows(), a.columns());
        double[][] images = new double[shorter.length][length];
        int stride = Math.ceilDiv(shorter.length, 32) * 32;
        double[] packed = new double[Math.min(a.rows(), a.columns()) * stride];
        for (int k = 0; k < shorter.length; k++) {
            for (int i = 0; i < shorter[k].length; i++) {
                packed[i * stride + k] = shorter[k][i];
            }
        }
        Workers.run(
                threads,
                Math.ceilDiv(length, ROWS),
                cancellation,
                () -> new Images(a, wide, packed, stride, images)::unit);
        MatrixKernels kernels = a.kernels(GramMatrix.work(a));
        for (double[] image : images) {
            double norm = Math.sqrt(kernels.dot(image, 0, image, 0, length));
            for (int i = 0; i < length; i++) {
                image[i] /= norm;
            }
        }
        return images;
    }

    /// One thread's products, some elements of all images at a time.
    private static final class Images {
        private final FloatMatrix a;
        private final boolean wide;
        private final double[] packed;
        private final int stride;
        private final double[][] images;
        private final MatrixKernels kernels;
        private final double[] block = new double[ROWS * DEPTH];
        private final double[] sums;
        private final float[] row = new float[DEPTH];

        Images(FloatMatrix a, boolean wide, double[] packed, int stride, double[][] images) {
            this.a = a;
            this.wide = wide;
            this.packed = packed;
            this.stride = stride;
            this.images = images;
            this.kernels = a.kernels(GramMatrix.work(a));
            this.sums = new double[ROWS * stride];
        }

        void unit(int number) {
            int first = number * ROWS;
            int count = Math.min(ROWS, Math.max(a.rows(), a.columns()) - first);
            int terms = Math.min(a.rows(), a.columns());
            Arrays.fill(sums, 0);
            for (int at = 0; at < terms; at += DEPTH) {
                int depth = Math.min(DEPTH, terms - at);
                load(first, count, at, depth);
                for (int r = 0; r < count; r += MatrixKernels.ROWS) {
                    for (int c = 0; c < images.length; c += kernels.doubleWidth()) {
                        kernels.addProduct(
                                block,
                                r,
                                1,
                                ROWS,
                                packed,
                                at * stride + c,
                                stride,
                                depth,
                                sums,
                                r * stride + c,
                                stride);
                    }
                }
            }
            for (int r = 0; r < count; r++) {
                for (int k = 0; k < images.length; k++) {
                    images[k][first + r] = sums[r * stride + k];
                }
            }
        }

        /// Elements term by term: of the longer side `first` and on, of the shorter `at` and on.
        private void load(int first, int count, int at, int depth) {
            Arrays.fill(block, 0);
            for (int k = 0; k < depth && wide; k++) {
                a.copy(at + k, first, row, 0, count);
                for (int r = 0; r < count; r++) {
                    block[k * ROWS + r] = row[r];
                }
            }
            for (int r = 0; r < count && !wide; r++) {
                a.copy(first + r, at, row, 0, depth);
                for (int k = 0; k < depth; k++) {
                    block[k * ROWS + r] = row[k];
                }
            }
        }
    }

    private static double[][] columns(Panel panel, int count) {
        double[][] columns = new double[count][panel.rows()];
        for (int k = 0; k < count; k++) {
            for (int i = 0; i < panel.rows(); i++) {
                columns[k][i] = panel.get(i, k);
            }
        }
        return columns;
    }
}
