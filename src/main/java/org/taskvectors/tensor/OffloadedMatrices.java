package org.taskvectors.tensor;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.job.CancelledException;

/// Matrices that are left to a device until it fails; from those that stood then on, the device
/// takes none, and the processor decomposes them.
public final class OffloadedMatrices implements MatrixProgram {
    private interface Operation<T> {
        Optional<T> run() throws IOException, CancelledException;
    }

    private final MatrixProgram device;
    private final OffloadedKernels.Rescue rescue;

    /// @param device throws a [Failure] where it fails; closed with this
    public OffloadedMatrices(MatrixProgram device, OffloadedKernels.Rescue rescue) {
        this.device = device;
        this.rescue = rescue;
    }

    private <T> Optional<T> offload(Operation<T> operation) throws IOException, CancelledException {
        if (rescue.isWithoutDevice()) {
            return Optional.empty();
        }
        try {
            return operation.run();
        } catch (Failure failure) {
            rescue.decide(failure);
            return Optional.empty();
        }
    }

    @Override
    public int atOnce(int rows, int columns) {
        return rescue.isWithoutDevice() ? 0 : device.atOnce(rows, columns);
    }

    @Override
    public Optional<List<double[]>> squares(List<? extends Matrix> matrices)
            throws IOException, CancelledException {
        return offload(() -> device.squares(matrices));
    }

    @Override
    public Optional<Leading> leading(Matrix matrix, int most)
            throws IOException, CancelledException {
        return offload(() -> device.leading(matrix, most));
    }

    @Override
    public void close() {
        device.close();
    }
}
