package org.taskvectors.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.taskvectors.job.Service;

/// Runs the vector kernels on made-up blocks, on a thread of its own, until they are compiled: what
/// begins to read meanwhile finds them fast. Until then a vector is an object, and an operation on
/// it a call (measured: the first 40 MB of a pass took longer than the 2 GB behind them).
///
/// The start script asks the compiler to take these kernels early and to let their callers wait,
/// without which this would take several times as long.
public final class Rehearsal {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Elements of a block, as a pass has them.
    private static final int ELEMENTS = 1 << 15;

    /// Elements of a short one.
    private static final int FEW = 2 * TreeSum.LEAF;

    /// A round that is compiled takes some 50 microseconds, one that is not 20 milliseconds.
    private static final long COMPILED_NANOSECONDS = 500_000;

    private static final long LONGEST_NANOSECONDS = 2_000_000_000L;

    /// What a pass will do with the blocks that it reads.
    public enum Piece {
        /// Take the difference of two, as an extraction does, and its checksum.
        DIFFERENCE,
        /// Take checksums, as everything does that reads or writes whole models, and add numbers.
        SUM
    }

    private Rehearsal() {}

    /// Begins, if a pass over so many bytes would use vector kernels.
    public static void begin(Piece piece, long bytesToRead) {
        if (bytesToRead >= VectorKernels.WORTHWHILE && Fused.IN_HARDWARE) {
            Service.start("rehearsal", () -> run(piece));
        }
    }

    static void run(Piece piece) {
        try (Arena arena = Arena.ofConfined()) {
            Block base = block(arena, 3);
            Block tuned = block(arena, 5);
            Block output = block(arena, 0);
            VectorKernels kernels = new VectorKernels();
            MagnitudeSums sums = new MagnitudeSums();
            sums.begin(DType.BF16);
            SideTally sides = new SideTally();
            float[] values = new float[ELEMENTS];
            long began = System.nanoTime();
            long last = began;
            int fast = 0;
            while (fast < 3 && last - began < LONGEST_NANOSECONDS) {
                // Short blocks first: a method that is called often is compiled sooner than a loop
                // that it stays in.
                int count = fast < 2 ? FEW : ELEMENTS;
                Block of = first(output, count);
                switch (piece) {
                    case DIFFERENCE ->
                            kernels.difference(
                                    first(base, count), first(tuned, count), of, sums, sides);
                    case SUM -> {
                        VectorFloats.decode(base.bytes(), count, values);
                        VectorFloats.encode(values, count, of.bytes());
                    }
                }
                kernels.checksum(of.bytes(), 0);
                long now = System.nanoTime();
                fast = now - last < COMPILED_NANOSECONDS ? fast + 1 : 0;
                last = now;
            }
        }
    }

    private static Block first(Block block, int count) {
        return Block.in(block.bytes(), block.dtype(), count);
    }

    /// Returns numbers of a model's size: of either sign, and between 0.008 and 0.06.
    private static Block block(Arena arena, int step) {
        MemorySegment bytes = arena.allocate(2L * ELEMENTS, 64);
        for (int i = 0; i < ELEMENTS; i++) {
            int sign = (i * step & 1) << 15;
            bytes.set(SHORT, 2L * i, (short) (sign | 0x3c00 + (i * step * 31 & 0x17f)));
        }
        return new Block(DType.BF16, bytes, ELEMENTS);
    }
}
