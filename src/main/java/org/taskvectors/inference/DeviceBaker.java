package org.taskvectors.inference;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.vector.EditedModel;

/// Writes tensors of an edited model into the memory of a device, bit for bit as a [Baker] does:
/// the device makes the sums of numbers that lie there; what it does not make (a factored adapter
/// that is not held, float64, NaN, rows that one side lacks) is baked by the processor and moved.
///
/// The program's own memory is not written where the device made the sum: it is brought up to date
/// when its numbers are asked for.
final class DeviceBaker {
    private final DeviceMemory device;
    private final Baker baker;
    private final Map<String, MemorySegment> behind = new HashMap<>();

    DeviceBaker(DeviceMemory device, Baker baker) {
        this.device = device;
        this.baker = baker;
    }

    /// Writes tensors of `model`.
    ///
    /// @param progress counts the bytes written; its total is the caller's
    /// @throws IOException if θ0 or a τ cannot be read, or the device fails
    /// @throws CancelledException if it was cancelled; what the targets hold then does not matter
    void bake(
            EditedModel model,
            List<BakeTarget> targets,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        List<BakeTarget> rest = new ArrayList<>();
        for (BakeTarget target : targets) {
            cancellation.check();
            setBehind(target, false);
            if (isMade(model, target)) {
                setBehind(target, true);
                progress.add(target.memory().byteSize());
            } else {
                rest.add(target);
            }
        }
        baker.bake(model, rest, progress, cancellation);
        for (BakeTarget target : rest) {
            cancellation.check();
            device.put(target.memory());
        }
    }

    private synchronized void setBehind(BakeTarget target, boolean isBehind) {
        if (isBehind) {
            behind.put(target.tensor().name(), target.memory());
        } else {
            behind.remove(target.tensor().name());
        }
    }

    private boolean isMade(EditedModel model, BakeTarget target) throws Failure {
        Optional<FastSum> sum =
                FastSum.of(model, target, baker.operands())
                        .filter(one -> one.shared() == target.tensor().elements());
        return sum.isPresent()
                && device.bake(
                        sum.get().from(), sum.get().terms(), sum.get().written(), target.memory());
    }

    /// Brings a tensor's numbers in the program's memory up to date.
    ///
    /// @throws Failure if the device fails
    synchronized void bringUpToDate(String name) throws Failure {
        MemorySegment memory = behind.get(name);
        if (memory != null) {
            device.get(memory);
            behind.remove(name);
        }
    }
}
