package org.taskvectors.tensor;

/// Where kernels run. A device owns its kernels, and says how large the blocks are that suit it.
public interface Device {
    /// The processor that the program runs on.
    Device CPU = new Cpu();

    /// Its name for people: `CPU`.
    String label();

    /// Bytes of a block, at most, in the widest of the dtypes that are read together. A power of
    /// two, so that a block holds whole leaves of the sums.
    int blockBytes();

    /// One thread's kernels for blocks.
    ///
    /// @param bytesToRead how much the caller is about to read: what pays off only for large jobs
    ///   is left to these
    Kernels kernels(long bytesToRead);

    /// One thread's kernels for matrices.
    ///
    /// @param multiplications how many the caller is about to do
    MatrixKernels matrixKernels(double multiplications);

    /// Kernels for matrices that are kept as two factors, for any number of threads.
    ///
    /// @param elements how many the caller is about to ask for in all
    LowRankKernels lowRankKernels(long elements);

    /// Kernels for codes of four bits, for any number of threads.
    ///
    /// @param elements how many the caller is about to ask for in all
    FourBitKernels fourBitKernels(long elements);
}
