package org.taskvectors.inference;

import java.lang.foreign.MemorySegment;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.kernel.NativeBlock;
import org.taskvectors.tensor.DType;

/// Keys and values of one text in native memory: for each layer and each key head those of all
/// positions, keyHeads × capacity × headWidth, so that what one head reads lies together. Layers
/// with a sliding window keep all positions too. The system hands the memory out as positions are
/// filled.
public final class KeyValueCache implements AutoCloseable {
    private final Architecture architecture;
    private final int capacity;
    private final DType dtype;
    private final NativeBlock block;

    /// @param capacity positions
    /// @param dtype BF16 or F32
    /// @throws Failure if the system has no room for it
    KeyValueCache(Architecture architecture, int capacity, DType dtype) throws Failure {
        this.architecture = architecture;
        this.capacity = capacity;
        this.dtype = dtype;
        block = NativeBlock.allocateSparse(bytes(architecture, dtype) * capacity);
    }

    /// Returns the bytes of one position: 2 · layers · keyHeads · headWidth numbers.
    public static long bytes(Architecture architecture, DType dtype) {
        return 2L * architecture.layers() * architecture.keyWidth() * dtype.bytes();
    }

    public int capacity() {
        return capacity;
    }

    public DType dtype() {
        return dtype;
    }

    /// Returns the keys of a layer, keyHeads × capacity × headWidth.
    public MemorySegment keys(int layer) {
        return part(2 * layer);
    }

    /// Returns the values of a layer, keyHeads × capacity × headWidth.
    public MemorySegment values(int layer) {
        return part(2 * layer + 1);
    }

    /// Returns the bytes from one key head to the next.
    public long headBytes() {
        return (long) capacity * architecture.headWidth() * dtype.bytes();
    }

    private MemorySegment part(int number) {
        long bytes = architecture.keyHeads() * headBytes();
        return block.memory().asSlice(number * bytes, bytes);
    }

    @Override
    public void close() {
        block.close();
    }
}
