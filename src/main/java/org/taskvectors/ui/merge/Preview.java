package org.taskvectors.ui.merge;

import java.nio.file.Path;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.merge.MergePreview;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.PreviewSample;
import org.taskvectors.merge.method.Space;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;

/// What merged vectors would be: at once from a sample of the weights that is held in memory, after
/// each change of the form, and exactly when a person asks, as a job. Lives on the window's thread.
final class Preview implements AutoCloseable {
    private final AppContext context;
    private final MergeCore core;
    private final MergeChoices choices;
    private final ReadOnlyObjectWrapper<Optional<PreviewNumbers>> numbers =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Job<MergePreview>>> running =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Job<PreviewSample>>> sampling =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<String> failure = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyObjectWrapper<Boolean> outdated = new ReadOnlyObjectWrapper<>(false);
    private Optional<PreviewSample> sample = Optional.empty();
    private boolean isEstimating;

    /// What was looked at last.
    private Optional<MergeRequest> checked = Optional.empty();

    /// The form that the numbers are of.
    private Asking of = Asking.FIRST;

    /// The form whose base and ingredients the sample is of, or was refused for.
    private Asking sampled = Asking.FIRST;

    Preview(AppContext context, MergeCore core, MergeChoices choices) {
        this.context = context;
        this.core = core;
        this.choices = choices;
    }

    /// What was measured last; empty before.
    ReadOnlyObjectProperty<Optional<PreviewNumbers>> numbersProperty() {
        return numbers.getReadOnlyProperty();
    }

    /// The job that measures every weight; empty while none does.
    ReadOnlyObjectProperty<Optional<Job<MergePreview>>> runningProperty() {
        return running.getReadOnlyProperty();
    }

    /// The job that reads a sample; empty while none does.
    ReadOnlyObjectProperty<Optional<Job<PreviewSample>>> samplingProperty() {
        return sampling.getReadOnlyProperty();
    }

    /// Why it could not be measured; empty where it could.
    ReadOnlyObjectProperty<String> failureProperty() {
        return failure.getReadOnlyProperty();
    }

    /// Whether the form has changed since it was measured, and nothing measures it again.
    ReadOnlyObjectProperty<Boolean> outdatedProperty() {
        return outdated.getReadOnlyProperty();
    }

    /// Whether there is something that can be measured: a mixture of models has no vector.
    boolean isPossible() {
        Asking asking = asking();
        return asking.isWritten()
                ? checked.filter(MergeRequest::isOfVectorsOnBase).isPresent()
                : asking.form().space() == Space.VECTORS;
    }

    /// Whether it is known what is merged: of a recipe it is once that was read.
    boolean isKnown() {
        return !asking().isWritten() || checked.isPresent();
    }

    private Asking asking() {
        return choices.askingProperty().get();
    }

    /// Called where the form may have changed.
    ///
    /// @param isWhole whether everything fits, so that it can be merged
    /// @param found what was looked at
    void changed(boolean isWhole, Optional<MergeRequest> found) {
        checked = found;
        Asking asking = asking();
        if (!asking.ingredients().equals(sampled)) {
            leaveSample();
            // Numbers of other ingredients are no preview of these.
            numbers.set(Optional.empty());
            of = Asking.FIRST;
        }
        if (isWhole && isPossible()) {
            if (!asking.ingredients().equals(sampled)) {
                readSample();
            } else {
                estimate();
            }
        }
        tellWhetherOutdated();
    }

    private void tellWhetherOutdated() {
        boolean isOther = !of.equals(asking().numbers());
        outdated.set(
                numbers.get().isPresent() && isOther && !isEstimating && sampling.get().isEmpty());
    }

    /// Whether the numbers are of what was asked before, and are being computed anew.
    boolean isBehind() {
        return numbers.get().isPresent() && !of.equals(asking().numbers());
    }

    private void leaveSample() {
        sampling.get().ifPresent(Job::cancel);
        sampling.set(Optional.empty());
        sample = Optional.empty();
        sampled = Asking.FIRST;
        failure.set("");
    }

    private void readSample() {
        Asking asking = asking();
        sampled = asking.ingredients();
        MergeRequests.Asked asked = asked(asking);
        sampling.set(
                Optional.of(
                        context.background()
                                .jobs()
                                .submit(
                                        "Reading a sample for the preview",
                                        Needs.NOTHING,
                                        (progress, cancellation) ->
                                                core.sample(
                                                        asked.request(), progress, cancellation),
                                        over ->
                                                context.background()
                                                        .window()
                                                        .execute(() -> wasRead(over)))));
    }

    private void wasRead(Job<PreviewSample> over) {
        if (sampling.get().filter(job -> job.equals(over)).isEmpty()) {
            return;
        }
        sampling.set(Optional.empty());
        over.result().ifPresent(made -> sample = Optional.of(made));
        over.failure().ifPresent(wrong -> failure.set(FailureWords.of(wrong)));
        estimate();
        tellWhetherOutdated();
    }

    /// Merges and measures the sample, in the background. What changes meanwhile is measured right
    /// after.
    private void estimate() {
        Asking asking = asking();
        Asking asked = asking.numbers();
        // What a text merges is known again once it was looked at, and then this is called again.
        if (sample.isEmpty() || isEstimating || !isKnown() || asked.equals(of)) {
            return;
        }
        isEstimating = true;
        PreviewSample from = sample.get();
        MergeRequests.Asked wanted = asked(asking);
        PreviewNumbers.Names names = names();
        context.background()
                .brief(
                        "Previewing",
                        (_, cancellation) -> {
                            if (!from.isFresh()) {
                                return Optional.<MergePreview>empty();
                            }
                            MergeRequest request = wanted.request();
                            return Optional.of(
                                    from.preview(request.method(), request.chosen(), cancellation));
                        },
                        made -> estimated(from, asked, made, names),
                        wrong -> {
                            isEstimating = false;
                            if (isOf(from)) {
                                of = asked;
                                numbers.set(Optional.empty());
                                failure.set(FailureWords.of(wrong));
                            }
                            estimate();
                        });
    }

    private void estimated(
            PreviewSample from,
            Asking asked,
            Optional<MergePreview> made,
            PreviewNumbers.Names names) {
        isEstimating = false;
        if (isOf(from) && made.isEmpty()) {
            // A file has changed since.
            leaveSample();
            readSample();
        } else if (isOf(from)) {
            failure.set("");
            of = asked;
            numbers.set(Optional.of(new PreviewNumbers(made.get(), names)));
            estimate();
        } else {
            estimate();
        }
        tellWhetherOutdated();
    }

    private boolean isOf(PreviewSample from) {
        return sample.filter(one -> one.equals(from)).isPresent();
    }

    /// Nothing is written, so nothing goes to the target.
    private MergeRequests.Asked asked(Asking asking) {
        return MergeRequests.asked(context, asking.numbers(), Path.of("preview"));
    }

    private PreviewNumbers.Names names() {
        return asking().isWritten()
                ? checked.map(found -> PreviewNumbers.Names.of(context.state().get(), found))
                        .orElseThrow()
                : PreviewNumbers.Names.of(choices);
    }

    /// Measures the form as it is, over every weight. What is being measured for another one is
    /// left.
    void start() {
        cancel();
        Asking asking = asking();
        Asking asked = asking.numbers();
        MergeRequests.Asked wanted = asked(asking);
        PreviewNumbers.Names names = names();
        failure.set("");
        running.set(
                Optional.of(
                        context.background()
                                .jobs()
                                .submit(
                                        "Previewing the merge",
                                        Needs.DISK_AND_DEVICE.withMemory(
                                                ReadAhead.memory(MergeRequests.places(context))),
                                        (progress, cancellation) ->
                                                core.preview(
                                                        wanted.request(), progress, cancellation),
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

    void cancelSample() {
        sampling.get().ifPresent(Job::cancel);
        sampling.set(Optional.empty());
        tellWhetherOutdated();
    }

    private void ended(Job<MergePreview> over, Asking asked, PreviewNumbers.Names names) {
        if (running.get().filter(job -> job.equals(over)).isEmpty()) {
            return;
        }
        running.set(Optional.empty());
        over.result()
                .filter(_ -> asked.equals(asking().numbers()))
                .ifPresent(
                        made -> {
                            of = asked;
                            numbers.set(Optional.of(new PreviewNumbers(made, names)));
                        });
        over.failure().ifPresent(wrong -> failure.set(FailureWords.of(wrong)));
        tellWhetherOutdated();
    }

    @Override
    public void close() {
        cancel();
        leaveSample();
    }
}
