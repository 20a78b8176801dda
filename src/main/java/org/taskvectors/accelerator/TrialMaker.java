package org.taskvectors.accelerator;

import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Device;

/// Runs a small extraction on the processor and on another device.
@FunctionalInterface
public interface TrialMaker {
    /// @param accelerator what the device is
    /// @throws Failure if the device fails, or there is no room for the trial's files
    /// @throws CancelledException if it was cancelled; the trial's files are gone
    Trial run(Accelerator accelerator, Device device, Cancellation cancellation)
            throws Failure, CancelledException;
}
