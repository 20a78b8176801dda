package org.taskvectors.tensor;

import java.util.Optional;
import org.taskvectors.job.Cancellation;

/// A device that leaves to another one what it does not do itself. How devices are chosen for work
/// is its own affair.
public interface ForwardingDevice extends Device {
    /// Returns the other device.
    Device device();

    @Override
    default String label() {
        return device().label();
    }

    @Override
    default int blockBytes() {
        return device().blockBytes();
    }

    @Override
    default Kernels kernels(long bytesToRead) {
        return device().kernels(bytesToRead);
    }

    @Override
    default Algebra algebra(double multiplications, int threads, Cancellation cancellation) {
        return device().algebra(multiplications, threads, cancellation);
    }

    @Override
    default Optional<MatrixProgram> matrixProgram(int threads, Cancellation cancellation) {
        return device().matrixProgram(threads, cancellation);
    }

    @Override
    default LowRankKernels lowRankKernels(long elements) {
        return device().lowRankKernels(elements);
    }

    @Override
    default FourBitKernels fourBitKernels(long elements) {
        return device().fourBitKernels(elements);
    }
}
