package org.taskvectors.tensor;

import org.taskvectors.job.Cancellation;

/// The processor. The scalar twins of the kernels do small work: vector code is slow until it is
/// compiled, and a small job ends before that. They do all work on a processor without fused steps.
/// Products are made of these; and such a processor may have no AVX either, without which Java
/// turns no floats into doubles by vector code (measured: up to 25 times as slow as the scalar
/// twins).
final class Cpu implements Device {
    /// Three blocks and the counters stay in a core's own cache.
    private static final int BLOCK_BYTES = 1 << 16;

    @Override
    public String label() {
        return "CPU";
    }

    @Override
    public int blockBytes() {
        return BLOCK_BYTES;
    }

    @Override
    public Kernels kernels(long bytesToRead) {
        return bytesToRead < VectorKernels.WORTHWHILE || !Fused.IN_HARDWARE
                ? new ScalarKernels()
                : new VectorKernels();
    }

    @Override
    public Algebra algebra(double multiplications, int threads, Cancellation cancellation) {
        return new CpuAlgebra(multiplications, threads, cancellation);
    }

    @Override
    public LowRankKernels lowRankKernels(long elements) {
        return elements < VectorLowRankKernels.WORTHWHILE || !Fused.IN_HARDWARE
                ? new ScalarLowRankKernels()
                : new VectorLowRankKernels();
    }

    @Override
    public FourBitKernels fourBitKernels(long elements) {
        return elements < VectorFourBitKernels.WORTHWHILE
                ? new ScalarFourBitKernels()
                : new VectorFourBitKernels();
    }
}
