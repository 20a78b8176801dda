package org.taskvectors.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Cutting blocks into pieces changes no bit.
class PiecewiseKernelsTest {
    @Property(tries = 40)
    void piecesChangeNothing(
            @ForAll @IntRange(min = 1, max = 4 * PiecewiseKernels.PIECE) int count,
            @ForAll boolean hasNan,
            @ForAll long seed)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Block base = block(arena, DType.BF16, count, hasNan, seed);
            Block tuned = block(arena, DType.F32, count, hasNan, seed + 1);
            Found whole = found(new ScalarKernels(), arena, base, tuned);
            Found pieces = found(new PiecewiseKernels(new ScalarKernels()), arena, base, tuned);
            assertThat(pieces.output().mismatch(whole.output())).isEqualTo(-1);
            assertThat(pieces.numbers()).isEqualTo(whole.numbers());
        }
    }

    /// No piece is longer than the processor's own blocks are.
    @Property(tries = 10)
    void piecesAreShort(@ForAll @IntRange(min = 1, max = 100_000) int count) throws IOException {
        List<Integer> pieces = new ArrayList<>();
        Kernels counting =
                new ScalarKernels() {
                    @Override
                    public void measure(Block stored, MagnitudeSums sums) {
                        pieces.add(stored.count());
                        super.measure(stored, sums);
                    }
                };
        try (Arena arena = Arena.ofConfined()) {
            MagnitudeSums sums = new MagnitudeSums();
            sums.begin(DType.BF16);
            new PiecewiseKernels(counting).measure(block(arena, DType.BF16, count, false, 1), sums);
        }
        assertThat(pieces).allMatch(piece -> piece <= PiecewiseKernels.PIECE);
        assertThat(pieces.stream().mapToInt(Integer::intValue).sum()).isEqualTo(count);
    }

    private record Found(MemorySegment output, List<Object> numbers) {}

    private static Found found(Kernels kernels, Arena arena, Block base, Block tuned)
            throws IOException {
        int count = base.count();
        Block output = new Block(DType.F32, arena.allocate(4L * count, 64), count);
        MagnitudeSums sums = new MagnitudeSums();
        sums.begin(DType.F32);
        SideTally sides = new SideTally();
        kernels.difference(base, tuned, output, sums, sides);
        kernels.measure(output, sums);
        TreeSum squares = new TreeSum();
        kernels.squaresWhereFinite(base, output, squares);
        JointTally tally = new JointTally(2);
        kernels.joint(List.of(base, tuned), tally);
        List<Object> numbers =
                List.of(
                        AllSums.of(sums, DType.F32),
                        AllSums.of(sides),
                        AllSums.of(tally.sums(), 2),
                        squares.sum(),
                        kernels.checksum(output.bytes(), 8));
        return new Found(output.bytes(), numbers);
    }

    private static Block block(Arena arena, DType dtype, int count, boolean hasNan, long seed) {
        Random random = new Random(seed);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextInt(5) == 0 ? 0 : random.nextGaussian();
        }
        if (hasNan) {
            values[random.nextInt(count)] = Double.NaN;
        }
        Block block = new Block(dtype, arena.allocate((long) count * dtype.bytes(), 64), count);
        Numbers.encode(values, count, dtype, block.bytes());
        return block;
    }
}
