package org.taskvectors.device.torch;

import org.taskvectors.file.Problem;

/// Why libtorch cannot be used.
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
    /// The memory of a device is full.
    OUT_OF_DEVICE_MEMORY,
    /// A device is there no more: its driver was stopped, it was unplugged, or it is broken.
    DEVICE_GONE,
    /// A device refused work for another reason.
    DEVICE_FAILED
}
