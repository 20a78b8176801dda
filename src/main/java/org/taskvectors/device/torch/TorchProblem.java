package org.taskvectors.device.torch;

import org.taskvectors.file.Problem;

/// Why libtorch cannot be used, or why a device of it failed.
public enum TorchProblem implements Problem {
    /// There are no libraries for this system, neither in a folder nor in a jar.
    NO_LIBRARIES,
    /// A library is missing from the folder, or is not what was put there.
    DAMAGED,
    /// The folder's libraries are for another system.
    OTHER_SYSTEM,
    /// A variable of the environment would make DJL load other libraries.
    ENVIRONMENT,
    /// The libraries are whole, but the system does not load them.
    NOT_LOADED,
    /// A device's memory does not hold what is computed on it.
    OUT_OF_DEVICE_MEMORY,
    /// A device does not answer any more: its driver failed, or it was taken away.
    DEVICE_GONE,
    /// A device refused to compute something, for another reason.
    DEVICE_FAILED;

    @Override
    public boolean isOfDevice() {
        return true;
    }

    @Override
    public boolean isLasting() {
        return this != OUT_OF_DEVICE_MEMORY && this != DEVICE_FAILED;
    }
}
