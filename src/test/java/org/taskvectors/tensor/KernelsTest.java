package org.taskvectors.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// The vector kernels against their scalar twins: the same elements, counts and sums, bit for bit.
class KernelsTest {
    /// What fills a block: plausible weights, or any bit pattern, so that infinities, NaN and
    /// subnormals occur.
    enum Filling {
        WEIGHTS,
        SPARSE,
        ANY_BITS
    }

    private record Difference(
            MemorySegment output, Map<String, Object> stored, Map<String, Object> sides) {}

    @Provide
    Arbitrary<DType> floating() {
        return Arbitraries.of(
                DType.F64, DType.F32, DType.F16, DType.BF16, DType.F8_E4M3, DType.F8_E5M2);
    }

    @Provide
    Arbitrary<DType> stored() {
        return Arbitraries.of(DType.F32, DType.F16, DType.BF16);
    }

    @Property(tries = 150)
    void differencesAgree(
            @ForAll("floating") DType base,
            @ForAll("floating") DType tuned,
            @ForAll("stored") DType output,
            @ForAll Filling filling,
            @ForAll @IntRange(min = 1, max = 4096) int count,
            @ForAll long seed) {
        assertAgree(base, tuned, output, filling, count, seed);
    }

    @Property(tries = 80)
    void bfloat16DifferencesAgree(
            @ForAll Filling filling,
            @ForAll @IntRange(min = 1, max = 32768) int count,
            @ForAll long seed) {
        assertAgree(DType.BF16, DType.BF16, DType.BF16, filling, count, seed);
    }

    /// float16 overflows there, and float8 e4m3 brings the infinity back to something finite.
    @Example
    void differencesAgreeWhereAnOverflowComesBackFinite() {
        assertAgree(DType.F32, DType.F8_E4M3, DType.F16, Filling.ANY_BITS, 16, 0);
        assertAgree(DType.BF16, DType.F8_E4M3, DType.F16, Filling.ANY_BITS, 16, -24320);
    }

    private static void assertAgree(
            DType base, DType tuned, DType output, Filling filling, int count, long seed) {
        try (Arena arena = Arena.ofConfined()) {
            Block from = block(arena, base, filling, count, seed);
            Block to = block(arena, tuned, filling, count, seed + 1);
            Difference scalar = difference(new ScalarKernels(), arena, from, to, output);
            Difference vector = difference(new VectorKernels(), arena, from, to, output);

            assertThat(vector.output.mismatch(scalar.output)).isEqualTo(-1);
            assertThat(vector.stored).isEqualTo(scalar.stored);
            assertThat(vector.sides).isEqualTo(scalar.sides);
        }
    }

    @Property(tries = 80)
    void checksumsAgreeAndAddUp(
            @ForAll @IntRange(min = 0, max = 5000) int size,
            @ForAll @IntRange(min = 0, max = 600) int cut,
            @ForAll long seed) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Math.max(1, size), 64).asSlice(0, size);
            Random random = new Random(seed);
            for (int i = 0; i < size; i++) {
                bytes.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
            }
            long whole = new ScalarKernels().checksum(bytes, 0);
            assertThat(new VectorKernels().checksum(bytes, 0)).isEqualTo(whole);
            int at = Math.min(size / 8, cut) * 8;
            long parts =
                    new VectorKernels().checksum(bytes.asSlice(0, at), 0)
                            + new VectorKernels().checksum(bytes.asSlice(at), at);
            assertThat(parts).isEqualTo(whole);
            if (size > 0) {
                int flipped = random.nextInt(size);
                byte old = bytes.get(ValueLayout.JAVA_BYTE, flipped);
                bytes.set(ValueLayout.JAVA_BYTE, flipped, (byte) (old ^ (1 << random.nextInt(8))));
                assertThat(new VectorKernels().checksum(bytes, 0)).isNotEqualTo(whole);
            }
        }
    }

    @Property(tries = 60)
    void jointSumsAgree(
            @ForAll Filling filling,
            @ForAll @IntRange(min = 1, max = 3000) int count,
            @ForAll @IntRange(min = 2, max = 4) int vectors,
            @ForAll long seed) {
        double[][] values = new double[vectors][count];
        try (Arena arena = Arena.ofConfined()) {
            for (int v = 0; v < vectors; v++) {
                Block block = block(arena, DType.BF16, filling, count, seed + v);
                Numbers.decode(DType.BF16, block.bytes(), count, values[v]);
            }
        }
        assertThat(AllSums.of(joint(new VectorKernels(), values, count), vectors))
                .isEqualTo(AllSums.of(joint(new ScalarKernels(), values, count), vectors));
    }

    private static JointSums joint(ScalarKernels kernels, double[][] values, int count) {
        JointTally tally = new JointTally(values.length);
        kernels.joint(values, count, tally);
        return tally.sums();
    }

    @Property(tries = 60)
    void squaresOfTheBaseAgree(
            @ForAll("floating") DType base,
            @ForAll("stored") DType stored,
            @ForAll Filling filling,
            @ForAll @IntRange(min = 1, max = 5000) int count,
            @ForAll long seed) {
        try (Arena arena = Arena.ofConfined()) {
            Block from = block(arena, base, filling, count, seed);
            Block tau = block(arena, stored, filling, count, seed + 1);
            TreeSum scalar = new TreeSum();
            TreeSum vector = new TreeSum();
            new ScalarKernels().squaresWhereFinite(from, tau, scalar);
            new VectorKernels().squaresWhereFinite(from, tau, vector);
            assertSame(vector.sum(), scalar.sum());
        }
    }

    /// A block that begins within a leaf is added as it should be, if slowly.
    @Property(tries = 60)
    void sumsDoNotDependOnWhereBlocksAreCut(
            @ForAll("floating") DType base,
            @ForAll("stored") DType output,
            @ForAll Filling filling,
            @ForAll @IntRange(min = 2, max = 9000) int count,
            @ForAll @IntRange(min = 1, max = 9000) int cut,
            @ForAll long seed) {
        int first = 1 + cut % (count - 1);
        try (Arena arena = Arena.ofConfined()) {
            Block from = block(arena, base, filling, count, seed);
            Block to = block(arena, base, filling, count, seed + 1);
            Block out = new Block(output, arena.allocate(8L * count), count);
            MagnitudeSums once = new MagnitudeSums();
            MagnitudeSums twice = new MagnitudeSums();
            SideTally sidesOnce = new SideTally();
            SideTally sidesTwice = new SideTally();
            once.begin(output);
            twice.begin(output);
            VectorKernels kernels = new VectorKernels();
            kernels.difference(from, to, out, once, sidesOnce);
            for (int[] part : new int[][] {{0, first}, {first, count}}) {
                kernels.difference(
                        part(from, part), part(to, part), part(out, part), twice, sidesTwice);
            }
            assertThat(AllSums.of(twice, output)).isEqualTo(AllSums.of(once, output));
            assertThat(AllSums.of(sidesTwice)).isEqualTo(AllSums.of(sidesOnce));
        }
    }

    private static Block part(Block block, int[] range) {
        int bytes = block.dtype().bytes();
        return new Block(
                block.dtype(),
                block.bytes()
                        .asSlice((long) range[0] * bytes, (long) (range[1] - range[0]) * bytes),
                range[1] - range[0]);
    }

    private static Difference difference(
            ScalarKernels kernels, Arena arena, Block from, Block to, DType output) {
        Block out =
                new Block(
                        output,
                        arena.allocate((long) from.count() * output.bytes(), 64),
                        from.count());
        MagnitudeSums sums = new MagnitudeSums();
        sums.begin(output);
        SideTally sides = new SideTally();
        kernels.difference(from, to, out, sums, sides);
        return new Difference(out.bytes(), AllSums.of(sums, output), AllSums.of(sides));
    }

    private static Block block(Arena arena, DType dtype, Filling filling, int count, long seed) {
        Random random = new Random(seed);
        MemorySegment bytes = arena.allocate((long) count * dtype.bytes(), 64);
        if (filling == Filling.ANY_BITS) {
            for (long i = 0; i < bytes.byteSize(); i++) {
                bytes.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
            }
        } else {
            double[] values = new double[count];
            for (int i = 0; i < count; i++) {
                boolean zero = filling == Filling.SPARSE && random.nextInt(4) > 0;
                values[i] = zero ? 0 : random.nextGaussian() * 0.02;
            }
            Numbers.encode(values, count, dtype, bytes);
        }
        return new Block(dtype, bytes, count);
    }

    /// The same bits; one NaN is another.
    private static void assertSame(double actual, double expected) {
        assertThat(Double.doubleToLongBits(actual)).isEqualTo(Double.doubleToLongBits(expected));
    }
}
