package org.taskvectors.device.torch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.Backend;
import org.taskvectors.accelerator.DeviceTrouble;
import org.taskvectors.accelerator.Discovery;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Device;

/// Devices through libtorch. The system is asked which GPUs there are without loading anything;
/// libtorch is loaded only where there is one and libraries that could use it.
public final class TorchBackend implements Backend {
    private final LibtorchFolders folders;
    private final LibtorchSource source;
    private final Supplier<SystemDevices> system;
    private boolean isLooked;
    private volatile Discovery known = Discovery.NOTHING;

    /// @param folders where libtorch lies
    /// @param source the libtorch of this process
    public TorchBackend(LibtorchFolders folders, LibtorchSource source) {
        this(folders, source, SystemDevices::ask);
    }

    TorchBackend(LibtorchFolders folders, LibtorchSource source, Supplier<SystemDevices> system) {
        this.folders = folders;
        this.source = source;
        this.system = system;
    }

    @Override
    public Discovery found() {
        return known;
    }

    @Override
    public synchronized Discovery find() {
        return isLooked ? known : look();
    }

    @Override
    public synchronized Discovery look() {
        known = folders.chosen().map(this::withLibraries).orElseGet(this::own);
        isLooked = true;
        return known;
    }

    private Discovery withLibraries(Path folder) {
        SystemDevices devices = system.get();
        try {
            UserLibtorch libraries = UserLibtorch.at(folder);
            boolean isNeeded = libraries.hasCuda() && !devices.devices().isEmpty();
            return found(devices, libraries, isNeeded ? source.load().gpus() : 0);
        } catch (Failure e) {
            return found(devices, Optional.empty(), Optional.of(e));
        }
    }

    @Override
    public Discovery own() {
        SystemDevices devices = system.get();
        return found(
                devices,
                folders.ownFolder().map(TorchBackend::own),
                devices.devices().isEmpty()
                        ? Optional.empty()
                        : Optional.of(withoutCuda(null, "the program's own libraries of PyTorch")));
    }

    /// @param gpus how many the libraries compute with
    private static Discovery found(SystemDevices devices, UserLibtorch libraries, int gpus)
            throws Failure {
        return found(
                devices,
                Optional.of(described(libraries)),
                devices.devices().isEmpty()
                        ? Optional.empty()
                        : libraries.hasCuda()
                                ? tooFew(libraries, gpus, devices)
                                : Optional.of(withoutCuda(libraries.folder(), "these libraries")));
    }

    private static Discovery found(
            SystemDevices devices,
            Optional<Discovery.Libtorch> libtorch,
            Optional<Failure> problem) {
        List<Accelerator> all = new ArrayList<>(devices.devices());
        SystemDevices.apple(System.getProperty("os.name", ""), System.getProperty("os.arch", ""))
                .ifPresent(all::add);
        return new Discovery(devices.driver(), all, libtorch, problem);
    }

    private static Optional<Failure> tooFew(
            UserLibtorch libraries, int gpus, SystemDevices devices) {
        return gpus >= devices.devices().size()
                ? Optional.empty()
                : Optional.of(
                        Failure.of(
                                TorchProblem.DEVICE_GONE,
                                libraries.folder(),
                                "these libraries compute with "
                                        + gpus
                                        + " of the "
                                        + devices.devices().size()
                                        + " GPUs that the system has",
                                "Take libraries for a version of CUDA that the driver "
                                        + devices.driver().orElse("")
                                        + " supports"));
    }

    private static Failure withoutCuda(@Nullable Path folder, String which) {
        return Failure.of(
                TorchProblem.NO_LIBRARIES,
                folder,
                which + " are for the processor",
                "Point to those of a PyTorch "
                        + Binding.builtFor()
                        + " with CUDA, for example a Python's torch folder");
    }

    private static Discovery.Libtorch own(Path folder) {
        return new Discovery.Libtorch(
                folder, Binding.builtFor(), "cpu", true, Binding.builtFor(), "");
    }

    private static Discovery.Libtorch described(UserLibtorch libraries) throws Failure {
        return new Discovery.Libtorch(
                libraries.folder(),
                libraries.version(),
                libraries.flavor(),
                false,
                Binding.builtFor(),
                libraries.stamp());
    }

    @Override
    public Discovery tryLibtorch(Path folder, Cancellation cancellation)
            throws Failure, CancelledException {
        UserLibtorch libraries = UserLibtorch.at(folder);
        LibtorchTrial.Found found = folders.trial().run(libraries, cancellation);
        return found(system.get(), libraries, found.gpus());
    }

    @Override
    public Device open(Accelerator accelerator, DeviceTrouble trouble) throws Failure {
        return new TorchDevice(source.load(), accelerator, FreeMemory.of(accelerator), trouble);
    }
}
