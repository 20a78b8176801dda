package org.taskvectors.ui.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taskvectors.Patience;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.EarlyEnd;
import org.taskvectors.job.Job;
import org.taskvectors.job.JobQueue;
import org.taskvectors.job.Needs;
import org.taskvectors.ui.jobs.JobTrayViewModel.Line;
import org.taskvectors.workspace.Workspace;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.WorkspaceStore.Saving;
import org.taskvectors.workspace.undo.Act;
import org.taskvectors.workspace.undo.UndoStack;

class JobTrayViewModelTest {
    private final JobQueue jobs = new JobQueue();
    private final LinkedBlockingQueue<Runnable> window = new LinkedBlockingQueue<>();
    private final AtomicLong clock = new AtomicLong(1000);
    private final Workspace workspace = new Workspace(WorkspaceState.EMPTY);
    private final UndoStack undo = new UndoStack(workspace);
    private final JobTrayViewModel tray =
            new JobTrayViewModel(jobs, () -> Saving.SAVED, undo, window::add, clock::get);
    private final CountDownLatch end = new CountDownLatch(1);
    private final Set<List<Object>> seen = new HashSet<>();

    @AfterEach
    void close() {
        end.countDown();
        jobs.close();
    }

    private Job<String> extracting(String name) {
        return jobs.submit(
                "Extracting " + name,
                Needs.DISK_AND_DEVICE,
                (progress, cancellation) -> {
                    progress.begin(14_500_000_000L);
                    progress.add(8_900_000_000L);
                    while (end.getCount() > 0) {
                        cancellation.check();
                        Patience.pause();
                    }
                    return "";
                },
                _ -> {});
    }

    /// Tells of each change of a job once the tray has seen it: listeners are called in their
    /// order.
    @BeforeEach
    void follow() {
        jobs.onChange(
                job -> {
                    Job.State state = job.state();
                    window.add(() -> seen.add(List.of(job, state)));
                });
    }

    /// Runs the window's tasks until the tray has seen the job in that state.
    private void until(Job<?> job, Job.State state) throws InterruptedException {
        while (!seen.contains(List.of(job, state))) {
            Runnable task = window.poll(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(task).isNotNull();
            task.run();
        }
    }

    @Test
    void oneLineSaysWhatHowFarHowFast() throws InterruptedException {
        Job<String> job = extracting("mistral-7b-mnli");
        Job<String> next = extracting("gemma");
        until(job, Job.State.RUNNING);
        while (job.progress().done() == 0) {
            Patience.pause();
        }
        assertThat(tray.lines()).as("too short to be shown").isEmpty();
        clock.addAndGet(1000);
        tray.tick();
        Line line = tray.lines().getFirst();
        assertThat(line.verb()).isEqualTo("Extracting");
        assertThat(line.name()).isEqualTo("mistral-7b-mnli");
        assertThat(line.fraction()).isBetween(0.61, 0.62);
        assertThat(line.figures().getFirst()).isEqualTo("8.9 of 14.5 GB");
        assertThat(line.figures().get(1)).endsWith("/s");
        assertThat(line.figures().get(2)).as("too early to tell").isEqualTo("estimating");
        assertThat(tray.waitingProperty().get()).isEqualTo("1 job · 1 waiting");
        assertThat(next.state()).isEqualTo(Job.State.WAITING);
        assertThat(tray.all().get(1).figures())
                .containsExactly("waits for Extracting mistral-7b-mnli");
    }

    @Test
    void aJobSaysTheDeviceThatItRunsOnUnlessThatIsTheProcessor() throws InterruptedException {
        Job<String> job = extracting("mistral-7b-mnli");
        until(job, Job.State.RUNNING);
        clock.addAndGet(1000);
        job.progress().runsOn("CPU");
        tray.tick();
        assertThat(tray.lines().getFirst().where()).isEmpty();
        job.progress().runsOn("GPU 0");
        tray.tick();
        assertThat(tray.lines().getFirst().where()).isEqualTo("on GPU 0");
    }

    @Test
    void eachJobThatRunsHasALineAndAShortOneOnlyWhereThereIsNoOther() throws InterruptedException {
        Job<String> brief = job("Opening a", Needs.NOTHING);
        Job<String> copying = job("Copying b", Needs.DISK);
        Job<String> training = job("Training c", Needs.DEVICE);
        Job<String> extracting = job("Extracting d", Needs.DISK_AND_DEVICE);
        until(training, Job.State.RUNNING);
        until(copying, Job.State.RUNNING);
        until(brief, Job.State.RUNNING);
        clock.addAndGet(1000);
        tray.tick();
        assertThat(tray.lines()).extracting(Line::job).containsExactly(copying, training);
        assertThat(tray.all())
                .extracting(Line::job)
                .containsExactly(brief, copying, training, extracting);
        assertThat(tray.waitingProperty().get()).isEqualTo("3 jobs · 1 waiting");
        extracting.cancel();
        copying.cancel();
        training.cancel();
        until(extracting, Job.State.CANCELLED);
        until(copying, Job.State.CANCELLED);
        until(training, Job.State.CANCELLED);
        tray.tick();
        assertThat(tray.lines()).extracting(Line::job).containsExactly(brief);
    }

    private Job<String> job(String title, Needs needs) {
        return jobs.submit(
                title,
                needs,
                (_, cancellation) -> {
                    while (end.getCount() > 0) {
                        cancellation.check();
                        Patience.pause();
                    }
                    return "";
                },
                _ -> {});
    }

    private void windowTasks() {
        for (Runnable task = window.poll(); task != null; task = window.poll()) {
            task.run();
        }
    }

    @Test
    void whatWasRemovedIsSaidForAWhileWithTheWayBack() {
        undo.act(
                Act.of("Remove sst2", state -> state.withTicked("sst2", true))
                        .saying("Removed sst2"));
        windowTasks();
        UndoNote.Note note = tray.noteProperty().get().orElseThrow();
        assertThat(note.text()).isEqualTo("Removed sst2");
        assertThat(note.word()).isEqualTo("Undo");
        assertThat(tray.busyProperty().get()).isTrue();
        note.action().run();
        windowTasks();
        assertThat(workspace.state()).isEqualTo(WorkspaceState.EMPTY);
        UndoNote.Note undone = tray.noteProperty().get().orElseThrow();
        assertThat(undone.text()).isEqualTo("Undone: Remove sst2");
        undone.action().run();
        windowTasks();
        assertThat(workspace.state().ticked()).containsExactly("sst2");
        assertThat(tray.noteProperty().get().orElseThrow().text()).isEqualTo("Redone: Remove sst2");
        clock.addAndGet(UndoNote.SHOWN_MILLIS + 1);
        tray.tick();
        assertThat(tray.noteProperty().get()).isEmpty();
        assertThat(tray.busyProperty().get()).isFalse();
    }

    @Test
    void theNextActPutsTheNoteAway() {
        undo.act(Act.of("Remove a", state -> state.withTicked("a", true)).saying("Removed a"));
        undo.act(Act.of("Rename b", state -> state.withTicked("b", true)));
        windowTasks();
        assertThat(tray.noteProperty().get()).isEmpty();
    }

    @Test
    void whatKeepsWhatItDidCanBePausedAndSaysItsSteps() throws InterruptedException {
        Job<String> job =
                jobs.submitPausable(
                        "Sweeping x",
                        Needs.DEVICE,
                        (progress, cancellation) -> {
                            progress.begin(100, "tokens");
                            progress.say("163 of 185 points");
                            while (!cancellation.isCancelled()) {
                                Patience.pause();
                            }
                            cancellation.check();
                            return "";
                        },
                        _ -> {});
        until(job, Job.State.RUNNING);
        while (job.progress().steps().isEmpty()) {
            Patience.pause();
        }
        clock.addAndGet(1000);
        tray.tick();
        assertThat(job.isPausable()).isTrue();
        assertThat(tray.lines().getFirst().figures().getFirst()).isEqualTo("163 of 185 points");
        tray.pause(job);
        assertThat(job.isPauseRequested()).isTrue();
        until(job, Job.State.CANCELLED);
        windowTasks();
        assertThat(tray.messageProperty().get().text()).isEqualTo("Sweeping x: paused.");
    }

    @Test
    void whatKeepsBeforeItIsPausedIsCancelledOnlyByItself() throws InterruptedException {
        AtomicBoolean isPauseAsked = new AtomicBoolean();
        AtomicBoolean isKept = new AtomicBoolean();
        Job<String> job =
                jobs.submitPausable(
                        "Training x",
                        Needs.DEVICE,
                        new EarlyEnd(() -> isPauseAsked.set(true), () -> {}),
                        (progress, cancellation) -> {
                            while (!isPauseAsked.get()) {
                                Patience.pause();
                            }
                            isKept.set(!cancellation.isCancelled());
                            throw new CancelledException();
                        },
                        _ -> {});
        until(job, Job.State.RUNNING);
        clock.addAndGet(1000);
        tray.tick();
        assertThat(job.canKeep()).isTrue();
        tray.pause(job);
        assertThat(job.isPauseRequested()).isTrue();
        until(job, Job.State.CANCELLED);
        windowTasks();
        assertThat(isKept).isTrue();
        assertThat(tray.messageProperty().get().text()).isEqualTo("Training x: paused.");
    }

    @Test
    void whatIsKeptEarlyIsFinished() throws InterruptedException {
        AtomicBoolean isKeepAsked = new AtomicBoolean();
        Job<String> job =
                jobs.submitPausable(
                        "Training x",
                        Needs.DEVICE,
                        new EarlyEnd(() -> {}, () -> isKeepAsked.set(true)),
                        (progress, cancellation) -> {
                            progress.begin(100, "tokens");
                            while (!isKeepAsked.get()) {
                                Patience.pause();
                            }
                            return "adapter";
                        },
                        _ -> {});
        Job<String> waiting =
                jobs.submitPausable(
                        "Training y",
                        Needs.DEVICE,
                        new EarlyEnd(() -> {}, () -> {}),
                        (_, _) -> "",
                        _ -> {});
        until(job, Job.State.RUNNING);
        clock.addAndGet(1000);
        tray.tick();
        // What has not begun has nothing to keep.
        waiting.keep();
        until(waiting, Job.State.CANCELLED);
        tray.keep(job);
        until(job, Job.State.DONE);
        windowTasks();
        assertThat(job.result()).contains("adapter");
        assertThat(tray.messageProperty().get().text()).isEqualTo("Training x: finished.");
    }

    @Test
    void whatKeepsWhatItDidSaysSoWhenItIsCancelled() throws InterruptedException {
        Job<String> job =
                jobs.submitPausable(
                        "Sweeping x",
                        Needs.DEVICE,
                        (progress, cancellation) -> {
                            progress.begin(100, "tokens");
                            while (!cancellation.isCancelled()) {
                                Patience.pause();
                            }
                            cancellation.check();
                            return "";
                        },
                        _ -> {});
        until(job, Job.State.RUNNING);
        clock.addAndGet(1000);
        tray.tick();
        tray.cancel(job);
        until(job, Job.State.CANCELLED);
        windowTasks();
        assertThat(tray.messageProperty().get().text())
                .isEqualTo("Sweeping x: cancelled. What was asked is kept, and can be resumed.");
    }

    @Test
    void whatKeepsNothingIsCancelledAndNeverPaused() throws InterruptedException {
        Job<String> job = extracting("x");
        until(job, Job.State.RUNNING);
        tray.pause(job);
        assertThat(job.isPauseRequested()).isFalse();
        until(job, Job.State.CANCELLED);
    }

    @Test
    void cancellingIsSaidAndThenOver() throws InterruptedException {
        Job<String> job = extracting("x");
        until(job, Job.State.RUNNING);
        clock.addAndGet(1000);
        tray.cancel(job);
        until(job, Job.State.CANCELLED);
        assertThat(tray.lines()).isEmpty();
        assertThat(tray.messageProperty().get().text())
                .isEqualTo("Extracting x: cancelled, nothing was left behind.");
        clock.addAndGet(60_000);
        tray.tick();
        assertThat(tray.messageProperty().get().text())
                .isEqualTo("Everything in this workspace is saved.");
    }

    /// The clockwork ticks on while a busy window has not heard of the end yet.
    @Test
    void anEndThatIsHeardOfLateIsSaid() throws InterruptedException {
        Job<String> job = extracting("x");
        until(job, Job.State.RUNNING);
        clock.addAndGet(1000);
        tray.tick();
        tray.cancel(job);
        while (!jobs.unfinished().isEmpty()) {
            Patience.pause();
        }
        tray.tick();
        until(job, Job.State.CANCELLED);
        assertThat(tray.messageProperty().get().text())
                .isEqualTo("Extracting x: cancelled, nothing was left behind.");
    }

    @Test
    void aFailureIsSaid() throws InterruptedException {
        Job<String> job =
                jobs.submit(
                        "Extracting y",
                        Needs.DISK_AND_DEVICE,
                        (_, _) -> {
                            throw new java.io.IOException("broken");
                        },
                        _ -> {});
        until(job, Job.State.FAILED);
        assertThat(tray.messageProperty().get().text()).isEqualTo("Extracting y: failed.");
        assertThat(tray.messageProperty().get().tone()).isEqualTo("bad");
    }

    @Test
    void whatTheHubIsWaitedForStandsBesideTheJobs() throws Exception {
        tray.remark("the hub asks to wait 30 seconds");
        assertThat(tray.waitingProperty().get()).isEmpty();
        Job<String> job = extracting("a");
        until(job, Job.State.RUNNING);
        clock.addAndGet(1_000);
        tray.tick();
        assertThat(tray.waitingProperty().get())
                .isEqualTo("1 job · 0 waiting · the hub asks to wait 30 seconds");

        tray.remark("");
        assertThat(tray.waitingProperty().get()).isEqualTo("1 job · 0 waiting");
    }
}
