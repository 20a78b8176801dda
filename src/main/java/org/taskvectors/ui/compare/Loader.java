package org.taskvectors.ui.compare;

import java.util.Optional;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.job.Work;
import org.taskvectors.ui.common.Background;

/// Brings one measurement: looks whether it is kept, and has it measured as a job of the tray where
/// it is not and it is needed. Lives on the window's thread.
///
/// @param <T> what is measured
final class Loader<T> {
    private final String lookUpTitle;
    private final String title;
    private final Background background;
    private final Work<Optional<T>> lookUp;
    private final Work<T> measure;
    private final long readAhead;
    private final Runnable changed;
    private Loading<T> state = new Loading.NotAsked<>();
    private boolean needed;
    private boolean dropped;

    /// @param lookUpTitle what looking is called: `Opening sst2`
    /// @param title what the job is called: `Measuring sst2`
    /// @param changed called when the state has become another
    Loader(
            String lookUpTitle,
            String title,
            Background background,
            Work<Optional<T>> lookUp,
            Work<T> measure,
            long readAhead,
            Runnable changed) {
        this.lookUpTitle = lookUpTitle;
        this.title = title;
        this.background = background;
        this.lookUp = lookUp;
        this.measure = measure;
        this.readAhead = readAhead;
        this.changed = changed;
    }

    Loading<T> state() {
        return state;
    }

    /// Looks whether it is kept; what is known stays until something else is.
    void look() {
        boolean busy = state instanceof Loading.Looking<T> || state instanceof Loading.Measuring<T>;
        if (busy) {
            return;
        }
        if (state.value().isEmpty()) {
            state = new Loading.Looking<>();
        }
        background.brief(lookUpTitle, lookUp, this::lookedUp, this::failed);
    }

    /// Says that it is needed, or no longer: what is not kept is then measured, or not.
    void need(boolean isNeeded) {
        needed = isNeeded;
        if (needed && state instanceof Loading.NotKept<T>) {
            startMeasuring();
        } else if (!needed && state instanceof Loading.Measuring<T>(Job<T> job)) {
            job.cancel();
            become(new Loading.NotKept<>());
        }
    }

    /// Measures it again after a failure.
    void retry() {
        if (state instanceof Loading.Failed<T>) {
            state = new Loading.NotAsked<>();
            look();
            changed.run();
        }
    }

    /// Forgets it; what still comes is not told.
    void drop() {
        dropped = true;
        if (state instanceof Loading.Measuring<T>(Job<T> job)) {
            job.cancel();
        }
    }

    private void lookedUp(Optional<T> kept) {
        if (kept.isPresent()) {
            become(new Loading.Known<>(kept.get()));
        } else if (needed) {
            startMeasuring();
        } else {
            become(new Loading.NotKept<>());
        }
    }

    private void startMeasuring() {
        if (dropped) {
            return;
        }
        Job<T> job =
                background
                        .jobs()
                        .submit(
                                title,
                                Needs.DISK_AND_DEVICE.withMemory(readAhead),
                                measure,
                                over -> background.window().execute(() -> ended(over)));
        become(new Loading.Measuring<>(job));
    }

    private void ended(Job<T> job) {
        if (!(state instanceof Loading.Measuring<T>(Job<T> current)) || !current.equals(job)) {
            return; // It was given up meanwhile.
        }
        if (job.result().isPresent()) {
            become(new Loading.Known<>(job.result().get()));
        } else if (job.failure().isPresent()) {
            failed(job.failure().get());
        } else {
            become(new Loading.Failed<>("Measuring was cancelled."));
        }
    }

    private void failed(Throwable failure) {
        String message = failure.getMessage();
        become(new Loading.Failed<>(message == null ? failure.toString() : message));
    }

    private void become(Loading<T> next) {
        if (!dropped && !next.equals(state)) {
            state = next;
            changed.run();
        }
    }
}
