package org.taskvectors.accelerator;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.tensor.Algebra;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.FourBitKernels;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.LowRankKernels;
import org.taskvectors.tensor.MatrixProgram;

/// An accelerator while one piece of work runs on it: it says when the work is over.
///
/// @param device what the work runs on
/// @param ending called once the work is over
record RunningDevice(Device device, Runnable ending) implements Device {
    @Override
    public Device forPass(long bytesToRead, List<Path> files, Cancellation cancellation)
            throws Failure {
        return new RunningDevice(device.forPass(bytesToRead, files, cancellation), ending);
    }

    @Override
    public Device forProducts(double multiplications, Cancellation cancellation)
            throws Failure {
        return new RunningDevice(device.forProducts(multiplications, cancellation), ending);
    }

    @Override
    public void ended() {
        try {
            device.ended();
        } finally {
            ending.run();
        }
    }

    @Override
    public String label() {
        return device.label();
    }

    @Override
    public int blockBytes() {
        return device.blockBytes();
    }

    @Override
    public Kernels kernels(long bytesToRead) {
        return device.kernels(bytesToRead);
    }

    @Override
    public Algebra algebra(double multiplications, int threads, Cancellation cancellation) {
        return device.algebra(multiplications, threads, cancellation);
    }

    @Override
    public Optional<MatrixProgram> matrixProgram(int threads, Cancellation cancellation) {
        return device.matrixProgram(threads, cancellation);
    }

    @Override
    public LowRankKernels lowRankKernels(long elements) {
        return device.lowRankKernels(elements);
    }

    @Override
    public FourBitKernels fourBitKernels(long elements) {
        return device.fourBitKernels(elements);
    }
}
