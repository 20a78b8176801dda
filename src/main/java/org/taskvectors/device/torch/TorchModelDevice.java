package org.taskvectors.device.torch;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.DeviceMemory;
import org.taskvectors.inference.ModelDevice;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// One of libtorch's devices as a place for models.
///
/// @param reason why a model runs there
/// @param loading loads libtorch, where that was not done
/// @param chunk how many tokens of a text are read in one piece
/// @param taken the bytes that models take of it
record TorchModelDevice(
        Accelerator accelerator, String reason, Loading loading, int chunk, AtomicLong taken)
        implements ModelDevice {
    /// What the driver, libtorch's libraries, and the numbers between two layers take of a device
    /// beside weights, keys and values.
    private static final long BESIDES = 1L << 30;

    /// Loads libtorch.
    interface Loading {
        Libtorch load(Cancellation cancellation) throws Failure, CancelledException;
    }

    @Override
    public String label() {
        return accelerator.label();
    }

    @Override
    public OptionalLong available() {
        OptionalLong free = FreeMemory.of(accelerator).bytes();
        if (free.isPresent()) {
            return OptionalLong.of(Math.max(0, free.getAsLong() - BESIDES));
        }
        long whole = accelerator.memory();
        return whole == 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, whole - BESIDES - taken.get()));
    }

    @Override
    public DeviceMemory open(int threads, Cancellation cancellation)
            throws Failure, CancelledException {
        return TorchModelMemory.open(
                loading.load(cancellation), new TorchPlace(accelerator), threads, chunk, taken);
    }
}
