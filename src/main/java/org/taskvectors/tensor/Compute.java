package org.taskvectors.tensor;

/// A device and a number of threads to compute with. Neither changes a digit of the results.
///
/// @param device where kernels run
/// @param threads how many threads work, at least 1
public record Compute(Device device, int threads) {
    public Compute {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads");
        }
    }

    /// Returns the processor with that many threads.
    public static Compute onCpu(int threads) {
        return new Compute(Device.CPU, threads);
    }
}
