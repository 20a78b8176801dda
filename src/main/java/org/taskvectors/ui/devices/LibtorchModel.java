package org.taskvectors.ui.devices;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.Discovery;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.shell.AppContext;

/// The folder of libtorch's libraries: the program's own, or one that a person names, which is
/// tried before it is taken. Lives on the window's thread.
public final class LibtorchModel {
    private final AppContext context;
    private final Runnable changed;
    private final StringProperty typed = new SimpleStringProperty(this, "typed", "");
    private Optional<Job<Discovery>> running = Optional.empty();
    private Remark remark = Remark.NONE;

    /// @param changed called when there is something else to show
    LibtorchModel(AppContext context, Runnable changed) {
        this.context = context;
        this.changed = changed;
    }

    /// The folder as a person types it.
    public StringProperty typedProperty() {
        return typed;
    }

    /// The folder that the program loads when it starts; empty for its own.
    public Optional<Path> chosen() {
        return context.devices().devices().libtorch();
    }

    public boolean isRunning() {
        return running.isPresent();
    }

    /// What came of the last try, or what holds from the next start on.
    public Remark remark() {
        return remark.equals(Remark.NONE) && isPending()
                ? Remark.of(
                        "From the next start on: "
                                + chosen().map(HomePath::of).orElse("the program’s own"),
                        "warning")
                : remark;
    }

    /// Shows what is chosen, and forgets what came of the last try.
    void reset() {
        if (running.isEmpty()) {
            typed.set(chosen().map(Path::toString).orElse(""));
            remark = Remark.NONE;
        }
    }

    /// Lets the person point to a folder, and tries it.
    public void choose() {
        context.dialogs()
                .openFolder("The folder of libtorch")
                .ifPresent(
                        folder -> {
                            typed.set(folder.toString());
                            use();
                        });
    }

    /// Whether there is something to try.
    public boolean isTyped() {
        return !typed.get().isBlank();
    }

    /// Tries the folder that was typed.
    public void use() {
        String text = typed.get().strip();
        if (text.isEmpty()) {
            return;
        }
        try {
            attempt(Optional.of(Path.of(text)));
        } catch (InvalidPathException e) {
            remark = Remark.of("“" + text + "” is no path.", "bad");
            changed.run();
        }
    }

    /// Goes back to the program's own.
    public void useOwn() {
        typed.set("");
        attempt(Optional.empty());
    }

    public void cancel() {
        running.ifPresent(Job::cancel);
    }

    private void attempt(Optional<Path> folder) {
        if (running.isPresent()) {
            return;
        }
        remark = Remark.NONE;
        String title =
                "Trying libtorch in " + folder.map(HomePath::of).orElse("the program’s own folder");
        running =
                Optional.of(
                        context.background()
                                .jobs()
                                .submit(
                                        title,
                                        Needs.NOTHING,
                                        (_, cancellation) ->
                                                context.devices()
                                                        .devices()
                                                        .useLibtorch(folder, cancellation),
                                        job ->
                                                context.background()
                                                        .window()
                                                        .execute(() -> ended(job))));
        changed.run();
    }

    private void ended(Job<Discovery> job) {
        running = Optional.empty();
        remark =
                job.result()
                        .map(LibtorchModel::works)
                        .or(() -> job.failure().map(LibtorchModel::refused))
                        .orElse(Remark.of("Cancelled: nothing was changed.", "muted"));
        context.devices().tell();
    }

    private static Remark refused(Throwable failure) {
        return Remark.of(FailureWords.of(failure), "bad");
    }

    private static Remark works(Discovery found) {
        String what = found.libtorch().map(of -> " " + DeviceFacts.words(of)).orElse("");
        String usable =
                found.usable().isEmpty()
                        ? ", and finds no device to run on"
                        : ", and " + found.usable().getFirst().label() + " can run with it";
        String why = found.problem().map(p -> ": " + p.what()).orElse("");
        Accelerator.Kind gpu = Accelerator.Kind.CUDA;
        boolean isForGpu = found.usable().stream().anyMatch(device -> device.kind() == gpu);
        return Remark.of(
                "libtorch"
                        + what
                        + " can be loaded"
                        + usable
                        + why
                        + ". It takes effect at the next start of the program.",
                isForGpu ? "good" : "warning");
    }

    /// Whether other libraries are chosen than those that the program runs with.
    private boolean isPending() {
        Optional<Discovery.Libtorch> runs = context.devices().devices().found().libtorch();
        return runs.isPresent()
                && chosen().map(folder -> !isOf(runs.get(), folder)).orElse(!runs.get().isOwn());
    }

    private static boolean isOf(Discovery.Libtorch runs, Path folder) {
        Path where = runs.folder().toAbsolutePath().normalize();
        Path named = folder.toAbsolutePath().normalize();
        return where.startsWith(named) || named.startsWith(where);
    }
}
