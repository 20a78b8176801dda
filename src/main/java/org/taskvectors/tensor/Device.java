package org.taskvectors.tensor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;

/// A device that kernels run on. It owns its kernels and its algebra, and chooses the size of
/// blocks.
public interface Device {
    /// The processor that the program runs on.
    @SuppressWarnings("ClassInitializationDeadlock") // its class is used here alone
    Device CPU = new Cpu();

    /// Returns its name for people, by what computes now: `CPU`; `GPU 0` until it has failed and
    /// the work goes on without it, from then on `CPU`.
    String label();

    /// Returns the device that one pass runs on: itself, unless it chooses among several.
    ///
    /// @param bytesToRead how many bytes the pass will read
    /// @param files that it reads them from
    /// @param cancellation of the pass
    /// @throws Failure if the device that was chosen cannot be used
    default Device forPass(long bytesToRead, List<Path> files, Cancellation cancellation)
            throws Failure {
        return this;
    }

    /// Returns the device that products of matrices run on: itself, unless it chooses among
    /// several.
    ///
    /// @param multiplications how many there will be in all
    /// @param cancellation of the work
    /// @throws Failure if the device that was chosen cannot be used
    default Device forProducts(double multiplications, Cancellation cancellation) throws Failure {
        return this;
    }

    /// Says that the work for which [#forPass] or [#forProducts] returned this device is over,
    /// whatever its end.
    default void ended() {}

    /// Returns the most bytes of a block, in the widest dtype of the tensors that are read
    /// together. It is a power of two, so that a block holds whole leaves of the sums.
    int blockBytes();

    /// Returns one thread's kernels for blocks.
    ///
    /// @param bytesToRead how many bytes the caller is about to read; some kernels pay off for
    ///   large jobs only
    Kernels kernels(long bytesToRead);

    /// Returns the device's products of matrices.
    ///
    /// @param multiplications how many multiplications the caller is about to ask for in all; some
    ///   kernels pay off for large jobs only
    /// @param threads how many of the processor's threads may work on them
    Algebra algebra(double multiplications, int threads, Cancellation cancellation);

    /// Returns what decomposes whole matrices on the device, several of one shape at once; empty
    /// where the processor's threads decompose them.
    ///
    /// @param threads how many of the processor's threads may work for the device
    /// @param cancellation of the work
    default Optional<MatrixProgram> matrixProgram(int threads, Cancellation cancellation) {
        return Optional.empty();
    }

    /// Returns kernels for matrices that are kept as two factors, for any number of threads.
    ///
    /// @param elements how many elements the caller is about to compute in all
    LowRankKernels lowRankKernels(long elements);

    /// Returns kernels for codes of four bits, for any number of threads.
    ///
    /// @param elements how many elements the caller is about to decode in all
    FourBitKernels fourBitKernels(long elements);
}
