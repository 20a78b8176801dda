package org.taskvectors.inference;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// Moves a model that was read into memory to the device on which it will run; does nothing where
/// it will run on the processor.
///
/// @param device takes the blocks; empty for the processor
/// @param estimate of what the model takes there; empty likewise
/// @param model its file, for failures
record DeviceLoading(
        Optional<DeviceMemory> device,
        Optional<DeviceEstimate> estimate,
        @Nullable Path model,
        Progress progress,
        Cancellation cancellation) {
    /// Bytes that are moved between two looks at whether it was cancelled.
    private static final long STEP = 64L << 20;

    /// Makes room on the device for a block whose numbers are not there yet.
    ///
    /// @throws Failure if it has none, with what the whole model needs, or if it fails
    void reserve(MemorySegment block) throws Failure {
        if (device.isPresent() && !device.get().reserve(block)) {
            throw Refusals.noRoom(estimate.orElseThrow(), model);
        }
    }

    /// Copies a block to the device.
    ///
    /// @throws Failure as [#reserve] does
    /// @throws CancelledException if it was cancelled
    void move(MemorySegment block) throws Failure, CancelledException {
        reserve(block);
        if (device.isPresent()) {
            put(device.get(), block);
        }
    }

    /// Copies the vectors to the device, where there was room for them by the estimate. Where it
    /// had none after all, they stay where they are, which is right and slower, and the loaded
    /// model says so.
    void moveVectors(MemorySegment block) throws Failure, CancelledException {
        if (device.isEmpty() || estimate.orElseThrow().vectors() == 0) {
            return;
        }
        if (device.get().reserve(block)) {
            put(device.get(), block);
        } else {
            progress.add(block.byteSize());
        }
    }

    /// Returns the bytes that moving the base and the vectors will count.
    long bytesToMove() {
        return estimate.map(one -> one.weights() + one.vectors()).orElse(0L);
    }

    private void put(DeviceMemory to, MemorySegment block) throws Failure, CancelledException {
        for (long at = 0; at < block.byteSize(); at += STEP) {
            cancellation.check();
            long bytes = Math.min(STEP, block.byteSize() - at);
            to.put(block.asSlice(at, bytes));
            progress.add(bytes);
        }
    }
}
