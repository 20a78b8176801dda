package org.taskvectors.tensor;

/// The twin that needs no vectors: small jobs run on it, and it says what the other has to give.
class ScalarMatrixKernels implements MatrixKernels {
    private static final int WIDTH = 8;

    @Override
    public int floatWidth() {
        return WIDTH;
    }

    @Override
    public int doubleWidth() {
        return WIDTH;
    }

    @Override
    public void addProduct(
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
            int sumsStride) {
        float[] lanes = new float[WIDTH];
        for (int row = 0; row < ROWS; row++) {
            java.util.Arrays.fill(lanes, 0);
            for (int k = 0; k < depth; k++) {
                float factor = left[leftAt + row * rowStep + k * depthStep];
                int from = rightAt + k * rightStride;
                for (int j = 0; j < WIDTH; j++) {
                    lanes[j] = Math.fma(factor, right[from + j], lanes[j]);
                }
            }
            int to = sumsAt + row * sumsStride;
            for (int j = 0; j < WIDTH; j++) {
                sums[to + j] += lanes[j];
            }
        }
    }

    @Override
    public void addProduct(
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
            int sumsStride) {
        for (int row = 0; row < ROWS; row++) {
            int to = sumsAt + row * sumsStride;
            for (int k = 0; k < depth; k++) {
                double factor = left[leftAt + row * rowStep + k * depthStep];
                int from = rightAt + k * rightStride;
                for (int j = 0; j < WIDTH; j++) {
                    sums[to + j] = Math.fma(factor, right[from + j], sums[to + j]);
                }
            }
        }
    }

    @Override
    public double sumSquares(float[] a, int at, int count) {
        double sum = 0;
        for (int i = at; i < at + count; i++) {
            double value = a[i];
            sum += value * value;
        }
        return sum;
    }

    @Override
    public double sumSquaresOfDifference(float[] a, int aAt, double[] b, int bAt, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double value = a[aAt + i] - b[bAt + i];
            sum += value * value;
        }
        return sum;
    }

    @Override
    public double dot(double[] a, int aAt, double[] b, int bAt, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += a[aAt + i] * b[bAt + i];
        }
        return sum;
    }

    @Override
    public void rotate(
            double[] a, int aAt, double[] b, int bAt, int count, double cosine, double sine) {
        for (int i = 0; i < count; i++) {
            double x = a[aAt + i];
            double y = b[bAt + i];
            a[aAt + i] = cosine * x - sine * y;
            b[bAt + i] = sine * x + cosine * y;
        }
    }

    @Override
    public void addMultiple(double[] a, int aAt, double factor, double[] b, int bAt, int count) {
        for (int i = 0; i < count; i++) {
            a[aAt + i] += factor * b[bAt + i];
        }
    }
}
