package org.taskvectors.device.torch;

import org.taskvectors.job.Cancellation;
import org.taskvectors.tensor.Algebra;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.MatrixProgram;
import org.taskvectors.tensor.OffloadedAlgebra;
import org.taskvectors.tensor.OffloadedKernels;
import org.taskvectors.tensor.OffloadedMatrices;

/// Products and decompositions of matrices on one of libtorch's devices, for one job: what a
/// [Device] of libtorch answers with.
///
/// @param budget how many bytes of the device's memory one decomposition may take
/// @param rescue what becomes of the job when the device fails
record TorchProducts(
        Libtorch torch, TorchPlace place, long budget, OffloadedKernels.Rescue rescue) {
    /// See [Device#algebra].
    Algebra algebra(double multiplications, int threads, Cancellation cancellation) {
        Algebra processor = Device.CPU.algebra(multiplications, threads, cancellation);
        return new OffloadedAlgebra(
                new TorchAlgebra(torch, place, budget, threads, cancellation), processor, rescue);
    }

    /// See [Device#matrixProgram].
    MatrixProgram matrixProgram(int threads, Cancellation cancellation) {
        return new OffloadedMatrices(
                new TorchMatrices(torch, place, budget, threads, cancellation), rescue);
    }
}
