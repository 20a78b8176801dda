package org.taskvectors.tensor;

import org.taskvectors.job.Cancellation;

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

    /// Returns the device's products of matrices, for these threads.
    ///
    /// @param multiplications how many multiplications the caller is about to ask for in all
    public Algebra algebra(double multiplications, Cancellation cancellation) {
        return device.algebra(multiplications, threads, cancellation);
    }

    /// Returns the processor with that many threads.
    public static Compute onCpu(int threads) {
        return new Compute(Device.CPU, threads);
    }
}
