package org.taskvectors.ui.common;

import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Device;

/// What is shown of the device that a job runs on. The processor is what a person expects, and is
/// not named.
public final class RunsOn {
    private RunsOn() {}

    /// `on GPU 0`; empty for the processor, and where the job does not say.
    public static String words(Progress progress) {
        String device = progress.runsOn();
        return device.isEmpty() || device.equals(Device.CPU.label()) ? "" : "on " + device;
    }
}
