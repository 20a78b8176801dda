package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.LongStream;
import org.taskvectors.tensor.DType;

/// Makes tensors, of the dtypes that DJL survives: asked for bfloat16, int16 or uint16 it ends the
/// whole process. So this is the one place that makes any, and a tensor of bfloat16 is made inside
/// of a script, over the program's own memory.
///
/// Tensors die with the `Tensors` that made them. What lies under an alias must live longer.
final class Tensors implements AutoCloseable {
    /// What a buffer of Java can hold; larger tensors are several aliases.
    static final long MOST_BYTES = Integer.MAX_VALUE;

    /// Methods that every script with aliases has.
    static final String METHODS =
            """
              def alias16(self: __torch__.M,
                x: Tensor,
                sizes: List[int],
                strides: List[int]) -> Tensor:
                return torch.set_(torch.empty([0], dtype=15), x, 0, sizes, strides)
              def alias32(self: __torch__.M,
                x: Tensor,
                sizes: List[int],
                strides: List[int]) -> Tensor:
                return torch.set_(torch.empty([0], dtype=6), x, 0, sizes, strides)
            """;

    private final NDManager manager;

    Tensors(NDManager manager) {
        this.manager = manager;
    }

    NDManager manager() {
        return manager;
    }

    /// Returns a place for tensors that are needed for a shorter time.
    Tensors within() {
        return new Tensors(manager.newSubManager());
    }

    /// Returns a tensor of int64 with a copy of the numbers.
    NDArray integers(long[] numbers, long... sizes) {
        return manager.create(numbers, new Shape(sizes));
    }

    /// Returns a tensor of float32 with a copy of the numbers.
    NDArray floats(float[] numbers, long... sizes) {
        return manager.create(numbers, new Shape(sizes));
    }

    /// Returns a tensor of float64 with a copy of the numbers.
    NDArray doubles(double[] numbers, long... sizes) {
        return manager.create(numbers, new Shape(sizes));
    }

    /// Returns a contiguous tensor of float32 over memory, without a copy.
    ///
    /// @param memory native, at most [#MOST_BYTES]; it outlives the tensor
    NDArray floats(MemorySegment memory, long... sizes) {
        Shape shape = new Shape(sizes);
        if (!memory.isNative()
                || memory.byteSize() > MOST_BYTES
                || bytes(shape.size()) > memory.byteSize()) {
            throw new IllegalArgumentException(memory + " holds no tensor of " + shape);
        }
        return manager.create(
                memory.asSlice(0, bytes(shape.size()))
                        .asByteBuffer()
                        .order(ByteOrder.nativeOrder()),
                shape,
                DataType.FLOAT32);
    }

    /// Returns a tensor over memory, without a copy.
    ///
    /// @param script with the methods of [#METHODS]
    /// @param memory native, at most [#MOST_BYTES]
    /// @param dtype BF16 or F32
    /// @param strides in elements
    NDArray alias(Script script, MemorySegment memory, DType dtype, long[] sizes, long[] strides) {
        if (!memory.isNative() || memory.byteSize() > MOST_BYTES) {
            throw new IllegalArgumentException(
                    memory + " is not native, or too large for a tensor");
        }
        long last = 0;
        for (int i = 0; i < sizes.length; i++) {
            last += (sizes[i] - 1) * strides[i];
        }
        if (LongStream.of(sizes).anyMatch(size -> size < 1)
                || LongStream.of(strides).anyMatch(stride -> stride < 0)
                || (last + 1) * dtype.bytes() > memory.byteSize()) {
            throw new IllegalArgumentException("the tensor is not within its memory");
        }
        long elements = memory.byteSize() / dtype.bytes();
        NDArray flat =
                manager.create(
                        memory.asByteBuffer().order(ByteOrder.nativeOrder()),
                        new Shape(elements),
                        stored(dtype));
        String method = dtype == DType.BF16 ? "alias16" : "alias32";
        return script.call(
                this,
                method,
                Script.tensor(flat),
                IValue.listFrom(sizes),
                IValue.listFrom(strides));
    }

    /// Returns a contiguous tensor over memory, without a copy.
    NDArray alias(Script script, MemorySegment memory, DType dtype, long... sizes) {
        return alias(script, memory, dtype, sizes, strides(sizes));
    }

    /// Returns a contiguous tensor over memory, without a copy and without a script: of bfloat16
    /// its bits, which only a script that makes bfloat16 of them may compute with.
    NDArray over(MemorySegment memory, DType dtype, long... sizes) {
        if (!memory.isNative() || memory.byteSize() > MOST_BYTES) {
            throw new IllegalArgumentException(
                    memory + " is not native, or too large for a tensor");
        }
        return manager.create(
                memory.asByteBuffer().order(ByteOrder.nativeOrder()),
                new Shape(sizes),
                stored(dtype));
    }

    private static DataType stored(DType dtype) {
        return switch (dtype) {
            case F32 -> DataType.FLOAT32;
            // Nothing computes with it before the script makes bfloat16 of it.
            case BF16 -> DataType.FLOAT16;
            default -> throw new IllegalArgumentException(dtype + " is not computed with");
        };
    }

    /// Returns the strides of a contiguous tensor, in elements.
    static long[] strides(long... sizes) {
        long[] strides = new long[sizes.length];
        long stride = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= sizes[i];
        }
        return strides;
    }

    /// Copies a tensor of float32 into memory.
    static void copy(NDArray from, MemorySegment to) {
        MemorySegment.copy(
                MemorySegment.ofArray(from.toFloatArray()), 0, to, 0, from.size() * Float.BYTES);
    }

    static long bytes(long elements) {
        return elements * ValueLayout.JAVA_FLOAT.byteSize();
    }

    @Override
    public void close() {
        manager.close();
    }
}
