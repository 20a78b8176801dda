package org.taskvectors.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.MagnitudeSums;
import org.taskvectors.tensor.SideTally;

/// One thread's kernels over blocks that lie in the core's cache.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class KernelBenchmark {
    private static final int ELEMENTS = 1 << 14;

    @Param({"BF16", "F16", "F32"})
    private DType dtype = DType.BF16;

    /// The bytes that the kernels are told of: few choose the scalar twins.
    @Param({"1", "1000000000"})
    private long bytes;

    private Kernels kernels = Device.CPU.kernels(1);
    private final MagnitudeSums sums = new MagnitudeSums();
    private Block base = block(dtype);
    private Block tuned = block(dtype);
    private Block output = block(dtype);

    @Setup
    public void prepare() {
        kernels = Device.CPU.kernels(bytes);
        base = block(dtype);
        tuned = block(dtype);
        output = block(dtype);
        Random random = new Random(1);
        for (int i = 0; i < ELEMENTS; i++) {
            float weight = (float) (random.nextGaussian() * 0.02);
            set(base, i, weight);
            set(tuned, i, weight + (float) (random.nextGaussian() * 0.001));
        }
        sums.begin(dtype);
    }

    @Benchmark
    public SideTally difference() throws IOException {
        SideTally sides = new SideTally();
        kernels.difference(base, tuned, output, sums, sides);
        return sides;
    }

    @Benchmark
    public MagnitudeSums measure() throws IOException {
        kernels.measure(tuned, sums);
        return sums;
    }

    @Benchmark
    public long checksum() throws IOException {
        return kernels.checksum(base.bytes(), 0);
    }

    private static Block block(DType dtype) {
        return new Block(
                dtype, Arena.ofAuto().allocate((long) ELEMENTS * dtype.bytes(), 64), ELEMENTS);
    }

    private static void set(Block block, int index, float value) {
        switch (block.dtype()) {
            case F32 -> block.bytes().setAtIndex(ValueLayout.JAVA_FLOAT, index, value);
            case F16 ->
                    block.bytes()
                            .setAtIndex(ValueLayout.JAVA_SHORT, index, Float.floatToFloat16(value));
            default ->
                    block.bytes()
                            .setAtIndex(
                                    ValueLayout.JAVA_SHORT,
                                    index,
                                    (short) (Float.floatToRawIntBits(value) >>> 16));
        }
    }
}
