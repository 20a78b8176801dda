package org.taskvectors.ui.merge;

import java.nio.file.Path;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.merge.MergePreview;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.method.Space;
import org.taskvectors.saving.Target;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;

/// What merged vectors would be, measured exactly when a person asks, as a job; and whether the
/// form is still the one that it was asked for. Lives on the window's thread.
final class Preview implements AutoCloseable {
    private final AppContext context;
    private final MergeCore core;
    private final MergeChoices choices;
    private final ReadOnlyObjectWrapper<Optional<PreviewNumbers>> numbers =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Job<MergePreview>>> running =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<String> failure = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyObjectWrapper<Boolean> outdated = new ReadOnlyObjectWrapper<>(false);
    private MergeForm of = MergeForm.FIRST;

    Preview(AppContext context, MergeCore core, MergeChoices choices) {
        this.context = context;
        this.core = core;
        this.choices = choices;
    }

    /// What was measured last; empty before.
    ReadOnlyObjectProperty<Optional<PreviewNumbers>> numbersProperty() {
        return numbers.getReadOnlyProperty();
    }

    /// The job that measures; empty while none does.
    ReadOnlyObjectProperty<Optional<Job<MergePreview>>> runningProperty() {
        return running.getReadOnlyProperty();
    }

    /// Why it could not be measured; empty where it could.
    ReadOnlyObjectProperty<String> failureProperty() {
        return failure.getReadOnlyProperty();
    }

    /// Whether the form has changed since it was measured.
    ReadOnlyObjectProperty<Boolean> outdatedProperty() {
        return outdated.getReadOnlyProperty();
    }

    /// Whether there is something that can be measured: a mixture of models has no vector.
    static boolean isPossible(MergeForm form) {
        return form.space() == Space.VECTORS;
    }

    /// Called where the form may have changed.
    void changed() {
        outdated.set(
                numbers.get().isPresent() && !of.equals(choices.formProperty().get().numbers()));
    }

    /// Measures the form as it is. What is being measured for another one is left.
    void start() {
        cancel();
        MergeForm form = choices.formProperty().get();
        MergeForm asked = form.numbers();
        // Nothing is written, so nothing goes there.
        MergeRequest request =
                MergeRequests.of(context, form, new Target.Folder(Path.of("preview")));
        PreviewNumbers.Names names = PreviewNumbers.Names.of(choices);
        failure.set("");
        running.set(
                Optional.of(
                        context.background()
                                .jobs()
                                .submit(
                                        "Previewing " + form.method().title(),
                                        Needs.DISK_AND_DEVICE,
                                        (progress, cancellation) ->
                                                core.preview(request, progress, cancellation),
                                        over ->
                                                context.background()
                                                        .window()
                                                        .execute(
                                                                () -> ended(over, asked, names)))));
    }

    void cancel() {
        running.get().ifPresent(Job::cancel);
        running.set(Optional.empty());
    }

    private void ended(Job<MergePreview> over, MergeForm asked, PreviewNumbers.Names names) {
        if (running.get().filter(job -> job.equals(over)).isEmpty()) {
            return;
        }
        running.set(Optional.empty());
        over.result()
                .ifPresent(
                        made -> {
                            of = asked;
                            numbers.set(Optional.of(new PreviewNumbers(made, names)));
                        });
        over.failure().ifPresent(wrong -> failure.set(FailureWords.of(wrong)));
        changed();
    }

    @Override
    public void close() {
        cancel();
    }
}
