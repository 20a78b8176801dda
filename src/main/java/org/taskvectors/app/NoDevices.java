package org.taskvectors.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.accelerator.DeviceTrouble;
import org.taskvectors.accelerator.Devices;
import org.taskvectors.accelerator.Discovery;
import org.taskvectors.accelerator.Trial;
import org.taskvectors.accelerator.Verdict;
import org.taskvectors.accelerator.Workload;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Problem;
import org.taskvectors.job.Cancellation;

/// The processor and nothing else: what draws pictures of places has no use for other devices.
final class NoDevices implements Devices {
    /// Why something that needs another device is refused.
    enum NoDeviceProblem implements Problem {
        ONLY_THE_PROCESSOR
    }

    private static final String REASON = "here everything runs on the processor";

    private volatile DeviceChoice choice = DeviceChoice.AUTOMATIC;

    @Override
    public DeviceChoice choice() {
        return choice;
    }

    /// Kept until the program ends: nothing of it is to be written.
    @Override
    public void choose(DeviceChoice chosen) {
        choice = chosen;
    }

    @Override
    public Optional<Path> libtorch() {
        return Optional.empty();
    }

    @Override
    public Discovery useLibtorch(Optional<Path> folder, Cancellation cancellation) throws Failure {
        throw refusal(folder);
    }

    @Override
    public Discovery found() {
        return Discovery.NOTHING;
    }

    @Override
    public Discovery find() {
        return Discovery.NOTHING;
    }

    @Override
    public Verdict verdict(Workload work) {
        return new Verdict(Optional.empty(), REASON, Double.NaN, Double.NaN);
    }

    @Override
    public Trial trial(Accelerator device, Cancellation cancellation) throws Failure {
        throw refusal(Optional.empty());
    }

    /// Never asked, since no device can fail.
    @Override
    public void onTrouble(DeviceTrouble trouble) {}

    /// Never called, since nothing changes.
    @Override
    public void onChange(Runnable listener) {}

    @Override
    public List<Accelerator> busy() {
        return List.of();
    }

    @Override
    public Optional<Verdict> last() {
        return Optional.empty();
    }

    private static Failure refusal(Optional<Path> folder) {
        return Failure.of(NoDeviceProblem.ONLY_THE_PROCESSOR, folder.orElse(null), REASON, "");
    }
}
