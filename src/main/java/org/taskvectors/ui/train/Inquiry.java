package org.taskvectors.ui.train;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.job.Progress;
import org.taskvectors.ui.common.Background;
import org.taskvectors.ui.common.FailureWords;

/// Something that is looked up beside the window each time that the question changes. Only the
/// newest question is answered; one that is no longer asked is cancelled. Lives on the window's
/// thread.
///
/// @param <Q> the question, a value
/// @param <A> the answer
final class Inquiry<Q, A> {
    private final Background background;
    private final String title;
    private final Answering<Q, A> answering;
    private final Consumer<A> released;
    private final ReadOnlyObjectWrapper<Found<A>> found =
            new ReadOnlyObjectWrapper<>(new Found.Nothing<>());
    private Optional<Q> question = Optional.empty();
    private @Nullable Job<A> job;

    /// Finds an answer, beside the window.
    @FunctionalInterface
    interface Answering<Q, A> {
        A of(Q question, Progress progress, Cancellation cancellation)
                throws IOException, CancelledException;
    }

    /// @param title of the jobs: `Reading the rows`
    Inquiry(Background background, String title, Answering<Q, A> answering) {
        this(background, title, answering, _ -> {});
    }

    /// @param released gets each answer that is no longer needed
    Inquiry(Background background, String title, Answering<Q, A> answering, Consumer<A> released) {
        this.background = background;
        this.title = title;
        this.answering = answering;
        this.released = released;
    }

    ReadOnlyObjectProperty<Found<A>> foundProperty() {
        return found.getReadOnlyProperty();
    }

    Found<A> found() {
        return found.get();
    }

    /// Asks, where it is another question than the last one.
    ///
    /// @param now empty where nothing is asked
    void ask(Optional<Q> now) {
        if (!now.equals(question)) {
            question = now;
            begin();
        }
    }

    /// Asks the last question once more, since what it is about may have changed.
    void again() {
        begin();
    }

    private void begin() {
        if (job != null) {
            job.cancel();
        }
        Optional<A> before = found.get().answer();
        if (question.isEmpty()) {
            job = null;
            set(new Found.Nothing<>(), before);
            return;
        }
        Q asked = question.get();
        set(new Found.Asking<>(), before);
        job =
                background
                        .jobs()
                        .submit(
                                title,
                                Needs.NOTHING,
                                (progress, cancellation) ->
                                        answering.of(asked, progress, cancellation),
                                over -> background.window().execute(() -> ended(over)));
    }

    private void ended(Job<A> over) {
        if (!over.equals(job)) {
            over.result().ifPresent(released);
            return;
        }
        over.result().ifPresent(answer -> set(new Found.Ready<>(answer), Optional.empty()));
        over.failure()
                .ifPresent(
                        failure ->
                                set(new Found.Wrong<>(FailureWords.of(failure)), Optional.empty()));
    }

    private void set(Found<A> now, Optional<A> before) {
        found.set(now);
        before.ifPresent(released);
    }

    /// Asks nothing any more.
    void close() {
        ask(Optional.empty());
    }
}
