package org.taskvectors.tensor;

/// With what a job computes. Neither the device nor the number of threads changes a digit of what a
/// job writes.
///
/// @param device where kernels run
/// @param threads how many threads work, at least 1
public record Compute(Device device, int threads) {
    public Compute {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads");
        }
    }

    /// The processor, with that many threads.
    public static Compute onCpu(int threads) {
        return new Compute(Device.CPU, threads);
    }
}
