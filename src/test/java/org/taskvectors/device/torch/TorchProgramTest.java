package org.taskvectors.device.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.AllSums;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.JointTally;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.MagnitudeSums;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.OffloadedKernels;
import org.taskvectors.tensor.SideTally;
import org.taskvectors.tensor.TreeSum;

/// What devices of libtorch find in blocks, against the processor's scalar kernels: the same
/// elements, counts and sums, bit for bit, on every device that is found.
class TorchProgramTest {
    private static final int UNIT = 1 << 20;

    /// What fills a block.
    enum Filling {
        WEIGHTS,
        SPARSE,
        /// Any bits of a magnitude below 2: subnormals and zeros of both signs among them.
        SMALL_BITS,
        /// Any bits: NaN, infinities, and what overflows.
        ANY_BITS
    }

    /// A device never fails here.
    private static final OffloadedKernels.Rescue NONE =
            new OffloadedKernels.Rescue() {
                @Override
                public boolean isWithoutDevice() {
                    return false;
                }

                @Override
                public void decide(Failure failure) throws Failure {
                    throw failure;
                }
            };

    private static final Map<Accelerator, TorchProgram> PROGRAMS = new HashMap<>();

    @BeforeContainer
    static void start() throws Failure {
        Libtorch torch = TestTorch.start();
        for (Accelerator accelerator : TestTorch.accelerators()) {
            PROGRAMS.put(
                    accelerator,
                    new TorchProgram(
                            () -> TorchProgram.Started.on(torch, new TorchPlace(accelerator)),
                            new TorchFailures(accelerator),
                            () -> {}));
        }
    }

    @AfterContainer
    static void close() {
        PROGRAMS.values().forEach(TorchProgram::close);
    }

    @Provide
    Arbitrary<Accelerator> devices() {
        return Arbitraries.of(PROGRAMS.keySet());
    }

    @Provide
    Arbitrary<DType> computed() {
        return Arbitraries.of(DType.BF16, DType.F16, DType.F32);
    }

    @Provide
    Arbitrary<DType> floating() {
        return Arbitraries.of(
                DType.F64, DType.F32, DType.F16, DType.BF16, DType.F8_E4M3, DType.F8_E5M2);
    }

    @Property(tries = 150)
    void differences(
            @ForAll("devices") Accelerator device,
            @ForAll("computed") DType base,
            @ForAll("computed") DType tuned,
            @ForAll("computed") DType output,
            @ForAll Filling filling,
            @ForAll @IntRange(min = 1, max = 5000) int count,
            @ForAll long seed) {
        assertDifference(device, base, tuned, output, filling, count, seed);
    }

    @Property(tries = 40)
    void differencesThatTheDeviceHasNoWayFor(
            @ForAll("devices") Accelerator device,
            @ForAll("floating") DType base,
            @ForAll("floating") DType tuned,
            @ForAll("computed") DType output,
            @ForAll Filling filling,
            @ForAll @IntRange(min = 1, max = 3000) int count,
            @ForAll long seed) {
        assertDifference(device, base, tuned, output, filling, count, seed);
    }

    @Example
    void differencesOfWholeUnits() {
        for (Accelerator device : PROGRAMS.keySet()) {
            for (int count : new int[] {UNIT, UNIT - 1, UNIT - 1024, 777_777}) {
                assertDifference(
                        device, DType.BF16, DType.BF16, DType.BF16, Filling.WEIGHTS, count, 1);
                assertDifference(
                        device, DType.F32, DType.BF16, DType.F32, Filling.SMALL_BITS, count, 2);
                assertDifference(
                        device, DType.F16, DType.F32, DType.F16, Filling.WEIGHTS, count, 3);
            }
        }
    }

    /// One number of a unit that is not finite, on either side, or that becomes so.
    @Example
    void aNumberThatIsNotFiniteLeavesTheBlockToTheProcessor() {
        for (Accelerator device : PROGRAMS.keySet()) {
            for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -Float.MAX_VALUE}) {
                for (int side = 0; side < 2; side++) {
                    try (Arena arena = Arena.ofConfined()) {
                        List<Block> sides =
                                List.of(
                                        block(arena, DType.F32, Filling.WEIGHTS, 3000, 1),
                                        block(arena, DType.F32, Filling.WEIGHTS, 3000, 2));
                        sides.get(side).bytes().setAtIndex(ValueLayout.JAVA_FLOAT, 2999, odd);
                        assertDifference(
                                device, arena, sides.get(0), sides.get(1), DType.F16, false);
                    }
                }
            }
        }
    }

    private static void assertDifference(
            Accelerator device,
            DType base,
            DType tuned,
            DType output,
            Filling filling,
            int count,
            long seed) {
        try (Arena arena = Arena.ofConfined()) {
            Block from = block(arena, base, filling, count, seed);
            Block to = block(arena, tuned, filling, count, seed + 1);
            boolean isComputed =
                    filling != Filling.ANY_BITS
                            && List.of(DType.BF16, DType.F16, DType.F32)
                                    .containsAll(List.of(base, tuned));
            assertDifference(device, arena, from, to, output, isComputed);
        }
    }

    /// What was found of a difference, with every bit in it; and the bytes of τ.
    @SuppressWarnings("ArrayRecordComponent") // compared one by one
    private record Found(List<Object> numbers, byte[] stored) {}

    private static void assertDifference(
            Accelerator device,
            Arena arena,
            Block from,
            Block to,
            DType output,
            boolean isComputed) {
        Found expected = difference(processor(), arena, from, to, output);
        TorchProgram program = PROGRAMS.get(device);
        program.next();
        Found found = difference(offloaded(program, isComputed), arena, from, to, output);
        assertThat(found.stored()).isEqualTo(expected.stored());
        assertThat(found.numbers()).isEqualTo(expected.numbers());
    }

    private static Kernels processor() {
        return Device.CPU.kernels(0);
    }

    /// @param isComputed whether the device has to do all of it
    private static Kernels offloaded(TorchProgram program, boolean isComputed) {
        return new OffloadedKernels(program, isComputed ? new Unused() : processor(), NONE);
    }

    /// The processor's kernels where the device does everything; it takes checksums of blocks that
    /// are not on the device.
    private static final class Unused implements Kernels {
        private static AssertionError used() {
            return new AssertionError("the device left a block to the processor");
        }

        @Override
        public void difference(
                Block base, Block tuned, Block output, MagnitudeSums stored, SideTally sides) {
            throw used();
        }

        @Override
        public void measure(Block stored, MagnitudeSums sums) {
            throw used();
        }

        @Override
        public void squaresWhereFinite(Block base, Block stored, TreeSum squares) {
            throw used();
        }

        @Override
        public long checksum(MemorySegment bytes, long position) {
            throw used();
        }

        @Override
        public void joint(List<Block> vectors, JointTally tally) {
            throw used();
        }
    }

    private static Found difference(
            Kernels kernels, Arena arena, Block from, Block to, DType output) {
        int count = from.count();
        Block out = new Block(output, arena.allocate((long) count * output.bytes(), 64), count);
        MagnitudeSums sums = new MagnitudeSums();
        sums.begin(output);
        SideTally sides = new SideTally();
        try {
            kernels.difference(from, to, out, sums, sides);
            // Taken of the blocks where they lie now: on the device, if they are there.
            long checksums =
                    kernels.checksum(from.bytes(), 8)
                            ^ kernels.checksum(to.bytes(), 0)
                            ^ kernels.checksum(out.bytes(), 1L << 43);
            List<Object> numbers = List.of(AllSums.of(sums, output), AllSums.of(sides), checksums);
            return new Found(numbers, out.bytes().toArray(ValueLayout.JAVA_BYTE));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// One NaN is another.
    private static long bits(double number) {
        return Double.doubleToLongBits(number);
    }

    @Property(tries = 100)
    void measures(
            @ForAll("devices") Accelerator device,
            @ForAll("floating") DType dtype,
            @ForAll Filling filling,
            @ForAll @IntRange(min = 1, max = 5000) int count,
            @ForAll long seed)
            throws Exception {
        TorchProgram program = PROGRAMS.get(device);
        try (Arena arena = Arena.ofConfined()) {
            Block block = block(arena, dtype, filling, count, seed);
            program.next();
            assertThat(measure(offloaded(program, isComputed(filling, dtype)), block))
                    .isEqualTo(measure(processor(), block));
        }
    }

    private static Map<String, Object> measure(Kernels kernels, Block block) throws Exception {
        MagnitudeSums sums = new MagnitudeSums();
        sums.begin(block.dtype());
        kernels.measure(block, sums);
        return AllSums.of(sums, block.dtype());
    }

    private static boolean isComputed(Filling filling, DType dtype) {
        return filling != Filling.ANY_BITS
                && List.of(DType.BF16, DType.F16, DType.F32).contains(dtype);
    }

    @Property(tries = 80)
    void squaresOfTheBase(
            @ForAll("devices") Accelerator device,
            @ForAll("floating") DType base,
            @ForAll("computed") DType stored,
            @ForAll Filling filling,
            @ForAll @IntRange(min = 1, max = 5000) int count,
            @ForAll long seed)
            throws Exception {
        TorchProgram program = PROGRAMS.get(device);
        try (Arena arena = Arena.ofConfined()) {
            Block from = block(arena, base, filling, count, seed);
            Block tau = block(arena, stored, filling, count, seed + 1);
            program.next();
            TreeSum expected = new TreeSum();
            TreeSum found = new TreeSum();
            processor().squaresWhereFinite(from, tau, expected);
            offloaded(program, isComputed(filling, base)).squaresWhereFinite(from, tau, found);
            assertThat(bits(found.sum())).isEqualTo(bits(expected.sum()));
        }
    }

    @Property(tries = 60)
    void severalVectors(
            @ForAll("devices") Accelerator device,
            @ForAll("floating") DType first,
            @ForAll("computed") DType others,
            @ForAll Filling filling,
            @ForAll @IntRange(min = 1, max = 4000) int count,
            @ForAll @IntRange(min = 2, max = 5) int vectors,
            @ForAll long seed)
            throws Exception {
        assertJoint(device, first, others, filling, count, vectors, seed);
    }

    /// Of so many vectors that a unit is done in slices.
    @Example
    void manyVectorsOfAWholeUnit() throws Exception {
        for (Accelerator device : PROGRAMS.keySet()) {
            assertJoint(device, DType.F32, DType.BF16, Filling.WEIGHTS, UNIT - 5, 7, 1);
            assertJoint(device, DType.F16, DType.BF16, Filling.SPARSE, UNIT, 2, 2);
        }
    }

    private static void assertJoint(
            Accelerator device,
            DType first,
            DType others,
            Filling filling,
            int count,
            int vectors,
            long seed)
            throws Exception {
        TorchProgram program = PROGRAMS.get(device);
        try (Arena arena = Arena.ofConfined()) {
            List<Block> blocks = new ArrayList<>();
            for (int i = 0; i < vectors; i++) {
                blocks.add(block(arena, i == 0 ? first : others, filling, count, seed + i));
            }
            program.next();
            JointTally expected = new JointTally(vectors);
            JointTally found = new JointTally(vectors);
            processor().joint(blocks, expected);
            offloaded(program, isComputed(filling, first)).joint(blocks, found);
            assertThat(AllSums.of(found.sums(), vectors))
                    .isEqualTo(AllSums.of(expected.sums(), vectors));
        }
    }

    /// Blocks on the device are summed there, of any length; others are the processor's.
    @Property(tries = 60)
    void checksums(
            @ForAll("devices") Accelerator device,
            @ForAll("computed") DType dtype,
            @ForAll @IntRange(min = 1, max = 5000) int count,
            @ForAll @IntRange(min = 0, max = Integer.MAX_VALUE) int words,
            @ForAll long seed)
            throws Exception {
        TorchProgram program = PROGRAMS.get(device);
        long position = 1024L * words;
        try (Arena arena = Arena.ofConfined()) {
            Block block = block(arena, dtype, Filling.ANY_BITS, count, seed);
            program.next();
            assertThat(program.checksum(block.bytes(), position)).isEmpty();
            program.measure(block);
            assertThat(program.checksum(block.bytes(), position))
                    .isEqualTo(OptionalLong.of(processor().checksum(block.bytes(), position)));
            program.next();
            assertThat(program.checksum(block.bytes(), position)).isEmpty();
        }
    }

    /// A block is copied once, and again only after the next ones were read.
    @Example
    void theNextBlockMayLieAtTheSamePlace() throws Exception {
        for (TorchProgram program : PROGRAMS.values()) {
            try (Arena arena = Arena.ofConfined()) {
                Block block = block(arena, DType.BF16, Filling.WEIGHTS, 2000, 1);
                program.next();
                int[] before = program.measure(block).orElseThrow().counts();
                block.bytes().fill((byte) 0);
                assertThat(program.measure(block).orElseThrow().counts()).isEqualTo(before);
                program.next();
                assertThat(program.measure(block).orElseThrow().counts()[0]).isEqualTo(2000);
            }
        }
    }

    /// Memory that the device gives holds what is read into it, and what it computes.
    @Example
    void blocksInTheDevicesOwnMemory() throws Exception {
        for (Map.Entry<Accelerator, TorchProgram> entry : PROGRAMS.entrySet()) {
            TorchProgram program = entry.getValue();
            try (Arena arena = Arena.ofConfined()) {
                List<Block> blocks = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    Block made = block(arena, DType.BF16, Filling.WEIGHTS, 5000, i);
                    MemorySegment memory = program.memory(arena, 1 << 16);
                    assertThat(memory.byteSize()).isEqualTo(1 << 16);
                    assertThat(memory.address() % 64).isZero();
                    memory.copyFrom(made.bytes());
                    blocks.add(Block.in(memory, DType.BF16, 5000));
                }
                Block output = Block.in(program.memory(arena, 10_000), DType.BF16, 5000);
                program.next();
                assertThat(program.difference(blocks.get(0), blocks.get(1), output)).isPresent();
                byte[] expected =
                        difference(processor(), arena, blocks.get(0), blocks.get(1), DType.BF16)
                                .stored();
                assertThat(output.bytes().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(expected);
            }
        }
    }

    /// Programs of several threads hold no lock that another one needs: each waits within its own
    /// until all of them are there.
    @Example
    void threadsDoNotWaitForEachOther() throws Exception {
        Libtorch torch = TestTorch.start();
        for (Accelerator accelerator : PROGRAMS.keySet()) {
            CyclicBarrier together = new CyclicBarrier(3);
            List<FutureTask<Boolean>> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                TorchProgram program =
                        new TorchProgram(
                                () -> {
                                    await(together);
                                    return TorchProgram.Started.on(
                                            torch, new TorchPlace(accelerator));
                                },
                                new TorchFailures(accelerator),
                                () -> {});
                threads.add(new FutureTask<>(() -> measuresOneBlock(program)));
            }
            threads.forEach(thread -> Thread.ofPlatform().start(thread));
            for (FutureTask<Boolean> thread : threads) {
                assertThat(thread.get()).isTrue();
            }
        }
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static boolean measuresOneBlock(TorchProgram program) throws Failure {
        try (program;
                Arena arena = Arena.ofConfined()) {
            return program.measure(block(arena, DType.BF16, Filling.WEIGHTS, 100, 1)).isPresent();
        }
    }

    /// Memory of the heap cannot be handed to libtorch.
    @Example
    void blocksInTheHeapAreTheProcessors() throws Exception {
        for (TorchProgram program : PROGRAMS.values()) {
            Block block = new Block(DType.F32, MemorySegment.ofArray(new float[100]), 100);
            assertThat(program.measure(block)).isEmpty();
        }
    }

    private static Block block(Arena arena, DType dtype, Filling filling, int count, long seed) {
        Random random = new Random(seed);
        MemorySegment bytes = arena.allocate((long) count * dtype.bytes(), 64);
        switch (filling) {
            case ANY_BITS -> fill(bytes, random, 1, 0xff);
            // The highest bit of the exponent lies in the last byte of each element.
            case SMALL_BITS -> fill(bytes, random, dtype.bytes(), 0xbf);
            case WEIGHTS, SPARSE -> {
                double[] values = new double[count];
                for (int i = 0; i < count; i++) {
                    boolean zero = filling == Filling.SPARSE && random.nextInt(4) > 0;
                    values[i] = zero ? 0 : random.nextGaussian() * 0.02;
                }
                Numbers.encode(values, count, dtype, bytes);
            }
        }
        return new Block(dtype, bytes, count);
    }

    private static void fill(MemorySegment bytes, Random random, int element, int mask) {
        for (long i = 0; i < bytes.byteSize(); i++) {
            int all = i % element == element - 1 ? mask : 0xff;
            bytes.set(ValueLayout.JAVA_BYTE, i, (byte) (random.nextInt() & all));
        }
    }
}
