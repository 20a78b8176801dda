package org.taskvectors.accelerator;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Compute;

/// The devices of this machine, what a person chose among them, and what runs on them now. Safe for
/// use by several threads.
public interface Devices {
    /// Returns what a person chose.
    DeviceChoice choice();

    /// Chooses, for all jobs that begin from now on, and keeps the choice.
    ///
    /// @throws Failure if the choice cannot be saved; it holds all the same until the program ends
    void choose(DeviceChoice choice) throws Failure;

    /// Chooses for this process alone.
    void chooseForNow(DeviceChoice choice);

    /// Returns the accelerator of a choice; empty where the machine has none such that jobs can run
    /// on. Looks at the machine, as [#find()] does, where it has to.
    Optional<Accelerator> find(DeviceChoice choice);

    /// Returns the processor, which hands each piece of work on to the device that is chosen for
    /// it.
    ///
    /// @param threads of the processor that work
    Compute compute(int threads);

    /// Returns the folder of libtorch that a person chose; empty for the program's own.
    Optional<Path> libtorch();

    /// Chooses the folder of libtorch that the program loads when it starts the next time: one with
    /// its libraries in it, a `lib` folder's parent, or that of a Python's `torch` package. A
    /// process of its own loads them first, since libraries that do not fit may take a process
    /// down.
    ///
    /// @param folder empty for the program's own
    /// @return what that process found
    /// @throws Failure if there are no libraries in it, or they cannot be loaded; the setting stays
    /// @throws CancelledException if it was cancelled; likewise
    Discovery useLibtorch(Optional<Path> folder, Cancellation cancellation)
            throws Failure, CancelledException;

    /// Returns what is known of the machine by now, without waiting.
    Discovery found();

    /// Looks at the machine anew, and loads libtorch where a device might be usable; waits for it.
    Discovery find();

    /// Returns where such work would run now, and why.
    Verdict verdict(Workload work);

    /// Runs a small extraction on the processor and on a device, and compares the results.
    Trial trial(Accelerator device, Cancellation cancellation) throws Failure, CancelledException;

    /// Sets what decides when a device fails; [DeviceTrouble.Answer#STOP] until then.
    void onTrouble(DeviceTrouble trouble);

    /// Asks what becomes of work whose device failed, as devices ask themselves.
    ///
    /// @param label of the device: `GPU 0`
    /// @param cancellation of the work
    DeviceTrouble.Answer ask(String label, Failure failure, Cancellation cancellation);

    /// Sets what hears whenever something else runs somewhere else; called on any thread.
    void onChange(Runnable listener);

    /// Returns the devices on which something runs now; the processor is not among them.
    List<Accelerator> busy();

    /// Returns why the last job ran where it ran; empty before the first.
    Optional<Verdict> last();
}
