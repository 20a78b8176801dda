package org.taskvectors.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.ClosedChannelException;
import java.nio.file.ClosedFileSystemException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.accelerator.DeviceTrouble;
import org.taskvectors.accelerator.Devices;
import org.taskvectors.analysis.Measured;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.ThreadedPasses;
import org.taskvectors.file.Shown;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Job;
import org.taskvectors.job.JobQueue;
import org.taskvectors.job.Needs;
import org.taskvectors.job.Work;
import org.taskvectors.tensor.Compute;

/// What the commands have in common while one of them runs: where they write, where measurements
/// are kept, and the wish to stop.
final class Session {
    private static final long TICK_MILLIS = 100;

    private final String program;
    private final ProfileStore store;
    private final Devices devices;
    private final HubModels models;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean terminal;
    private final boolean outTerminal;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AtomicReference<@Nullable Job<?>> running = new AtomicReference<>();
    private volatile String waiting = "";
    private volatile boolean isShowing;

    /// @param models reads what stands where a path is asked for
    /// @param terminal whether `err` is a terminal that shows progress
    /// @param outTerminal whether `out` is a terminal
    Session(
            String program,
            ProfileStore store,
            Devices devices,
            HubModels models,
            PrintWriter out,
            PrintWriter err,
            boolean terminal,
            boolean outTerminal) {
        this.program = program;
        this.store = store;
        this.devices = devices;
        this.models = models;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.outTerminal = outTerminal;
        models.onWait(this::hubWaits);
    }

    /// Says what is waited for: beside the progress where it is shown, else in a line of its own.
    private void hubWaits(String words) {
        waiting = words;
        if (!words.isEmpty() && !isShowing) {
            err.println("note: " + Shown.whole(words));
        }
    }

    /// Name and version of the program.
    String program() {
        return program;
    }

    /// Reads what stands where a path is asked for.
    HubModels models() {
        return models;
    }

    ProfileStore store() {
        return store;
    }

    /// The devices that commands may run on.
    Devices devices() {
        return devices;
    }

    /// Says if the device that a person chose is not on this machine.
    void sayIfMissing() {
        DeviceChoice choice = devices.choice();
        if (!choice.isAutomatic() && !choice.isProcessor() && devices.find(choice).isEmpty()) {
            err.println("note: " + choice.id() + " cannot be used here; the CPU is used");
        }
    }

    /// Returns what a command computes with.
    ///
    /// @param threads of the processor
    /// @param isDeviceWanted whether the command line names the device: then the command fails with
    ///   it; otherwise it goes on on the processor, and says so
    Compute compute(int threads, boolean isDeviceWanted) {
        devices.onTrouble(
                (accelerator, failure, _) -> {
                    if (isDeviceWanted) {
                        return DeviceTrouble.Answer.STOP;
                    }
                    err.println(
                            "note: "
                                    + accelerator.label()
                                    + ": "
                                    + failure.getMessage()
                                    + " It goes on on the CPU.");
                    return DeviceTrouble.Answer.GO_ON;
                });
        return devices.compute(threads);
    }

    PrintWriter out() {
        return out;
    }

    PrintWriter err() {
        return err;
    }

    /// Whether standard output is a terminal, which some characters command.
    boolean isOutTerminal() {
        return outTerminal;
    }

    /// Whether standard error is a terminal, which shows progress.
    boolean isTerminal() {
        return terminal;
    }

    Measured measured(Compute compute) {
        return new Measured(store, new ThreadedPasses(compute));
    }

    /// Asks whatever runs, or is about to, to stop.
    void cancel() {
        cancelled.set(true);
        @Nullable Job<?> job = running.get();
        if (job != null) {
            job.cancel();
        }
        try {
            // Models are opened outside of jobs too, and a hub may not answer.
            models.close();
        } catch (IOException e) {
            // What is left of it ends with the process.
            return;
        }
    }

    /// Whether a failure is what comes of the wish to stop.
    boolean isBrokenOff(Throwable failure) {
        for (Throwable one = failure; cancelled.get() && one != null; one = one.getCause()) {
            switch (one) {
                case CancelledException _,
                        ClosedFileSystemException _,
                        ClosedChannelException _ -> {
                    return true;
                }
                default -> {
                    // What it was caused by may be it.
                }
            }
        }
        return false;
    }

    /// Does some work as a job, with its progress on the terminal if there is one.
    <T> T run(String title, Work<T> work) throws IOException, CancelledException {
        return run(title, work, terminal, () -> "");
    }

    /// Does some work as a job, with its progress on the terminal if there is one.
    ///
    /// @param detail what is shown beside the progress; asked on the calling thread
    <T> T run(String title, Work<T> work, Supplier<String> detail)
            throws IOException, CancelledException {
        return run(title, work, terminal, detail);
    }

    /// Does some work as a job that shows what it does itself.
    <T> T quietly(Work<T> work) throws IOException, CancelledException {
        return run("", work, false, () -> "");
    }

    private <T> T run(String title, Work<T> work, boolean isShown, Supplier<String> detail)
            throws IOException, CancelledException {
        CountDownLatch over = new CountDownLatch(1);
        try (JobQueue queue = new JobQueue()) {
            Job<T> job =
                    queue.submit(
                            Shown.whole(title),
                            Needs.DISK_AND_DEVICE,
                            work,
                            ended -> over.countDown());
            running.set(job);
            if (cancelled.get()) {
                job.cancel();
            }
            await(job, over, isShown, detail);
            return outcome(job);
        } finally {
            running.set(null);
        }
    }

    private void await(Job<?> job, CountDownLatch over, boolean isShown, Supplier<String> detail) {
        ProgressLine line = new ProgressLine(err, job.title());
        boolean interrupted = false;
        isShowing = isShown;
        while (true) {
            try {
                if (over.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                    break;
                }
                if (isShown) {
                    line.show(job.progress(), detail.get(), waiting);
                }
            } catch (InterruptedException e) {
                interrupted = true;
                job.cancel();
            }
        }
        isShowing = false;
        line.erase();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T outcome(Job<T> job) throws IOException, CancelledException {
        Optional<Throwable> failure = job.failure();
        if (failure.isPresent()) {
            switch (failure.get()) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
        return job.result().orElseThrow(CancelledException::new);
    }
}
