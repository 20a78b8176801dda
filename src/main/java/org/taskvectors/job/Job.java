package org.taskvectors.job;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;

/// One piece of work in a [JobQueue]: its title, how far it is, how it ended.
///
/// @param <T> what the work makes
public final class Job<T> {
    /// Where a job stands. WAITING and RUNNING pass; the others stay.
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED;

        public boolean isOver() {
            return this == DONE || this == FAILED || this == CANCELLED;
        }
    }

    private record Outcome<T>(State state, @Nullable T result, @Nullable Throwable failure) {}

    private final String title;
    private final Needs needs;
    private final boolean isPausable;
    private final Optional<EarlyEnd> early;
    private final Work<T> work;
    private final Consumer<Job<T>> ended;
    private final Consumer<Job<?>> cancelled;
    private final Progress progress = new Progress();
    private final Cancellation cancellation = new Cancellation();
    private volatile boolean pauseRequested;
    private volatile boolean keepRequested;
    private volatile boolean isFar;
    private volatile Outcome<T> outcome = new Outcome<>(State.WAITING, null, null);

    /// @param isPausable whether what it did until it is stopped is kept, so that it can go on
    /// @param early how it ends early without a loss; empty for work that a cancellation stops
    /// @param ended called by [#tellEnd]
    /// @param cancelled called whenever a person asks it to stop
    Job(
            String title,
            Needs needs,
            boolean isPausable,
            Optional<EarlyEnd> early,
            Work<T> work,
            Consumer<Job<T>> ended,
            Consumer<Job<?>> cancelled) {
        this.title = title;
        this.needs = needs;
        this.isPausable = isPausable;
        this.early = early;
        this.work = work;
        this.ended = ended;
        this.cancelled = cancelled;
    }

    public String title() {
        return title;
    }

    /// What it needs while it runs.
    public Needs needs() {
        return needs;
    }

    public Progress progress() {
        return progress;
    }

    public State state() {
        return outcome.state();
    }

    /// What the work made; empty until it is [State#DONE].
    public Optional<T> result() {
        return Optional.ofNullable(outcome.result());
    }

    /// Why it failed; empty unless it is [State#FAILED].
    public Optional<Throwable> failure() {
        return Optional.ofNullable(outcome.failure());
    }

    /// Asks the work to stop; a job that still waits is over at once.
    public void cancel() {
        cancellation.cancel();
        cancelled.accept(this);
    }

    /// Whether what it did until it is stopped is kept, so that it can be gone on with.
    public boolean isPausable() {
        return isPausable;
    }

    /// Asks the work to stop where a person means to go on with it later. The work itself stops as
    /// it does by [#cancel], some after they kept what they did.
    public void pause() {
        pauseRequested = isPausable;
        if (early.isPresent() && state() == State.RUNNING) {
            early.get().pause().run();
        } else {
            cancel();
        }
    }

    /// Whether it can be asked to end with what it has.
    public boolean canKeep() {
        return early.isPresent();
    }

    /// Asks the work to end with what it has, as if it was done. What waits has nothing, and is
    /// cancelled.
    public void keep() {
        if (early.isPresent() && state() == State.RUNNING) {
            keepRequested = true;
            early.get().keep().run();
        } else {
            cancel();
        }
    }

    /// Whether it was asked to end with what it has.
    public boolean isKeepRequested() {
        return keepRequested;
    }

    /// Whether it was asked to stop by [#pause].
    public boolean isPauseRequested() {
        return pauseRequested;
    }

    public boolean isCancelRequested() {
        return cancellation.isCancelled();
    }

    /// Whether `other` is the cancellation that this job's work checks: work that asks a question
    /// has no other sign of the job that it belongs to.
    public boolean isCancelledBy(Cancellation other) {
        return cancellation.equals(other);
    }

    /// Tells who asked for it that it is over.
    void tellEnd() {
        ended.accept(this);
    }

    /// Whether it was seen to wait for another machine.
    boolean isFar() {
        return isFar;
    }

    /// It waits for another machine.
    ///
    /// @return whether that is news
    boolean waitsFar() {
        boolean isNews = !isFar;
        isFar = true;
        return isNews;
    }

    void start() {
        outcome = new Outcome<>(State.RUNNING, null, null);
    }

    /// Runs the work on this thread. Whatever it throws becomes the outcome: a job must not take
    /// the queue with it.
    @SuppressWarnings(
            "CatchingUnchecked") // an uncaught error in a job is shown to the person, not lost in a
    // thread
    void run() {
        try {
            cancellation.check();
            outcome = new Outcome<>(State.DONE, work.run(progress, cancellation), null);
        } catch (CancelledException e) {
            outcome = new Outcome<>(State.CANCELLED, null, null);
        } catch (Throwable e) {
            outcome = new Outcome<>(State.FAILED, null, Failure.carriedBy(e));
        }
    }
}
