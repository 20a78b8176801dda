package org.taskvectors.accelerator;

import java.nio.file.Path;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Device;

/// What finds devices, loads their libraries and computes with them.
public interface Backend {
    /// Returns what is known by now, without waiting and without loading anything.
    Discovery found();

    /// Returns what was found; looks at the machine as [#look] does where that was never done.
    Discovery find();

    /// Looks at the machine anew, loads the libraries where a device might be usable, and waits for
    /// it.
    Discovery look();

    /// Returns what there would be with the libraries that the program brought; loads nothing.
    Discovery own();

    /// Returns a device to compute with. Its libraries are loaded first, where they are not.
    ///
    /// @param trouble decides what becomes of work whose device fails
    /// @throws Failure if its libraries cannot be loaded
    Device open(Accelerator accelerator, DeviceTrouble trouble) throws Failure;

    /// Loads other libraries in a process of their own, and computes with them there.
    ///
    /// @param folder as a person names it
    /// @return what that process found; its `libtorch` has the folder that the libraries lie in
    /// @throws Failure if there are none, or they do not work
    /// @throws CancelledException if it was cancelled; the process is ended
    Discovery tryLibtorch(Path folder, Cancellation cancellation)
            throws Failure, CancelledException;
}
