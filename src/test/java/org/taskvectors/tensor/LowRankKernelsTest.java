package org.taskvectors.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// The twins agree bit for bit, and with a sum written down as it is defined.
class LowRankKernelsTest {
    @Property(tries = 200)
    void everyElementIsTheSumInTheOrderOfItsTerms(
            @ForAll @IntRange(min = 1, max = 9) int rows,
            @ForAll @IntRange(min = 1, max = 9) int rank,
            @ForAll @IntRange(min = 1, max = 150) int columns,
            @ForAll boolean exact,
            @ForAll long seed) {
        Random random = new Random(seed);
        double[] left = numbers(random, rows * rank, exact);
        double[] right = numbers(random, rank * columns, exact);
        double scale = random.nextGaussian();
        try (Arena arena = Arena.ofConfined()) {
            LowRankFactors factors = LowRankFactors.of(arena, rows, rank, columns, scale, exact);
            for (int i = 0; i < rows * rank; i++) {
                factors.setLeft(i / rank, i % rank, left[i]);
            }
            for (int i = 0; i < rank * columns; i++) {
                factors.setRight(i / columns, i % columns, right[i]);
            }
            double[] expected = new double[rows * columns];
            for (int i = 0; i < expected.length; i++) {
                double sum = 0;
                for (int k = 0; k < rank; k++) {
                    sum += left[i / columns * rank + k] * right[k * columns + i % columns];
                }
                expected[i] = sum * scale;
            }
            int first = random.nextInt(expected.length);
            int count = 1 + random.nextInt(expected.length - first);
            for (LowRankKernels kernels :
                    new LowRankKernels[] {
                        Device.CPU.lowRankKernels(1), Device.CPU.lowRankKernels(Long.MAX_VALUE)
                    }) {
                assertElements(kernels, factors, 0, expected.length, expected, arena);
                assertElements(kernels, factors, first, count, expected, arena);
            }
        }
    }

    private static void assertElements(
            LowRankKernels kernels,
            LowRankFactors factors,
            int first,
            int count,
            double[] expected,
            Arena arena) {
        MemorySegment floats = arena.allocate(4L * count, 4);
        double[] doubles = new double[count];
        kernels.product(factors, first, count, floats);
        kernels.product(factors, first, count, doubles);
        for (int i = 0; i < count; i++) {
            assertThat(doubles[i]).isEqualTo(expected[first + i]);
            assertThat(floats.getAtIndex(ValueLayout.JAVA_FLOAT, i))
                    .isEqualTo((float) expected[first + i]);
        }
    }

    private static double[] numbers(Random random, int count, boolean exact) {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            double number = random.nextGaussian() * Math.scalb(1.0, random.nextInt(40) - 20);
            numbers[i] = exact ? (float) number : number;
        }
        return numbers;
    }

    @Test
    void manyColumnsOfRankOneTakeNoMoreThanTheirOwnMemory() {
        assertThat(LowRankFactors.bytes(1, 1_000_000, 1)).isEqualTo(16_000_000);
        assertThat(LowRankFactors.bytes(1_000_000, 1, 0)).isEqualTo(8_000_000);
    }
}
