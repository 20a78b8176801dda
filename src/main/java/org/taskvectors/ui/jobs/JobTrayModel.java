package org.taskvectors.ui.jobs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.job.Job;
import org.taskvectors.job.JobQueue;
import org.taskvectors.job.Progress;
import org.taskvectors.workspace.WorkspaceStore.Saving;

/// What the job tray says: the job that runs, what waits behind it, and when nothing runs how the
/// last one ended or whether the workspace is saved.
public final class JobTrayModel {
    /// Work that is over sooner is not worth a flicker.
    private static final long PATIENCE_MILLIS = 300;

    private static final long OUTCOME_MILLIS = 12_000;

    /// The one line about a job.
    ///
    /// @param job the job itself, to cancel it
    /// @param verb the first word of its title: `Extracting`
    /// @param name the rest of it
    /// @param fraction 0 to 1; −1 while its size is not known
    /// @param figures `8.9 of 14.5 GB 3.1 GB/s 2 s left`
    public record Line(
            Job<?> job, String verb, String name, double fraction, List<String> figures) {}

    /// What is said when nothing runs.
    ///
    /// @param tone `muted`, `good`, `warning` or `bad`: a style class
    public record Message(String text, String tone) {}

    private final JobQueue jobs;
    private final Supplier<Saving> saving;
    private final LongSupplier clock;
    private final Map<Job<?>, Long> since = new HashMap<>();
    private final ReadOnlyObjectWrapper<Optional<Line>> line =
            new ReadOnlyObjectWrapper<>(this, "line", Optional.empty());
    private final ReadOnlyObjectWrapper<Message> message;
    private final ReadOnlyObjectWrapper<String> waiting =
            new ReadOnlyObjectWrapper<>(this, "waiting", "");
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper(this, "busy");
    private final ObservableList<Line> all = FXCollections.observableArrayList();
    private Optional<Message> outcome = Optional.empty();
    private long outcomeAt;

    /// @param saving how the disk stands to the workspace
    /// @param window runs something on the window's thread
    /// @param clock milliseconds
    public JobTrayModel(
            JobQueue jobs, Supplier<Saving> saving, Executor window, LongSupplier clock) {
        this.jobs = jobs;
        this.saving = saving;
        this.clock = clock;
        this.message = new ReadOnlyObjectWrapper<>(this, "message", idle(saving.get()));
        jobs.onChange(job -> window.execute(() -> changed(job)));
    }

    /// The job that is shown.
    public ReadOnlyObjectProperty<Optional<Line>> lineProperty() {
        return line.getReadOnlyProperty();
    }

    /// What is said instead when there is none.
    public ReadOnlyObjectProperty<Message> messageProperty() {
        return message.getReadOnlyProperty();
    }

    /// `1 job · 0 waiting`; empty when nothing runs.
    public ReadOnlyObjectProperty<String> waitingProperty() {
        return waiting.getReadOnlyProperty();
    }

    /// Whether [#tick] has something to follow.
    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /// Every job that waits or runs, in order.
    public ObservableList<Line> all() {
        return all;
    }

    public void cancel(Job<?> job) {
        job.cancel();
        tick();
    }

    /// Looks at the jobs again; called some ten times a second while [#busyProperty].
    public void tick() {
        long now = clock.getAsLong();
        List<Job<?>> unfinished = jobs.unfinished();
        since.keySet().retainAll(unfinished);
        unfinished.forEach(job -> since.putIfAbsent(job, now));
        List<Job<?>> shown =
                unfinished.stream()
                        .filter(job -> now - since.getOrDefault(job, now) >= PATIENCE_MILLIS)
                        .toList();
        busy.set(!unfinished.isEmpty() || saving.get() == Saving.PENDING || outcome.isPresent());
        all.setAll(shown.stream().map(JobTrayModel::line).toList());
        Optional<Line> first =
                all.stream().filter(l -> l.job().state() == Job.State.RUNNING).findFirst();
        line.set(first.or(() -> all.stream().findFirst()));
        long running = shown.stream().filter(j -> j.state() == Job.State.RUNNING).count();
        waiting.set(
                shown.isEmpty()
                        ? ""
                        : running
                                + (running == 1 ? " job · " : " jobs · ")
                                + (shown.size() - running)
                                + " waiting");
        if (now - outcomeAt > OUTCOME_MILLIS) {
            outcome = Optional.empty();
        }
        message.set(outcome.orElseGet(() -> idle(saving.get())));
    }

    private void changed(Job<?> job) {
        boolean wasSeen =
                clock.getAsLong() - since.getOrDefault(job, clock.getAsLong()) >= PATIENCE_MILLIS;
        switch (job.state()) {
            case DONE -> {
                // What has no bytes to count is a step on the way, and its result is its own sign.
                if (wasSeen && job.progress().total() > 0) {
                    say(new Message(job.title() + ": finished.", "good"));
                }
            }
            case FAILED -> say(new Message(job.title() + ": failed.", "bad"));
            case CANCELLED -> {
                if (wasSeen) {
                    say(
                            new Message(
                                    job.title() + ": cancelled, nothing was left behind.",
                                    "muted"));
                }
            }
            case WAITING, RUNNING -> {}
        }
        tick();
    }

    private void say(Message said) {
        outcome = Optional.of(said);
        outcomeAt = clock.getAsLong();
    }

    private static Message idle(Saving saving) {
        return switch (saving) {
            case SAVED -> new Message("Everything in this workspace is saved.", "muted");
            case PENDING -> new Message("Saving the workspace…", "muted");
            case FAILED -> new Message("The workspace could not be saved.", "bad");
            case OFF -> new Message("This session is not saved.", "warning");
        };
    }

    private static Line line(Job<?> job) {
        String title = job.title();
        int space = title.indexOf(' ');
        Progress progress = job.progress();
        boolean waits = job.state() == Job.State.WAITING;
        boolean measured = progress.total() > 0;
        return new Line(
                job,
                space < 0 ? title : title.substring(0, space),
                space < 0 ? "" : title.substring(space + 1),
                waits ? 0 : measured ? progress.fraction() : -1,
                job.isCancelRequested()
                        ? List.of("cancelling…")
                        : waits
                                ? List.of("waits")
                                : measured ? figures(progress) : List.of("working…"));
    }

    private static List<String> figures(Progress progress) {
        double rate = progress.rate();
        return List.of(
                Amounts.bytesOf((double) progress.done(), (double) progress.total()),
                rate > 0 ? Amounts.bytes(rate) + "/s" : "",
                Double.isNaN(progress.secondsLeft())
                        ? ""
                        : Amounts.estimate(progress.secondsLeft()) + " left");
    }
}
