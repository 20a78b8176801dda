package org.taskvectors.accelerator;

import java.nio.file.Path;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.tensor.Device;

/// A backend that knows of no device: everything runs on the processor.
public final class ProcessorOnly implements Backend {
    @Override
    public Discovery found() {
        return Discovery.NOTHING;
    }

    @Override
    public Discovery find() {
        return Discovery.NOTHING;
    }

    @Override
    public Discovery look() {
        return Discovery.NOTHING;
    }

    @Override
    public Discovery own() {
        return Discovery.NOTHING;
    }

    @Override
    public Device open(Accelerator accelerator, DeviceTrouble trouble) throws Failure {
        throw without();
    }

    @Override
    public Discovery tryLibtorch(Path folder, Cancellation cancellation) throws Failure {
        throw without();
    }

    private static Failure without() {
        return Failure.of(
                DeviceProblem.NO_SUCH_DEVICE, null, "this program is without other devices", "");
    }
}
