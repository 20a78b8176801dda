package org.taskvectors.tensor;

/// What dense linear algebra is made of: products of four rows with a strip of columns, and a few
/// operations on rows of doubles, on the processor: what [CpuAlgebra] cuts its products into, and
/// what decompositions of small matrices are made of, whatever the device. An implementation
/// belongs to one thread at a time. All implementations give the same digits, whatever their width:
/// in a product each column is summed by itself, in the order of its terms, with fused steps; sums
/// along rows follow [TreeSum]. A processor without fused steps takes two for one, and its products
/// differ in their last digits.
public interface MatrixKernels {
    /// Rows that one call multiplies.
    int ROWS = 4;

    /// Kernels for a job of that size.
    ///
    /// @param multiplications how many the caller is about to do; a small job is over before vector
    ///   code is compiled, and is done by the scalar twin, as is all on a processor without fused
    ///   steps
    static MatrixKernels of(double multiplications) {
        return multiplications < VectorMatrixKernels.WORTHWHILE || !Fused.IN_HARDWARE
                ? new ScalarMatrixKernels()
                : new VectorMatrixKernels();
    }

    /// Columns of a strip in the products of floats.
    int floatWidth();

    /// Columns of a strip in the products of doubles.
    int doubleWidth();

    /// Adds a product of four rows and a strip to sums in float64: `sums[sumsAt + r·sumsStride + j]
    /// += Σ_k left[leftAt + r·rowStep + k·depthStep] · right[rightAt + k·rightStride + j]` for r <
    /// 4, j < [#floatWidth]. The sum over k is in float32, so k stays short.
    void addProduct(
            float[] left,
            int leftAt,
            int rowStep,
            int depthStep,
            float[] right,
            int rightAt,
            int rightStride,
            int depth,
            double[] sums,
            int sumsAt,
            int sumsStride);

    /// The same in float64 throughout, with strips of [#doubleWidth].
    void addProduct(
            double[] left,
            int leftAt,
            int rowStep,
            int depthStep,
            double[] right,
            int rightAt,
            int rightStride,
            int depth,
            double[] sums,
            int sumsAt,
            int sumsStride);

    /// Σ a² over `count` floats from `at` on, in float64; not finite where one of them is not.
    double sumSquares(float[] a, int at, int count);

    /// Σ (a − b)² over `count` elements, in float64.
    double sumSquaresOfDifference(float[] a, int aAt, double[] b, int bAt, int count);

    /// Σ a·b over `count` doubles.
    double dot(double[] a, int aAt, double[] b, int bAt, int count);

    /// Turns two rows into `cosine·a − sine·b` and `sine·a + cosine·b`.
    void rotate(double[] a, int aAt, double[] b, int bAt, int count, double cosine, double sine);

    /// Adds `factor` times a row to another: `a[i] += factor·b[i]`.
    void addMultiple(double[] a, int aAt, double factor, double[] b, int bAt, int count);

    /// Adds the product of a vector and four rows of a symmetric matrix, right of its diagonal and
    /// so for both triangles at once: `sums[row + r] += Σ_j a[at + r·stride + j] · vector[vectorAt
    /// + column + j]` and `sums[column + j] += Σ_r a[at + r·stride + j] · vector[vectorAt + row +
    ///   r]` for r < 4, j < `count`. Sums along rows have the lanes of [TreeSum], with fused steps.
    ///
    /// @param at where the first row's elements from `column` on begin
    void addSymmetric(
            double[] a,
            int at,
            int stride,
            int row,
            int column,
            int count,
            double[] vector,
            int vectorAt,
            double[] sums);
}
