package org.taskvectors.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.Shape;

/// Both twins beside the sum as it is defined, one element at a time.
class BakeKernelsTest {
    private static final List<BakeKernels> TWINS =
            List.of(new ScalarBakeKernels(), new VectorBakeKernels());
    private static final List<DType> STORED = List.of(DType.BF16, DType.F16, DType.F32);

    @Property(tries = 200)
    void everyElementIsTheSumInTheOrderOfItsTerms(
            @ForAll @IntRange(min = 1, max = 5000) int count,
            @ForAll @IntRange(min = 0, max = 3) int terms,
            @ForAll boolean hasNaN,
            @ForAll boolean isInPlace,
            @ForAll long seed) {
        Random random = new Random(seed);
        DType written = STORED.get(random.nextInt(3));
        DType held = written == DType.BF16 ? DType.BF16 : DType.F32;
        int first = random.nextInt(50);
        int all = first + count;
        try (Arena arena = Arena.ofConfined()) {
            float[] base = numbers(random, all);
            if (hasNaN) {
                base[first + random.nextInt(count)] = Float.NaN;
            }
            MemorySegment memory = encoded(arena, held, base);
            float[] expected = base.clone();
            Numbers.decode(held, memory, all, expected);
            List<BakeTerm> list = new ArrayList<>();
            for (int i = 0; i < terms; i++) {
                DType dtype = STORED.get(random.nextInt(3));
                float lambda = random.nextInt(4) == 0 ? 0 : (float) random.nextGaussian();
                float[] change = numbers(random, all);
                MemorySegment bytes = encoded(arena, dtype, change);
                Numbers.decode(dtype, bytes, all, change);
                list.add(new BakeTerm(bytes, dtype, lambda));
                for (int k = 0; k < all && lambda != 0; k++) {
                    float product = lambda * change[k];
                    expected[k] = expected[k] + product;
                }
            }
            MemorySegment rounded = encoded(arena, written, expected);
            Numbers.decode(written, rounded, all, expected);
            // Infinities that cancel are NaN too.
            int finite = 0;
            while (finite < count && !Float.isNaN(expected[first + finite])) {
                finite++;
            }
            int right = finite == count ? count : finite / BakeKernels.BLOCK * BakeKernels.BLOCK;
            float[] part = new float[finite];
            System.arraycopy(expected, first, part, 0, finite);
            for (BakeKernels kernels : TWINS) {
                MemorySegment from = arena.allocate(memory.byteSize(), 64).copyFrom(memory);
                MemorySegment into =
                        isInPlace
                                ? from.asSlice((long) first * held.bytes())
                                : arena.allocate((long) count * held.bytes() + 1);
                long done =
                        kernels.bake(
                                new Weights(from, held, Shape.of(all)),
                                list,
                                written,
                                first,
                                count,
                                into);
                assertThat(done).isBetween((long) right, (long) finite);
                float[] got = new float[finite];
                Numbers.decode(held, into, (int) done, got);
                for (int i = 0; i < done; i++) {
                    assertThat(Float.floatToRawIntBits(got[i]))
                            .isEqualTo(Float.floatToRawIntBits(part[i]));
                }
            }
        }
    }

    private static MemorySegment encoded(Arena arena, DType dtype, float[] numbers) {
        MemorySegment memory = arena.allocate((long) numbers.length * dtype.bytes(), 64);
        Numbers.encode(numbers, numbers.length, dtype, memory);
        return memory;
    }

    /// With zeros of both signs, subnormal and huge numbers.
    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] =
                    switch (random.nextInt(12)) {
                        case 0 -> 0;
                        case 1 -> -0f;
                        case 2 -> (float) random.nextGaussian() * 1e-39f;
                        case 3 -> (float) random.nextGaussian() * 6e4f;
                        default -> (float) random.nextGaussian();
                    };
        }
        return numbers;
    }
}
