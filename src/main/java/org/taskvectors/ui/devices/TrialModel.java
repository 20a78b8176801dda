package org.taskvectors.ui.devices;

import java.util.List;
import java.util.Optional;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.accelerator.Discovery;
import org.taskvectors.accelerator.Trial;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;

/// A small extraction on the processor and on a device, beside each other. Lives on the window's
/// thread.
public final class TrialModel {
    private final AppContext context;
    private final Runnable changed;
    private Optional<Job<Trial>> running = Optional.empty();
    private Optional<Trial> result = Optional.empty();
    private Remark remark = Remark.NONE;

    /// @param changed called when there is something else to show
    TrialModel(AppContext context, Runnable changed) {
        this.context = context;
        this.changed = changed;
    }

    /// Which device would be tried: the chosen one, else the first that can be used, else the
    /// processor through libtorch, where there is such: it runs what a GPU would.
    Optional<Accelerator> target(DeviceChoice chosen) {
        Discovery found = context.devices().devices().found();
        List<Accelerator> usable = DeviceRows.usable(found);
        return usable.stream()
                .filter(device -> DeviceChoice.of(device).equals(chosen))
                .findFirst()
                .or(() -> usable.stream().findFirst());
    }

    public boolean isRunning() {
        return running.isPresent();
    }

    /// What the last trial found.
    public Optional<Trial> result() {
        return result;
    }

    /// What it waits for, or why the last one gave nothing.
    public Remark remark() {
        return running.flatMap(job -> context.background().jobs().waitsFor(job))
                .map(other -> Remark.of("Waits for " + other.title() + ".", "muted"))
                .orElse(remark);
    }

    /// Forgets what was found.
    void reset() {
        if (running.isEmpty()) {
            result = Optional.empty();
            remark = Remark.NONE;
        }
    }

    void start(Accelerator device) {
        if (running.isPresent()) {
            return;
        }
        result = Optional.empty();
        remark = Remark.NONE;
        running =
                Optional.of(
                        context.background()
                                .jobs()
                                .submit(
                                        "Testing " + device.label(),
                                        // Beside another pass its times would say nothing.
                                        Needs.DISK_AND_DEVICE,
                                        (_, cancellation) ->
                                                context.devices()
                                                        .devices()
                                                        .trial(device, cancellation),
                                        job ->
                                                context.background()
                                                        .window()
                                                        .execute(() -> ended(job))));
        changed.run();
    }

    public void cancel() {
        running.ifPresent(Job::cancel);
    }

    private void ended(Job<Trial> job) {
        running = Optional.empty();
        result = job.result();
        remark =
                job.failure()
                        .map(failure -> Remark.of(FailureWords.of(failure), "bad"))
                        .orElse(
                                result.isPresent()
                                        ? Remark.NONE
                                        : Remark.of("Cancelled.", "muted"));
        context.devices().tell();
    }
}
