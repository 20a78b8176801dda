package org.taskvectors.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.taskvectors.inference.Architecture.Activation;
import org.taskvectors.inference.Weights;
import org.taskvectors.inference.kernel.Products.Linear;
import org.taskvectors.job.Team;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

class ProductsTest {
    /// Sizes of one piece and of many.
    @Test
    void theNumberOfThreadsChangesNoDigit() throws Exception {
        Random random = new Random(4);
        for (int rows : new int[] {1, 7, 500, 3001}) {
            for (DType dtype : List.of(DType.BF16, DType.F32)) {
                for (int tokens : new int[] {1, 5}) {
                    check(random, rows, 577, tokens, dtype);
                }
            }
        }
    }

    private static void check(Random random, int rows, int columns, int tokens, DType dtype)
            throws Exception {
        ModelKernels kernels = ModelKernels.best();
        int count = rows * columns;
        float[] x = numbers(random, tokens * Math.max(rows, columns));
        try (NativeBlock block = NativeBlock.allocate((long) count * dtype.bytes())) {
            kernels.encode(numbers(random, count), 0, count, dtype, block.memory(), 0);
            MemorySegment memory = block.memory();
            Weights weights = new Weights(memory, dtype, Shape.of(rows, columns));
            Weights transposed = new Weights(memory, dtype, Shape.of(columns, rows));
            float[] expected = new float[tokens * rows];
            kernels.product(weights, x, 0, columns, tokens, expected, 0, rows, 0, rows);
            float[] other = new float[tokens * rows];
            kernels.productTransposed(transposed, x, 0, columns, tokens, other, 0, rows, 0, rows);
            for (int threads : new int[] {1, 2, 5}) {
                try (Team team = new Team(threads)) {
                    Products products = new Products(team, kernels);
                    float[] y = new float[tokens * rows];
                    products.linear(weights, x, 0, columns, tokens, y, 0, rows);
                    assertThat(y).isEqualTo(expected);
                    float[] one = new float[tokens * rows];
                    float[] two = new float[tokens * rows];
                    products.linear(
                            x,
                            0,
                            columns,
                            tokens,
                            List.of(
                                    Linear.of(weights, one, 0, rows),
                                    Linear.transposed(transposed, two, 0, rows)));
                    assertThat(one).isEqualTo(expected);
                    assertThat(two).isEqualTo(other);
                }
            }
        }
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    @Test
    void theWarmUpEndsWhenItIsTold() {
        int[] asked = {0};
        KernelWarmUp.run(
                ModelKernels.best(),
                DType.BF16,
                DType.F32,
                Activation.GELU_TANH,
                60_000,
                () -> ++asked[0] > 10);
        assertThat(asked[0]).isEqualTo(11);
        long began = System.nanoTime();
        KernelWarmUp.run(
                new ScalarModelKernels(), DType.F32, DType.BF16, Activation.SILU, 50, () -> false);
        assertThat(System.nanoTime() - began).isLessThan(20_000_000_000L);
    }
}
