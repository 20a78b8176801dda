package org.taskvectors.ui;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.taskvectors.Patience;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.accelerator.DeviceTrouble;
import org.taskvectors.accelerator.Devices;
import org.taskvectors.accelerator.Discovery;
import org.taskvectors.accelerator.Trial;
import org.taskvectors.accelerator.Verdict;
import org.taskvectors.accelerator.Workload;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Compute;

/// A machine whose devices a test makes up.
public final class TestDevices implements Devices {
    /// An NVIDIA GPU.
    public static final Accelerator GPU =
            new Accelerator(Accelerator.Kind.CUDA, 0, "NVIDIA RTX 4090", 25_757_220_864L);

    /// An Apple GPU.
    public static final Accelerator APPLE =
            new Accelerator(Accelerator.Kind.APPLE, 0, "Apple M3 Max", 0);

    /// What [#find] finds.
    public volatile Discovery machine = Discovery.NOTHING;

    /// What [#useLibtorch] finds.
    public volatile Discovery tried = Discovery.NOTHING;

    /// Why the choice cannot be saved.
    public volatile Optional<Failure> unsaved = Optional.empty();

    /// Why a folder is refused.
    public volatile Optional<Failure> refused = Optional.empty();

    /// What a trial gives; it fails where there is none.
    public volatile Optional<Trial> trial = Optional.empty();

    /// Whether trials and folders wait until they are cancelled or [#go] is open.
    public volatile CountDownLatch go = new CountDownLatch(0);

    public volatile List<Accelerator> busy = List.of();
    public volatile Optional<Verdict> last = Optional.empty();
    public volatile Function<Workload, Verdict> verdicts =
            _ -> new Verdict(Optional.empty(), "there is no other", Double.NaN, Double.NaN);

    /// What was chosen, in order.
    public final List<DeviceChoice> chosen = new CopyOnWriteArrayList<>();

    /// What was tried, in order.
    public final List<Accelerator> trials = new CopyOnWriteArrayList<>();

    private volatile DeviceChoice choice = DeviceChoice.AUTOMATIC;
    private volatile Optional<Path> folder = Optional.empty();
    private volatile Discovery found = Discovery.NOTHING;
    private volatile DeviceTrouble trouble = (_, _, _) -> DeviceTrouble.Answer.STOP;
    private volatile Runnable listener = () -> {};

    /// A machine with an NVIDIA GPU that can be used.
    public static Discovery withGpu() {
        return new Discovery(
                Optional.of("570.86.15"),
                List.of(GPU),
                Optional.of(libtorch("cu128", "2.7.1")),
                Optional.empty());
    }

    /// Libraries that the program brought.
    public static Discovery.Libtorch libtorch(String flavor, String version) {
        return new Discovery.Libtorch(
                Path.of("/opt/workbench/libtorch"), version, flavor, true, "2.7.1", "");
    }

    /// A failure of a device.
    public static Failure failure(String what, @Nullable Path file, String advice) {
        return Failure.of(FileProblem.READ_FAILED, file, what, advice);
    }

    /// Tells the window that something runs somewhere else.
    public void tell() {
        listener.run();
    }

    /// What decides when a device fails.
    public DeviceTrouble trouble() {
        return trouble;
    }

    @Override
    public DeviceChoice choice() {
        return choice;
    }

    @Override
    public void choose(DeviceChoice now) throws Failure {
        choice = now;
        chosen.add(now);
        if (unsaved.isPresent()) {
            throw unsaved.get();
        }
    }

    @Override
    public DeviceTrouble.Answer ask(String label, Failure failure, Cancellation cancellation) {
        return trouble.ask(GPU, failure, cancellation);
    }

    @Override
    public void chooseForNow(DeviceChoice now) {
        choice = now;
    }

    @Override
    public Optional<Accelerator> find(DeviceChoice wanted) {
        return machine.usable().stream().filter(one -> one.id().equals(wanted.id())).findFirst();
    }

    @Override
    public Compute compute(int threads) {
        return Compute.onCpu(threads);
    }

    @Override
    public Optional<Path> libtorch() {
        return folder;
    }

    @Override
    public Discovery useLibtorch(Optional<Path> now, Cancellation cancellation)
            throws Failure, CancelledException {
        await(cancellation);
        if (refused.isPresent()) {
            throw refused.get();
        }
        folder = now;
        return tried;
    }

    private void await(Cancellation cancellation) throws CancelledException {
        while (go.getCount() > 0) {
            cancellation.check();
            Patience.pause();
        }
    }

    @Override
    public Discovery found() {
        return found;
    }

    @Override
    public Discovery find() {
        found = machine;
        return found;
    }

    @Override
    public Verdict verdict(Workload work) {
        return verdicts.apply(work);
    }

    @Override
    public Trial trial(Accelerator device, Cancellation cancellation)
            throws Failure, CancelledException {
        trials.add(device);
        await(cancellation);
        return trial.orElseThrow(
                () ->
                        failure(
                                "the device has 12 MB left, and a block needs 64 MB",
                                null,
                                "Close what else uses it"));
    }

    @Override
    public void onTrouble(DeviceTrouble now) {
        trouble = now;
    }

    @Override
    public void onChange(Runnable now) {
        listener = now;
    }

    @Override
    public List<Accelerator> busy() {
        return busy;
    }

    @Override
    public Optional<Verdict> last() {
        return last;
    }
}
