package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.tensor.Block;

/// The blocks that a thread has on the device: each is copied there once, and kept by its address
/// and size until the next blocks are read.
final class DeviceBlocks implements AutoCloseable {
    /// Elements of a leaf of the sums.
    static final int LEAF = 1024;

    private record Place(long address, long bytes) {
        static Place of(MemorySegment memory) {
            return new Place(memory.address(), memory.byteSize());
        }
    }

    private final Script script;
    private final Tensors tensors;
    private final Map<Place, NDArray> kept = new HashMap<>();
    private Tensors current;

    /// @param script with the methods of [BlockScript]
    DeviceBlocks(Script script, Tensors tensors) {
        this.script = script;
        this.tensors = tensors;
        current = tensors.within();
    }

    /// Returns how many elements a block has on the device: whole leaves.
    static long elements(int count) {
        return Math.ceilDiv((long) count, LEAF) * LEAF;
    }

    /// Returns what belongs to the current blocks.
    Tensors current() {
        return current;
    }

    /// Returns a tensor of bytes over memory, on the processor.
    NDArray over(MemorySegment memory) {
        return current.manager()
                .create(
                        memory.asByteBuffer().order(ByteOrder.nativeOrder()),
                        new Shape(memory.byteSize()),
                        DataType.UINT8);
    }

    /// Returns a block's bytes on the device, copied there if they are not yet.
    NDArray of(Block block) {
        MemorySegment bytes = block.bytes().asSlice(0, block.size());
        Place place = Place.of(bytes);
        NDArray there = kept.get(place);
        if (there == null) {
            long zeros = (elements(block.count()) - block.count()) * block.dtype().bytes();
            there = script.call(current, "upload", Script.tensor(over(bytes)), IValue.from(zeros));
            kept.put(place, there);
        }
        return there;
    }

    /// Returns the bytes on the device of what lies at that memory; empty if they are not there.
    Optional<NDArray> find(MemorySegment memory) {
        return Optional.ofNullable(kept.get(Place.of(memory)));
    }

    /// Keeps what the device computed and the memory holds too.
    void keep(Block block, NDArray bytes) {
        kept.put(Place.of(block.bytes().asSlice(0, block.size())), bytes);
    }

    /// Forgets what was kept of that memory, which is about to hold something else.
    void forget(Block block) {
        kept.remove(Place.of(block.bytes().asSlice(0, block.size())));
    }

    /// Forgets all blocks.
    void next() {
        if (!kept.isEmpty()) {
            kept.clear();
            current.close();
            current = tensors.within();
        }
    }

    @Override
    public void close() {
        kept.clear();
        current.close();
    }
}
