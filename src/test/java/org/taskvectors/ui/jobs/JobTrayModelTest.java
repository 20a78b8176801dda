package org.taskvectors.ui.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taskvectors.Patience;
import org.taskvectors.job.Job;
import org.taskvectors.job.JobQueue;
import org.taskvectors.job.Needs;
import org.taskvectors.ui.jobs.JobTrayModel.Line;
import org.taskvectors.workspace.WorkspaceStore.Saving;

class JobTrayModelTest {
    private final JobQueue jobs = new JobQueue();
    private final LinkedBlockingQueue<Runnable> window = new LinkedBlockingQueue<>();
    private final AtomicLong clock = new AtomicLong(1000);
    private final JobTrayModel tray =
            new JobTrayModel(jobs, () -> Saving.SAVED, window::add, clock::get);
    private final CountDownLatch end = new CountDownLatch(1);

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

    private void until(Job<?> job, Job.State state) throws InterruptedException {
        while (job.state() != state) {
            Runnable task = window.poll(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(task).isNotNull();
            task.run();
        }
        for (Runnable task = window.poll(200, TimeUnit.MILLISECONDS);
                task != null;
                task = window.poll(200, TimeUnit.MILLISECONDS)) {
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
        assertThat(tray.lineProperty().get()).as("too short to be shown").isEmpty();
        clock.addAndGet(1000);
        tray.tick();
        Line line = tray.lineProperty().get().orElseThrow();
        assertThat(line.verb()).isEqualTo("Extracting");
        assertThat(line.name()).isEqualTo("mistral-7b-mnli");
        assertThat(line.fraction()).isBetween(0.61, 0.62);
        assertThat(line.figures().getFirst()).isEqualTo("8.9 of 14.5 GB");
        assertThat(line.figures().get(1)).endsWith("/s");
        assertThat(line.figures().get(2)).endsWith(" left");
        assertThat(tray.waitingProperty().get()).isEqualTo("1 job · 1 waiting");
        assertThat(next.state()).isEqualTo(Job.State.WAITING);
    }

    @Test
    void cancellingIsSaidAndThenOver() throws InterruptedException {
        Job<String> job = extracting("x");
        until(job, Job.State.RUNNING);
        clock.addAndGet(1000);
        tray.cancel(job);
        until(job, Job.State.CANCELLED);
        assertThat(tray.lineProperty().get()).isEmpty();
        assertThat(tray.messageProperty().get().text())
                .isEqualTo("Extracting x: cancelled, nothing was left behind.");
        clock.addAndGet(60_000);
        tray.tick();
        assertThat(tray.messageProperty().get().text())
                .isEqualTo("Everything in this workspace is saved.");
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
}
