package org.taskvectors.inference.kernel;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;

/// Keys and values of one text, of all layers, in native memory: two blocks, each layers × key
/// heads × positions × head width. One head of one layer lies without gaps, so that attention reads
/// straight on and libtorch sees it as a tensor.
public final class KeyValueCache implements AutoCloseable {
    private final int keyHeads;
    private final int headWidth;
    private final int capacity;
    private final NativeBlock keys;
    private final NativeBlock values;
    private final List<KeyValues> heads = new ArrayList<>();

    /// @param capacity the most positions
    /// @param dtype BF16 or F32
    /// @throws Failure if there is not enough memory
    public KeyValueCache(int layers, int keyHeads, int headWidth, int capacity, DType dtype)
            throws Failure {
        this.keyHeads = keyHeads;
        this.headWidth = headWidth;
        this.capacity = capacity;
        long head = Math.multiplyExact((long) capacity * headWidth, dtype.bytes());
        long bytes = Math.multiplyExact(head, (long) layers * keyHeads);
        keys = NativeBlock.allocate(bytes);
        try {
            values = NativeBlock.allocate(bytes);
        } catch (Failure | RuntimeException | Error e) {
            keys.close();
            throw e;
        }
        for (int i = 0; i < layers * keyHeads; i++) {
            heads.add(
                    new KeyValues(
                            keys.memory().asSlice(i * head, head),
                            values.memory().asSlice(i * head, head),
                            dtype));
        }
    }

    public int capacity() {
        return capacity;
    }

    /// Returns the keys and values of one head, from position 0 on.
    public KeyValues of(int layer, int keyHead) {
        return heads.get(layer * keyHeads + keyHead);
    }

    /// Returns the block of all keys: layers × key heads × capacity × head width.
    public MemorySegment keys() {
        return keys.memory();
    }

    /// Returns the block of all values, laid out as [#keys()].
    public MemorySegment values() {
        return values.memory();
    }

    /// Writes the keys and values of one token in one layer.
    ///
    /// @param k its keys, one head beside the other
    /// @param v its values
    public void write(
            ModelKernels kernels, int layer, int position, float[] k, int kAt, float[] v, int vAt) {
        for (int head = 0; head < keyHeads; head++) {
            KeyValues to = of(layer, head);
            long offset = (long) position * headWidth * to.dtype().bytes();
            int from = head * headWidth;
            kernels.encode(k, kAt + from, headWidth, to.dtype(), to.keys(), offset);
            kernels.encode(v, vAt + from, headWidth, to.dtype(), to.values(), offset);
        }
    }

    @Override
    public void close() {
        keys.close();
        values.close();
    }
}
