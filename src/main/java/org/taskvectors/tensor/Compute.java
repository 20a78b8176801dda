package org.taskvectors.tensor;

import java.util.Optional;
import org.taskvectors.file.Failure;
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

    /// Returns what decomposes whole matrices on the device; empty where the threads do.
    public Optional<MatrixProgram> matrixProgram(Cancellation cancellation) {
        return device.matrixProgram(threads, cancellation);
    }

    /// Returns the same threads with the device that products of matrices run on. Its
    /// [Device#ended] is called when the work is over.
    ///
    /// @param multiplications how many there will be in all
    /// @param cancellation of the work
    /// @throws Failure if the device that was chosen cannot be used
    public Compute forProducts(double multiplications, Cancellation cancellation) throws Failure {
        return new Compute(device.forProducts(multiplications, cancellation), threads);
    }

    /// Returns the processor with that many threads.
    public static Compute onCpu(int threads) {
        return new Compute(Device.CPU, threads);
    }
}
