package org.taskvectors.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The twins agree bit for bit, and with the products written down as they are defined.
class FourBitKernelsTest {
    @Property(tries = 300)
    void everyWeightIsItsCodesNumberTimesItsBlocksScale(
            @ForAll @IntRange(min = 0, max = 9) int blocks,
            @ForAll @IntRange(min = 1, max = 70) int blockBytes,
            @ForAll @IntRange(min = 0, max = 5) int at,
            @ForAll @IntRange(min = 0, max = 3) int to,
            @ForAll long seed) {
        Random random = new Random(seed);
        byte[] codes = new byte[at + blocks * blockBytes + random.nextInt(3)];
        random.nextBytes(codes);
        float[] numbers = new float[FourBitKernels.CODES];
        for (int code = 0; code < numbers.length; code++) {
            numbers[code] = code == 8 ? -0f : (float) random.nextGaussian();
        }
        float[] scales = new float[blocks + 2];
        for (int i = 0; i < scales.length; i++) {
            scales[i] =
                    switch (random.nextInt(8)) {
                        case 0 -> Float.NaN;
                        case 1 -> Float.POSITIVE_INFINITY;
                        case 2 -> Float.MIN_VALUE;
                        default -> (float) random.nextGaussian();
                    };
        }
        int[] expected = new int[to + 2 * blocks * blockBytes + 1];
        for (int i = 0; i < 2 * blocks * blockBytes; i++) {
            int two = codes[at + i / 2];
            int code = i % 2 == 0 ? two >> 4 & 15 : two & 15;
            expected[to + i] =
                    Float.floatToIntBits(numbers[code] * scales[1 + i / (2 * blockBytes)]);
        }
        for (FourBitKernels kernels :
                new FourBitKernels[] {new ScalarFourBitKernels(), new VectorFourBitKernels()}) {
            float[] weights = new float[expected.length];
            kernels.decode(codes, at, blocks, blockBytes, numbers, scales, 1, weights, to);
            int[] bits = new int[weights.length];
            for (int i = 0; i < bits.length; i++) {
                bits[i] = Float.floatToIntBits(weights[i]);
            }
            assertThat(bits).isEqualTo(expected);
        }
    }
}
