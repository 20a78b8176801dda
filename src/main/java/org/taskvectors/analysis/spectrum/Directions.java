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
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.MatrixKernels;
import org.taskvectors.tensor.MatrixProgram;
import org.taskvectors.tensor.Panel;

/// The first singular directions of a matrix, left and right, in float64: as many as there are
/// above the resolution of float32. Unlike a [TruncatedSvd], which is as close to the matrix as its
/// rank allows and no closer to its directions, these are the directions themselves, as a subspace
/// overlap needs them.
public final class Directions {
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
        GramSpectrum spectrum = GramSpectrum.of(matrix, threads, worked, cancellation);
        double[][] shorter = spectrum.vectors(spectrum.count(most));
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
                Arrays.copyOf(
                        found.get().vectors(), GramSpectrum.count(found.get().squares(), most));
        return Optional.of(of(matrix, shorter, threads, cancellation));
    }

    private static Directions of(
            FloatMatrix matrix, double[][] shorter, int threads, Cancellation cancellation)
            throws IOException, CancelledException {
        boolean wide = matrix.rows() <= matrix.columns();
        double[][] longer = images(matrix, shorter, threads, cancellation);
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
            FloatMatrix a, double[][] shorter, int threads, Cancellation cancellation)
            throws IOException, CancelledException {
        double[][] images = Images.of(a, shorter, threads, cancellation);
        MatrixKernels kernels = a.kernels(GramMatrix.work(a));
        for (double[] image : images) {
            double norm = Math.sqrt(kernels.dot(image, 0, image, 0, image.length));
            for (int i = 0; i < image.length; i++) {
                image[i] /= norm;
            }
        }
        return images;
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
