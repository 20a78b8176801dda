package org.taskvectors.accelerator;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Algebra;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.MagnitudeSums;
import org.taskvectors.tensor.Panel;
import org.taskvectors.tensor.SideTally;

/// How fast a device is, measured on made-up numbers: what the choice between devices rests on.
///
/// @param pass bytes a second that a pass gets through, both sides counted, with the copies to the
///   device and back
/// @param compute the same without the copies to the device
/// @param multiplications a second of products in float64
record Speed(double pass, double compute, double multiplications) {
    /// Elements of a made-up block: a unit of a pass.
    private static final int ELEMENTS = 1 << 20;

    private static final int WARM_UP = 4;
    private static final int TURNS = 8;
    private static final int SIDE = 512;

    /// Measures a device; it takes some tenths of a second.
    ///
    /// @param threads of the processor that work
    /// @throws IOException (a [org.taskvectors.file.Failure]) if the device fails
    static Speed of(Device device, int threads, Cancellation cancellation)
            throws IOException, CancelledException {
        double pass = passRate(device, threads, true, cancellation);
        double compute = passRate(device, threads, false, cancellation);
        return new Speed(pass, Math.max(pass, compute), products(device, threads, cancellation));
    }

    /// @param isCopied whether each block is a new one for the device
    private static double passRate(
            Device device, int threads, boolean isCopied, Cancellation cancellation)
            throws IOException, CancelledException {
        List<Made> made = new ArrayList<>();
        try (Arena arena = Arena.ofShared()) {
            for (int thread = 0; thread < threads; thread++) {
                made.add(Made.in(arena, Math.min(ELEMENTS, device.blockBytes() / Float.BYTES)));
            }
            turns(device, made, WARM_UP, isCopied, cancellation);
            long began = System.nanoTime();
            turns(device, made, TURNS, isCopied, cancellation);
            double seconds = (System.nanoTime() - began) / 1e9;
            double unit = 2.0 * ELEMENTS * DType.BF16.bytes();
            return threads * TURNS * unit / seconds;
        }
    }

    private static void turns(
            Device device, List<Made> made, int turns, boolean isCopied, Cancellation cancellation)
            throws IOException, CancelledException {
        Workers.run(
                made.size(),
                made.size(),
                cancellation,
                () ->
                        number -> {
                            try (Kernels kernels = device.kernels(Long.MAX_VALUE)) {
                                turn(kernels, made.get(number), turns, isCopied);
                            }
                        });
    }

    private static void turn(Kernels kernels, Made made, int turns, boolean isCopied)
            throws IOException {
        MagnitudeSums sums = new MagnitudeSums();
        sums.begin(DType.BF16);
        int blocks = turns * (ELEMENTS / made.base().count());
        for (int block = 0; block < blocks; block++) {
            if (isCopied || block == 0) {
                kernels.next();
            }
            kernels.difference(made.base(), made.tuned(), made.output(), sums, new SideTally());
            kernels.checksum(made.base().bytes(), 0);
            kernels.checksum(made.tuned().bytes(), 0);
            kernels.checksum(made.output().bytes(), 0);
        }
    }

    private static double products(Device device, int threads, Cancellation cancellation)
            throws IOException, CancelledException {
        double work = (double) SIDE * SIDE * SIDE;
        Algebra algebra = device.algebra(work * TURNS, threads, cancellation);
        Panel panel = new Panel(SIDE, SIDE);
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                panel.set(i, j, Math.sin(i + 0.7 * j));
            }
        }
        algebra.inner(panel, panel);
        long began = System.nanoTime();
        for (int turn = 0; turn < TURNS; turn++) {
            algebra.inner(panel, panel);
        }
        return TURNS * work / ((System.nanoTime() - began) / 1e9);
    }

    /// Made-up blocks of a pair in bfloat16, and room for its difference.
    private record Made(Block base, Block tuned, Block output) {
        static Made in(Arena arena, int count) {
            return new Made(block(arena, count, 3), block(arena, count, 5), block(arena, count, 0));
        }

        /// Weights of about 0.02, whose bits change from one to the next.
        private static Block block(Arena arena, int count, int step) {
            Block block =
                    Block.in(
                            arena.allocate((long) count * DType.BF16.bytes(), 64),
                            DType.BF16,
                            count);
            for (int i = 0; i < count && step > 0; i++) {
                short bits = (short) (0x3c00 + (i * step & 0xff) | (i & 1) << 15);
                block.bytes().setAtIndex(ValueLayout.JAVA_SHORT, i, bits);
            }
            return block;
        }
    }
}
