package org.taskvectors.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.accelerator.DeviceSettings;
import org.taskvectors.accelerator.MachineDevices;
import org.taskvectors.device.torch.LibtorchSource;
import org.taskvectors.device.torch.TorchBackend;
import org.taskvectors.device.torch.TorchBatch;
import org.taskvectors.inference.Batch;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.Sample;

/// What this process computes with: the processor, libtorch, and the devices that libtorch reaches.
/// Making one loads nothing.
///
/// @param devices the machine's, and what a person chose
/// @param batch reads many tokens at once
record ThisMachine(MachineDevices devices, Batch batch) {
    private static final int MOST_THREADS = 64;

    /// Libtorch comes from the folder that a person chose, else from the one that the build lays
    /// beside the program's jars, else out of a jar into the data folder, where the program runs
    /// from an IDE.
    static ThisMachine of(String program, DataFolder data) {
        Path settings = data.devices();
        LibtorchSource source =
                new LibtorchSource(
                        List.of(
                                Path.of(System.getProperty(Sample.HOME, ""))
                                        .resolve(TorchBatch.FOLDER)),
                        data.root().resolve(TorchBatch.FOLDER),
                        DeviceSettings.read(settings).libtorch());
        MachineDevices devices =
                new MachineDevices(
                        new TorchBackend(source),
                        new DeviceTrial(program, threads()),
                        Optional.of(settings),
                        threads());
        return new ThisMachine(devices, new TorchBatch(source));
    }

    /// Returns all the processor's threads, as far as more of them help.
    static int threads() {
        return Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    }
}
