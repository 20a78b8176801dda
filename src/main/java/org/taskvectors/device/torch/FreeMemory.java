package org.taskvectors.device.torch;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;
import java.util.OptionalLong;
import org.taskvectors.accelerator.Accelerator;

/// Says how much of a device's memory is free.
@FunctionalInterface
interface FreeMemory {
    /// Returns the bytes that are free now; empty where that is not known.
    OptionalLong bytes();

    /// Returns what asks a device's driver.
    static FreeMemory of(Accelerator accelerator) {
        return switch (accelerator.kind()) {
            case CUDA -> () -> cuda(accelerator.index());
            case APPLE, LIBTORCH -> OptionalLong::empty;
        };
    }

    /// DJL asks CUDA's runtime, if it finds its library; else the driver's tool is asked. Where
    /// neither knows, a block that does not fit says so when it is computed.
    private static OptionalLong cuda(int index) {
        try {
            if (!CudaUtils.hasCuda()) {
                return SystemDevices.free(index);
            }
            MemoryUsage memory = CudaUtils.getGpuMemory(Device.gpu(index));
            return OptionalLong.of(memory.getMax() - memory.getUsed());
        } catch (EngineException | IllegalArgumentException | LinkageError _) {
            return SystemDevices.free(index);
        }
    }
}
