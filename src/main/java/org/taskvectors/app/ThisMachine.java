package org.taskvectors.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.accelerator.DeviceSettings;
import org.taskvectors.accelerator.DeviceTrouble;
import org.taskvectors.accelerator.Devices;
import org.taskvectors.accelerator.MachineDevices;
import org.taskvectors.accelerator.Workload;
import org.taskvectors.device.torch.LibtorchFolders;
import org.taskvectors.device.torch.LibtorchSource;
import org.taskvectors.device.torch.TorchBackend;
import org.taskvectors.device.torch.TorchBatch;
import org.taskvectors.device.torch.TorchGradientDevice;
import org.taskvectors.inference.Batch;
import org.taskvectors.inference.LiveModels;
import org.taskvectors.inference.gradient.GradientDevice;
import org.taskvectors.tensor.Compute;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.Sample;

/// What this process computes with: the processor, libtorch, and the devices that libtorch reaches.
/// Making one loads nothing.
///
/// @param devices the machine's, and what a person chose
/// @param batch reads many tokens at once
/// @param gradients trains
public record ThisMachine(Devices devices, Batch batch, GradientDevice gradients) {
    private static final int MOST_THREADS = 64;

    /// Returns the machine with its devices. Libtorch comes from the folder that a person chose,
    /// else from the one that the build lays beside the program's jars, else out of a jar into the
    /// data folder, where the program runs from an IDE.
    static ThisMachine of(String program, DataFolder data) {
        DeviceSettings settings = DeviceSettings.read(data.devices());
        LibtorchFolders folders = folders(data, settings);
        LibtorchSource source = new LibtorchSource(folders);
        MachineDevices devices = devices(program, data, new TorchBackend(folders, source));
        return new ThisMachine(
                devices,
                new TorchBatch(source, weights -> devices.verdict(Workload.model(weights))),
                new TorchGradientDevice(source));
    }

    /// Returns the machine's processor alone.
    static ThisMachine processorOnly(DataFolder data) {
        MachineDevices processor = MachineDevices.processorOnly(threads());
        LibtorchSource source = new LibtorchSource(folders(data, DeviceSettings.DEFAULT));
        return new ThisMachine(
                processor,
                new TorchBatch(source, weights -> processor.verdict(Workload.model(weights))),
                new TorchGradientDevice(source));
    }

    private static LibtorchFolders folders(DataFolder data, DeviceSettings settings) {
        return new LibtorchFolders(
                List.of(Path.of(System.getProperty(Sample.HOME, "")).resolve(TorchBatch.FOLDER)),
                data.root().resolve(TorchBatch.FOLDER),
                settings.libtorch(),
                settings.tried());
    }

    private static MachineDevices devices(String program, DataFolder data, TorchBackend backend) {
        return new MachineDevices(
                backend,
                new DeviceTrial(program, threads()),
                Optional.of(data.devices()),
                threads());
    }

    /// Returns what loads models that run.
    LiveModels models() {
        return new LiveModels(
                Optional.of(batch),
                (label, failure, cancellation) ->
                        devices.ask(label, failure, cancellation) == DeviceTrouble.Answer.GO_ON);
    }

    /// Returns the processor with all its threads, which hands jobs on to the devices that are
    /// chosen for them.
    Compute compute() {
        return devices.compute(threads());
    }

    /// Returns all the processor's threads, as far as more of them help.
    static int threads() {
        return Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    }
}
