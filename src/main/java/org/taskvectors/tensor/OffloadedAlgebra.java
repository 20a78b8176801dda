package org.taskvectors.tensor;

import java.io.IOException;
import org.taskvectors.file.Failure;
import org.taskvectors.job.CancelledException;

/// Products that are left to a device until it fails; the product that stood then and all later
/// ones are the processor's.
public final class OffloadedAlgebra implements Algebra {
    private interface Product<T> {
        T of(Algebra algebra) throws IOException, CancelledException;
    }

    private final Algebra device;
    private final Algebra processor;
    private final OffloadedKernels.Rescue rescue;

    /// @param device throws a [Failure] where it fails; closed with this
    /// @param processor does what the device does not
    public OffloadedAlgebra(Algebra device, Algebra processor, OffloadedKernels.Rescue rescue) {
        this.device = device;
        this.processor = processor;
        this.rescue = rescue;
    }

    private <T> T offload(Product<T> product) throws IOException, CancelledException {
        if (!rescue.isWithoutDevice()) {
            try {
                return product.of(device);
            } catch (Failure failure) {
                rescue.decide(failure);
            }
        }
        return product.of(processor);
    }

    @Override
    public Panel times(Matrix a, Panel z) throws IOException, CancelledException {
        return offload(algebra -> algebra.times(a, z));
    }

    @Override
    public Panel transposeTimes(Matrix a, Panel q) throws IOException, CancelledException {
        return offload(algebra -> algebra.transposeTimes(a, q));
    }

    @Override
    public Panel inner(Panel a, Panel b) throws IOException, CancelledException {
        return offload(algebra -> algebra.inner(a, b));
    }

    @Override
    public Panel times(Panel y, Panel t) throws IOException, CancelledException {
        return offload(algebra -> algebra.times(y, t));
    }

    @Override
    public double residual(Matrix a, float[] left, float[] right, int rank)
            throws IOException, CancelledException {
        return offload(algebra -> algebra.residual(a, left, right, rank));
    }

    @Override
    public void close() {
        device.close();
        processor.close();
    }
}
