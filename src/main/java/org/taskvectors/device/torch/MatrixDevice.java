package org.taskvectors.device.torch;

import java.util.Optional;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.job.Cancellation;
import org.taskvectors.tensor.Algebra;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.ForwardingDevice;
import org.taskvectors.tensor.MatrixProgram;

/// An accelerator for the products and decompositions of one job; everything else is the
/// processor's.
///
/// @param products of the job
/// @param rescue what became of the job if the device failed
record MatrixDevice(Accelerator accelerator, TorchProducts products, AskedOnce rescue)
        implements ForwardingDevice {
    @Override
    public String label() {
        return rescue.isWithoutDevice() ? CPU.label() : accelerator.label();
    }

    @Override
    public Algebra algebra(double multiplications, int threads, Cancellation cancellation) {
        return products.algebra(multiplications, threads, cancellation);
    }

    @Override
    public Optional<MatrixProgram> matrixProgram(int threads, Cancellation cancellation) {
        return Optional.of(products.matrixProgram(threads, cancellation));
    }

    @Override
    public Device device() {
        return CPU;
    }
}
