package org.taskvectors.tensor;

import org.taskvectors.job.Cancellation;

/// The processor. Small work is done by the scalar twins of the kernels: vector code is slow until
/// it is compiled, and a small job ends before that. So is what is made of fused steps where the
/// processor has none.
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
        return bytesToRead < VectorKernels.WORTHWHILE ? new ScalarKernels() : new VectorKernels();
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
