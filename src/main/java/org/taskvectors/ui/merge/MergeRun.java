package org.taskvectors.ui.merge;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.merge.ApplyResult;
import org.taskvectors.saving.SaveProblem;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;

/// The job that saves a merge, and what became of it. Lives on the window's thread.
final class MergeRun {
    /// What is saved.
    ///
    /// @param asked what the core is asked for
    /// @param target where it goes
    /// @param role what it is
    /// @param base the id of the base that it is paired with; empty for a mixture of several
    /// @param toRead how many bytes are read
    /// @param read where what is read lies
    record Asked(
            MergeRequests.Asked asked,
            Path target,
            Role role,
            Optional<String> base,
            long toRead,
            List<Path> read) {}

    private final AppContext context;
    private final MergeCore core;
    private final MergeLanding landing;
    private final MergeTime time;
    private final ReadOnlyObjectWrapper<Optional<Job<ApplyResult>>> running =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<MergeViewModel.Done>> done =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<String> failure = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyObjectWrapper<Boolean> inTheWay = new ReadOnlyObjectWrapper<>(false);

    MergeRun(AppContext context, MergeCore core, MergeLanding landing, MergeTime time) {
        this.context = context;
        this.core = core;
        this.landing = landing;
        this.time = time;
    }

    /// The job; empty while none runs.
    ReadOnlyObjectProperty<Optional<Job<ApplyResult>>> runningProperty() {
        return running.getReadOnlyProperty();
    }

    /// What was saved last, until it is put away.
    ReadOnlyObjectProperty<Optional<MergeViewModel.Done>> doneProperty() {
        return done.getReadOnlyProperty();
    }

    /// Why the last merge failed; empty where it did not.
    ReadOnlyObjectProperty<String> failureProperty() {
        return failure.getReadOnlyProperty();
    }

    /// Whether the last merge failed since an unfinished model of another one lies in its place.
    ReadOnlyObjectProperty<Boolean> inTheWayProperty() {
        return inTheWay.getReadOnlyProperty();
    }

    /// Begins, as a job of the tray.
    ///
    /// @param then runs once it is over
    void start(Asked what, Runnable then) {
        forgetFailure();
        done.set(Optional.empty());
        running.set(
                Optional.of(
                        context.background()
                                .jobs()
                                .submit(
                                        "Merging " + what.target().getFileName(),
                                        Needs.DISK_AND_DEVICE.withMemory(
                                                ReadAhead.memory(MergeRequests.places(context))),
                                        (progress, cancellation) ->
                                                core.merge(
                                                        what.asked().request(),
                                                        progress,
                                                        cancellation),
                                        over ->
                                                context.background()
                                                        .window()
                                                        .execute(
                                                                () -> {
                                                                    ended(over, what);
                                                                    then.run();
                                                                }))));
    }

    private void ended(Job<ApplyResult> over, Asked what) {
        running.set(Optional.empty());
        over.result()
                .ifPresent(
                        made -> {
                            time.took(made, what.toRead(), what.read());
                            landing.land(what.target(), what.role(), what.base());
                            String name =
                                    what.base()
                                            .flatMap(context.workspace().state()::file)
                                            .map(FileItem::name)
                                            .orElse("");
                            done.set(
                                    Optional.of(
                                            new MergeViewModel.Done(
                                                    what.target(), made, what.role(), name)));
                        });
        if (over.result().isEmpty()) {
            inTheWay.set(over.failure().filter(MergeRun::isInTheWay).isPresent());
            over.failure()
                    .ifPresentOrElse(
                            wrong -> failure.set(FailureWords.of(wrong)),
                            () -> failure.set("Cancelled; nothing was left behind."));
        }
    }

    void cancel() {
        running.get().ifPresent(Job::cancel);
    }

    private static boolean isInTheWay(Throwable wrong) {
        return wrong instanceof Failure known && known.problem() == SaveProblem.PARTIAL_OF_ANOTHER;
    }

    void forgetFailure() {
        failure.set("");
        inTheWay.set(false);
    }

    void dismissDone() {
        done.set(Optional.empty());
    }
}
