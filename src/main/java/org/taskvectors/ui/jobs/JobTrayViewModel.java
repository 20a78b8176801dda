package org.taskvectors.ui.jobs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.job.Job;
import org.taskvectors.job.JobQueue;
import org.taskvectors.job.Progress;
import org.taskvectors.ui.common.RunsOn;
import org.taskvectors.workspace.WorkspaceStore.Saving;
import org.taskvectors.workspace.undo.UndoStack;

/// What the job tray says: a line for each job that runs, how many wait, what was done and can be
/// taken back, and when nothing runs how the last one ended or whether the workspace is saved.
public final class JobTrayViewModel {
    /// Work that is over sooner is not worth a flicker.
    private static final long PATIENCE_MILLIS = 300;

    private static final long OUTCOME_MILLIS = 12_000;

    /// More lines than this would take the place's room; all of them are in the list.
    private static final int MOST_LINES = 4;

    /// The one line about a job.
    ///
    /// @param job the job itself, to cancel it
    /// @param verb the first word of its title: `Extracting`
    /// @param name the rest of it
    /// @param where `on GPU 0`; empty where it is the processor that computes, as a person expects
    /// @param fraction 0 to 1; −1 while its size is not known
    /// @param figures `8.9 of 14.5 GB 3.1 GB/s 2 s left`
    public record Line(
            Job<?> job,
            String verb,
            String name,
            String where,
            double fraction,
            List<String> figures) {}

    /// What is said when nothing runs.
    ///
    /// @param tone `muted`, `good`, `warning` or `bad`: a style class
    public record Message(String text, String tone) {}

    private final JobQueue jobs;
    private final Supplier<Saving> saving;
    private final LongSupplier clock;
    private final Map<Job<?>, Long> since = new HashMap<>();
    private final UndoNote note;
    private final ObservableList<Line> lines = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<Message> message;
    private final ReadOnlyObjectWrapper<String> waiting =
            new ReadOnlyObjectWrapper<>(this, "waiting", "");
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper(this, "busy");
    private final ObservableList<Line> all = FXCollections.observableArrayList();
    private Optional<Message> outcome = Optional.empty();
    private long outcomeAt;
    private String remark = "";

    /// @param saving how the disk stands to the workspace
    /// @param window runs something on the window's thread
    /// @param clock milliseconds
    public JobTrayViewModel(
            JobQueue jobs,
            Supplier<Saving> saving,
            UndoStack undo,
            Executor window,
            LongSupplier clock) {
        this.jobs = jobs;
        this.note = new UndoNote(undo, clock);
        this.saving = saving;
        this.clock = clock;
        this.message = new ReadOnlyObjectWrapper<>(this, "message", idle(saving.get()));
        jobs.onChange(job -> window.execute(() -> changed(job)));
        undo.onChange(
                event ->
                        window.execute(
                                () -> {
                                    note.happened(event);
                                    tick();
                                }));
    }

    /// The jobs that are shown: those that run and are long; one that is short, or waits, where
    /// there is none.
    public ObservableList<Line> lines() {
        return lines;
    }

    /// What was done, and the way back; empty where nothing was lately.
    public ReadOnlyObjectProperty<Optional<UndoNote.Note>> noteProperty() {
        return note.noteProperty();
    }

    /// What is said instead when there is none.
    public ReadOnlyObjectProperty<Message> messageProperty() {
        return message.getReadOnlyProperty();
    }

    /// `1 job · 0 waiting · the hub asks to wait 30 seconds`; empty when nothing runs.
    public ReadOnlyObjectProperty<String> waitingProperty() {
        return waiting.getReadOnlyProperty();
    }

    /// Whether [#tick] has something to follow.
    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /// Says beside the jobs what all of them may be waiting for.
    ///
    /// @param words `the hub asks to wait 30 seconds`; empty for nothing
    public void remark(String words) {
        remark = words;
        tick();
    }

    /// Every job that waits or runs, in order.
    public ObservableList<Line> all() {
        return all;
    }

    public void cancel(Job<?> job) {
        job.cancel();
        tick();
    }

    /// Stops a job that can be gone on with.
    public void pause(Job<?> job) {
        job.pause();
        tick();
    }

    /// Ends a job with what it has.
    public void keep(Job<?> job) {
        job.keep();
        tick();
    }

    /// Looks at the jobs again; called some ten times a second while [#busyProperty].
    public void tick() {
        long now = clock.getAsLong();
        List<Job<?>> unfinished = jobs.unfinished();
        // A job that is over stays known until its end is told here, which may be after this.
        unfinished.forEach(job -> since.putIfAbsent(job, now));
        List<Job<?>> shown =
                unfinished.stream()
                        .filter(job -> now - since.getOrDefault(job, now) >= PATIENCE_MILLIS)
                        .toList();
        note.tick();
        busy.set(
                !unfinished.isEmpty()
                        || saving.get() == Saving.PENDING
                        || outcome.isPresent()
                        || noteProperty().get().isPresent());
        all.setAll(shown.stream().map(this::line).toList());
        lines.setAll(lines(all));
        long running = shown.stream().filter(j -> j.state() == Job.State.RUNNING).count();
        waiting.set(
                shown.isEmpty()
                        ? ""
                        : running
                                + (running == 1 ? " job · " : " jobs · ")
                                + (shown.size() - running)
                                + " waiting"
                                + (remark.isEmpty() ? "" : " · " + remark));
        if (now - outcomeAt > OUTCOME_MILLIS) {
            outcome = Optional.empty();
        }
        message.set(outcome.orElseGet(() -> idle(saving.get())));
    }

    private static List<Line> lines(List<Line> all) {
        List<Line> running =
                all.stream().filter(l -> l.job().state() == Job.State.RUNNING).toList();
        List<Line> whole = running.stream().filter(l -> !l.job().needs().isNothing()).toList();
        if (!whole.isEmpty()) {
            return whole.stream().limit(MOST_LINES).toList();
        }
        return Stream.concat(running.stream(), all.stream()).limit(1).toList();
    }

    private void changed(Job<?> job) {
        boolean wasSeen =
                clock.getAsLong() - since.getOrDefault(job, clock.getAsLong()) >= PATIENCE_MILLIS;
        if (!jobs.unfinished().contains(job)) {
            since.remove(job);
        }
        switch (job.state()) {
            case DONE -> {
                // What has no bytes to count is a step on the way, and its result is its own sign.
                boolean isBytes = job.progress().unit().equals(Progress.BYTES);
                boolean isTold = isBytes ? job.progress().total() > 0 : job.canKeep();
                if (wasSeen && isTold) {
                    say(new Message(job.title() + ": finished.", "good"));
                }
            }
            case FAILED -> say(new Message(job.title() + ": failed.", "bad"));
            case CANCELLED -> {
                if (wasSeen) {
                    say(new Message(job.title() + stopped(job), "muted"));
                }
            }
            case WAITING, RUNNING -> {}
        }
        tick();
    }

    private static String stopped(Job<?> job) {
        if (job.isPausable() && !job.canKeep()) {
            return job.isPauseRequested()
                    ? ": paused."
                    : ": cancelled. What was asked is kept, and can be resumed.";
        }
        if (job.isPauseRequested()) {
            return ": paused.";
        }
        return job.progress().unit().equals(Progress.BYTES)
                ? ": cancelled, nothing was left behind."
                : ": stopped.";
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

    private Line line(Job<?> job) {
        String title = job.title();
        int space = title.indexOf(' ');
        Progress progress = job.progress();
        boolean waits = job.state() == Job.State.WAITING;
        boolean measured = progress.total() > 0;
        return new Line(
                job,
                space < 0 ? title : title.substring(0, space),
                space < 0 ? "" : title.substring(space + 1),
                RunsOn.words(progress),
                waits ? 0 : measured ? progress.fraction() : -1,
                isStopping(job)
                        ? List.of(
                                job.isPauseRequested()
                                        ? "pausing…"
                                        : job.isKeepRequested() ? "stopping…" : "cancelling…")
                        : waits
                                ? List.of(waits(job))
                                : measured ? figures(progress) : List.of("working…"));
    }

    /// Whether a job was asked to end.
    static boolean isStopping(Job<?> job) {
        return job.isCancelRequested() || job.isPauseRequested() || job.isKeepRequested();
    }

    private String waits(Job<?> job) {
        return jobs.waitsFor(job).map(other -> "waits for " + other.title()).orElse("waits");
    }

    private static List<String> figures(Progress progress) {
        double rate = progress.rate();
        boolean isBytes = progress.unit().equals(Progress.BYTES);
        return List.of(
                !progress.steps().isEmpty()
                        ? progress.steps()
                        : isBytes
                                ? Amounts.bytesOf(
                                        (double) progress.done(), (double) progress.total())
                                : Amounts.count(progress.done())
                                        + " of at most "
                                        + Amounts.count(progress.total())
                                        + " "
                                        + progress.unit(),
                rate <= 0
                        ? ""
                        : isBytes
                                ? Amounts.bytes(rate) + "/s"
                                : Digits.decimals(rate < 100 ? 1 : 0).format(rate)
                                        + " "
                                        + progress.unit()
                                        + "/s",
                Amounts.left(progress.secondsLeft()));
    }
}
