package org.taskvectors.device.torch;

import java.util.Optional;
import org.taskvectors.job.Cancellation;
import org.taskvectors.tensor.Algebra;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.ForwardingDevice;
import org.taskvectors.tensor.MatrixProgram;
import org.taskvectors.tensor.OffloadedAlgebra;
import org.taskvectors.tensor.OffloadedKernels;
import org.taskvectors.tensor.OffloadedMatrices;

/// One of libtorch's devices for the products and decompositions of one job; everything else is the
/// processor's.
///
/// @param budget how many bytes of the device's memory one decomposition may take
/// @param rescue what becomes of the job when the device fails
record TorchProducts(Libtorch torch, TorchPlace place, long budget, OffloadedKernels.Rescue rescue)
        implements ForwardingDevice {
    @Override
    public Device device() {
        return CPU;
    }

    @Override
    public String label() {
        return rescue.isWithoutDevice() ? CPU.label() : place.accelerator().label();
    }

    @Override
    public Algebra algebra(double multiplications, int threads, Cancellation cancellation) {
        Algebra processor = CPU.algebra(multiplications, threads, cancellation);
        return new OffloadedAlgebra(
                new TorchAlgebra(torch, place, budget, threads, cancellation), processor, rescue);
    }

    @Override
    public Optional<MatrixProgram> matrixProgram(int threads, Cancellation cancellation) {
        return Optional.of(
                new OffloadedMatrices(
                        new TorchMatrices(torch, place, budget, threads, cancellation), rescue));
    }
}
