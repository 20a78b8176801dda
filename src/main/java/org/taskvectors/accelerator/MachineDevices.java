package org.taskvectors.accelerator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.Device;

/// The devices of this machine. Nothing is loaded or measured before some work could run on more
/// than the processor.
public final class MachineDevices implements Devices {
    private final Backend backend;
    private final TrialMaker trials;
    private final Optional<Path> file;
    private final int threads;
    private final List<Accelerator> busy = new CopyOnWriteArrayList<>();
    private volatile DeviceSettings settings;
    private volatile DeviceTrouble trouble = (_, _, _) -> DeviceTrouble.Answer.STOP;
    private volatile Runnable hears = () -> {};
    private volatile Optional<Verdict> last = Optional.empty();
    private final Map<Accelerator, String> givenUp = new ConcurrentHashMap<>();
    private @Nullable Judge judge;

    /// @param backend what finds and loads devices
    /// @param trials runs small extractions
    /// @param file where the settings are kept, which need not exist; empty where they are not kept
    /// @param threads of the processor that work
    public MachineDevices(Backend backend, TrialMaker trials, Optional<Path> file, int threads) {
        this.backend = backend;
        this.trials = trials;
        this.file = file;
        this.threads = threads;
        this.settings = file.map(DeviceSettings::read).orElse(DeviceSettings.DEFAULT);
    }

    /// Returns the processor alone, for programs that are put together without devices.
    public static MachineDevices processorOnly(int threads) {
        return new MachineDevices(
                new ProcessorOnly(),
                (accelerator, device, cancellation) -> {
                    throw Failure.of(
                            DeviceProblem.NO_SUCH_DEVICE,
                            null,
                            accelerator.label() + " is not on this machine",
                            "");
                },
                Optional.empty(),
                threads);
    }

    @Override
    public Compute compute(int working) {
        return new Compute(new ChoosingDevice(this::device, this::isChosenFor), working);
    }

    @Override
    public DeviceChoice choice() {
        return settings.choice();
    }

    @Override
    public void choose(DeviceChoice choice) throws Failure {
        givenUp.clear();
        settings = settings.with(choice);
        changed();
        keep(settings);
    }

    private void keep(DeviceSettings kept) throws Failure {
        if (file.isPresent()) {
            kept.write(file.get());
        }
    }

    @Override
    public void chooseForNow(DeviceChoice choice) {
        settings = settings.with(choice);
        changed();
    }

    @Override
    public Optional<Path> libtorch() {
        return settings.libtorch();
    }

    @Override
    public Discovery useLibtorch(Optional<Path> folder, Cancellation cancellation)
            throws Failure, CancelledException {
        Discovery found = backend.own();
        Optional<Path> chosen = Optional.empty();
        String stamp = "";
        if (folder.isPresent()) {
            found = backend.tryLibtorch(folder.get(), cancellation);
            chosen = found.libtorch().map(Discovery.Libtorch::folder).or(() -> folder);
            stamp = found.libtorch().map(Discovery.Libtorch::stamp).orElse("");
        }
        DeviceSettings changed = settings.withLibtorch(chosen.map(Path::toAbsolutePath), stamp);
        keep(changed);
        settings = changed;
        changed();
        return found;
    }

    @Override
    public Discovery found() {
        return backend.found();
    }

    @Override
    public Discovery find() {
        List<Accelerator> before = backend.found().usable();
        Discovery found = backend.look();
        if (!found.usable().equals(before)) {
            forgetSpeeds();
        }
        changed();
        return found;
    }

    private synchronized void forgetSpeeds() {
        judge = null;
    }

    /// Whether it is to be estimated where some work ends sooner. The machine is looked at for it
    /// only where a person has pointed to libraries that could use a GPU, and where the work is
    /// large enough to be worth the wait.
    private boolean isChosenFor(Workload work) {
        if (!choice().isAutomatic()) {
            return false;
        }
        if (libtorch().isPresent() && work.isLarge()) {
            backend.find();
        }
        return backend.found().usable().stream().anyMatch(Accelerator::isFast);
    }

    @Override
    public Verdict verdict(Workload work) {
        Verdict verdict = wanted(work);
        return verdict.accelerator()
                .flatMap(one -> Optional.ofNullable(givenUp.get(one)))
                .map(MachineDevices::processor)
                .orElse(verdict);
    }

    /// Returns where work would run if every device did what it should.
    private Verdict wanted(Workload work) {
        DeviceChoice chosen = choice();
        if (chosen.isProcessor()) {
            return processor("chosen");
        }
        if (!chosen.isAutomatic()) {
            return find(chosen)
                    .map(
                            device ->
                                    new Verdict(
                                            Optional.of(device), "chosen", Double.NaN, Double.NaN))
                    .orElseGet(() -> processor(chosen.id() + " is not on this machine"));
        }
        return isChosenFor(work) ? judge().verdict(work) : processor("");
    }

    private static Verdict processor(String reason) {
        return new Verdict(Optional.empty(), reason, Double.NaN, Double.NaN);
    }

    @Override
    public Optional<Accelerator> find(DeviceChoice choice) {
        if (choice.equals(DeviceChoice.of(Accelerator.OF_LIBTORCH))) {
            return Optional.of(Accelerator.OF_LIBTORCH);
        }
        Optional<Accelerator> known = among(backend.found(), choice);
        return known.isPresent() ? known : among(backend.find(), choice);
    }

    private static Optional<Accelerator> among(Discovery found, DeviceChoice choice) {
        return found.usable().stream().filter(one -> one.id().equals(choice.id())).findFirst();
    }

    /// What cannot be measured is not chosen.
    private synchronized Judge judge() {
        if (judge == null) {
            Map<Accelerator, Speed> speeds = new LinkedHashMap<>();
            for (Accelerator one : backend.find().usable()) {
                speed(one).ifPresent(speed -> speeds.put(one, speed));
            }
            try {
                judge = new Judge(Speed.of(Device.CPU, threads, new Cancellation()), speeds);
            } catch (IOException | CancelledException e) {
                throw new IllegalStateException("the processor fails at nothing", e);
            }
        }
        return judge;
    }

    private Optional<Speed> speed(Accelerator accelerator) {
        try {
            Device device = backend.open(accelerator, (_, _, _) -> DeviceTrouble.Answer.STOP);
            return Optional.of(Speed.of(device, threads, new Cancellation()));
        } catch (IOException | CancelledException e) {
            return Optional.empty();
        }
    }

    private Device device(Workload work, Cancellation cancellation) throws Failure {
        Verdict verdict = verdict(work);
        last = Optional.of(verdict);
        Optional<Accelerator> accelerator = verdict.accelerator();
        if (accelerator.isEmpty()) {
            changed();
            return Device.CPU;
        }
        try {
            Device device = backend.open(accelerator.get(), this::ask);
            busy.add(accelerator.get());
            changed();
            return new RunningDevice(device, () -> over(accelerator.get()));
        } catch (Failure failure) {
            return withoutIt(accelerator.get(), failure, cancellation);
        }
    }

    /// A device that cannot be opened is in trouble as one that fails later.
    private Device withoutIt(Accelerator accelerator, Failure failure, Cancellation cancellation)
            throws Failure {
        if (ask(accelerator, failure, cancellation) == DeviceTrouble.Answer.STOP) {
            throw failure;
        }
        last = Optional.of(processor(accelerator.label() + " failed: " + failure.what()));
        changed();
        return Device.CPU;
    }

    private void over(Accelerator accelerator) {
        busy.remove(accelerator);
        changed();
    }

    @Override
    public Trial trial(Accelerator accelerator, Cancellation cancellation)
            throws Failure, CancelledException {
        Device device = backend.open(accelerator, (_, _, _) -> DeviceTrouble.Answer.STOP);
        return trials.run(accelerator, device, cancellation);
    }

    @Override
    public void onTrouble(DeviceTrouble decides) {
        trouble = decides;
    }

    @Override
    public DeviceTrouble.Answer ask(String label, Failure failure, Cancellation cancellation) {
        Accelerator accelerator =
                found().devices().stream()
                        .filter(one -> one.label().equals(label))
                        .findFirst()
                        .orElse(Accelerator.OF_LIBTORCH);
        return ask(accelerator, failure, cancellation);
    }

    /// Asks; where the answer is to go on, a device that would fail in the same way again is not
    /// tried again until a person chooses anew.
    private DeviceTrouble.Answer ask(
            Accelerator accelerator, Failure failure, Cancellation cancellation) {
        if (givenUp.containsKey(accelerator)) {
            return DeviceTrouble.Answer.GO_ON;
        }
        DeviceTrouble.Answer answer = trouble.ask(accelerator, failure, cancellation);
        if (answer == DeviceTrouble.Answer.GO_ON
                && failure.problem().isLasting()
                && !cancellation.isCancelled()) {
            givenUp.put(accelerator, accelerator.label() + " failed: " + failure.what());
            changed();
        }
        return answer;
    }

    @Override
    public void onChange(Runnable listener) {
        hears = listener;
    }

    private void changed() {
        hears.run();
    }

    @Override
    public List<Accelerator> busy() {
        return List.copyOf(busy);
    }

    @Override
    public Optional<Verdict> last() {
        return last;
    }
}
