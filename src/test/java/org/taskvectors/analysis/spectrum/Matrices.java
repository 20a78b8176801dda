package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.Shape;

/// The matrices of src/test/oracle/spectrum.py and closest.py, element for element.
final class Matrices {
    private Matrices() {}

    static float[] make(String kind, long seed, int rows, int columns) {
        double[] made =
                switch (kind) {
                    case "uniform" -> uniform(seed, rows, columns);
                    case "falling" -> falling(uniform(seed, rows, columns), columns);
                    case "slow" -> slow(uniform(seed, rows, columns), columns);
                    case "rank5" -> product(seed, rows, columns);
                    case "low" ->
                            sum(
                                    product(seed, rows, columns),
                                    integers(seed + 2, rows, columns),
                                    0x1p-8);
                    case "zeros" -> new double[rows * columns];
                    case "huge" ->
                            sum(new double[rows * columns], uniform(seed, rows, columns), 0x1p110);
                    case "tiny" ->
                            sum(new double[rows * columns], uniform(seed, rows, columns), 0x1p-110);
                    default -> throw new IllegalArgumentException(kind);
                };
        float[] floats = new float[made.length];
        for (int i = 0; i < made.length; i++) {
            floats[i] = (float) made[i];
        }
        return floats;
    }

    static FloatMatrix matrix(float[] elements, int rows, int columns, int threads)
            throws IOException, CancelledException {
        return FloatMatrix.read(
                new InMemory(elements, Shape.of(rows, columns)),
                new Tensor("w", DType.F32, Shape.of(rows, columns)),
                Compute.onCpu(threads),
                new Cancellation());
    }

    /// The same numbers from a tensor of that dtype, to which they are rounded.
    static FloatMatrix matrix(float[] elements, int rows, int columns, DType dtype)
            throws IOException, CancelledException {
        Shape shape = Shape.of(rows, columns);
        return FloatMatrix.read(
                new InMemory(elements, shape, dtype),
                new Tensor("w", dtype, shape),
                Compute.onCpu(2),
                new Cancellation());
    }

    private static double[] uniform(long seed, int rows, int columns) {
        double[] made = new double[rows * columns];
        for (int i = 0; i < made.length; i++) {
            made[i] = (mix(seed * 1_000_003 + i) >>> 40) * 0x1p-24 - 0.5;
        }
        return made;
    }

    private static double[] integers(long seed, int rows, int columns) {
        double[] made = new double[rows * columns];
        for (int i = 0; i < made.length; i++) {
            made[i] = (double) (mix(seed * 1_000_003 + i) >>> 60) - 8;
        }
        return made;
    }

    private static double[] product(long seed, int rows, int columns) {
        double[] left = integers(seed, rows, 5);
        double[] right = integers(seed + 1, 5, columns);
        double[] made = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                for (int k = 0; k < 5; k++) {
                    made[i * columns + j] += left[i * 5 + k] * right[k * columns + j];
                }
            }
        }
        return made;
    }

    private static double[] falling(double[] made, int columns) {
        for (int i = 0; i < made.length; i++) {
            made[i] = Math.scalb(made[i], -(i % columns * 16 / columns));
        }
        return made;
    }

    private static double[] slow(double[] made, int columns) {
        for (int i = 0; i < made.length; i++) {
            int halvings = 31 - Integer.numberOfLeadingZeros(i % columns + 1);
            made[i] = Math.scalb(made[i], -(halvings / 2));
        }
        return made;
    }

    private static double[] sum(double[] a, double[] b, double factor) {
        for (int i = 0; i < a.length; i++) {
            a[i] += factor * b[i];
        }
        return a;
    }

    private static long mix(long seed) {
        long x = seed + 0x9e3779b97f4a7c15L;
        x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }

    /// One float32 tensor that lies nowhere.
    static final class InMemory implements Checkpoint {
        private final float[] elements;
        private final Shape shape;
        private final DType dtype;

        InMemory(float[] elements, Shape shape) {
            this(elements, shape, DType.F32);
        }

        InMemory(float[] elements, Shape shape, DType dtype) {
            this.elements = elements;
            this.shape = shape;
            this.dtype = dtype;
        }

        @Override
        public About about() {
            return About.computed("made", "numbers in memory", List.of());
        }

        @Override
        public List<Tensor> tensors() {
            return List.of(new Tensor("w", dtype, shape));
        }

        @Override
        public Optional<Tensor> tensor(String name) {
            return tensors().stream().filter(tensor -> tensor.name().equals(name)).findFirst();
        }

        @Override
        public TensorReader reader(Tensor tensor) {
            return (first, target) -> {
                int count = (int) (target.byteSize() / dtype.bytes());
                float[] part = new float[count];
                System.arraycopy(elements, (int) first, part, 0, count);
                Numbers.encode(part, count, dtype, target);
            };
        }

        @Override
        public Stored stored(Tensor tensor) {
            return Stored.NOWHERE;
        }

        @Override
        public Tied tied() {
            return Tied.NONE;
        }

        @Override
        public void close() {}
    }

    /// Several float32 tensors that lie nowhere.
    static final class Several implements Checkpoint {
        private final List<Tensor> tensors = new ArrayList<>();
        private final Map<String, float[]> elements = new HashMap<>();

        void add(String name, float[] numbers, long... sizes) {
            tensors.add(new Tensor(name, DType.F32, Shape.of(sizes)));
            elements.put(name, numbers);
        }

        @Override
        public About about() {
            return About.computed("made", "numbers in memory", List.of());
        }

        @Override
        public List<Tensor> tensors() {
            return tensors;
        }

        @Override
        public Optional<Tensor> tensor(String name) {
            return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
        }

        @Override
        public TensorReader reader(Tensor tensor) {
            float[] numbers = Optional.ofNullable(elements.get(tensor.name())).orElseThrow();
            return new InMemory(numbers, tensor.shape()).reader(tensor);
        }

        @Override
        public Stored stored(Tensor tensor) {
            return Stored.NOWHERE;
        }

        @Override
        public Tied tied() {
            return Tied.NONE;
        }

        @Override
        public void close() {}
    }
}
