package org.taskvectors.ui.common;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.taskvectors.file.Shown;
import org.taskvectors.job.Job;
import org.taskvectors.job.JobQueue;
import org.taskvectors.job.Needs;
import org.taskvectors.job.Work;

/// Work of a view model that must not happen on the window's thread. What it gives comes back on
/// the window's thread; a failure goes to [Errors]; nothing comes of a job that was cancelled.
///
/// @param jobs where it runs
/// @param window runs something on the window's thread; in tests, at once
/// @param errors shows what went wrong
public record Background(JobQueue jobs, Executor window, Errors errors) {
    /// Short work (opening, checking, reading a profile), beside whatever else runs.
    public <T> Job<T> brief(String title, Work<T> work, Consumer<T> done) {
        return brief(title, work, done, failure -> errors.show(title, failure));
    }

    /// Short work whose failure its place shows itself.
    public <T> Job<T> brief(
            String title, Work<T> work, Consumer<T> done, Consumer<Throwable> failed) {
        return jobs.submit(Shown.whole(title), Needs.NOTHING, work, job -> back(job, done, failed));
    }

    /// Long work: it waits for what it needs and is seen in the job tray.
    public <T> Job<T> queue(String title, Needs needs, Work<T> work, Consumer<T> done) {
        return jobs.submit(
                Shown.whole(title),
                needs,
                work,
                job -> back(job, done, failure -> errors.show(title, failure)));
    }

    private <T> void back(Job<T> job, Consumer<T> done, Consumer<Throwable> failed) {
        job.result().ifPresent(result -> window.execute(() -> done.accept(result)));
        job.failure().ifPresent(failure -> window.execute(() -> failed.accept(failure)));
    }
}
