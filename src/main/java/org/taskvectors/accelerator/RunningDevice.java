package org.taskvectors.accelerator;

import java.nio.file.Path;
import java.util.List;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.ForwardingDevice;

/// An accelerator while one piece of work runs on it: it says when the work is over.
///
/// @param device what the work runs on
/// @param ending called once the work is over
record RunningDevice(Device device, Runnable ending) implements ForwardingDevice {
    @Override
    public Device forPass(long bytesToRead, List<Path> files, Cancellation cancellation)
            throws Failure {
        return new RunningDevice(device.forPass(bytesToRead, files, cancellation), ending);
    }

    @Override
    public Device forProducts(double multiplications, Cancellation cancellation) throws Failure {
        return new RunningDevice(device.forProducts(multiplications, cancellation), ending);
    }

    @Override
    public void ended() {
        try {
            device.ended();
        } finally {
            ending.run();
        }
    }
}
