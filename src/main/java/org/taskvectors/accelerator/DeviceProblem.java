package org.taskvectors.accelerator;

import org.taskvectors.file.Problem;

/// Why work on a device is not possible, or ended.
public enum DeviceProblem implements Problem {
    /// There is no such device, or jobs cannot run on it.
    NO_SUCH_DEVICE;

    @Override
    public boolean isOfDevice() {
        return true;
    }

    @Override
    public boolean isLasting() {
        return true;
    }
}
