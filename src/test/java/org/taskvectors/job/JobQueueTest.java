package org.taskvectors.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.taskvectors.Patience;
import org.taskvectors.file.Failure;

@Timeout(2 * Patience.SECONDS)
class JobQueueTest {
    private final JobQueue queue = new JobQueue();

    @AfterEach
    void close() {
        queue.close();
    }

    private <T> Job<T> finished(Work<T> work) throws Exception {
        CompletableFuture<Job<T>> end = new CompletableFuture<>();
        queue.submit("work", Needs.NOTHING, work, end::complete);
        return end.get(Patience.SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void givesWhatTheWorkMade() throws Exception {
        Job<Integer> job = finished((progress, cancellation) -> 42);
        assertThat(job.state()).isEqualTo(Job.State.DONE);
        assertThat(job.result()).contains(42);
    }

    @Test
    void whatWaitsForAnotherMachineKeepsNoShortWorkWaiting() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        List<Job<Boolean>> far = new CopyOnWriteArrayList<>();
        CountDownLatch over = new CountDownLatch(5);
        for (int i = 0; i < 5; i++) {
            queue.submit(
                    "asking",
                    Needs.NOTHING,
                    (_, _) -> {
                        FarWait.begins();
                        await(answers);
                        return true;
                    },
                    job -> {
                        far.add(job);
                        over.countDown();
                    });
        }
        try {
            assertThat(finished((_, _) -> "here").result()).contains("here");
            assertThat(far).isEmpty();
        } finally {
            answers.countDown();
        }
        assertThat(over.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(far).allSatisfy(job -> assertThat(job.result()).contains(true));
        // A wait of one job is none of the next on its thread.
        CountDownLatch held = new CountDownLatch(1);
        for (int i = 0; i < Schedule.SHORT_AT_ONCE; i++) {
            queue.submit(
                    "short",
                    Needs.NOTHING,
                    (_, _) -> {
                        await(held);
                        return true;
                    },
                    _ -> {});
        }
        Job<Boolean> third = queue.submit("third", Needs.NOTHING, (_, _) -> true, _ -> {});
        assertThat(third.state()).isEqualTo(Job.State.WAITING);
        held.countDown();
    }

    @Test
    void aJobKnowsItsOwnCancellation() throws Exception {
        Job<Cancellation> job = finished((progress, cancellation) -> cancellation);
        assertThat(job.isCancelledBy(job.result().orElseThrow())).isTrue();
        assertThat(job.isCancelledBy(new Cancellation())).isFalse();
    }

    @Test
    void keepsWhateverTheWorkThrewAndGoesOn() throws Exception {
        Job<Object> failed =
                finished(
                        (progress, cancellation) -> {
                            throw new IOException("gone");
                        });
        assertThat(failed.state()).isEqualTo(Job.State.FAILED);
        assertThat(failed.failure()).get().isInstanceOf(IOException.class);
        Failure carried = Failure.of(() -> "FULL", null, "the device is full", "");
        Job<Object> unchecked =
                finished(
                        (progress, cancellation) -> {
                            throw new UncheckedIOException(carried);
                        });
        assertThat(unchecked.failure()).containsSame(carried);
        Job<Object> other =
                finished(
                        (progress, cancellation) -> {
                            throw new UncheckedIOException(new IOException("gone"));
                        });
        assertThat(other.failure()).get().isInstanceOf(UncheckedIOException.class);
        Job<Object> worse =
                finished(
                        (progress, cancellation) -> {
                            throw new OutOfMemoryError("test");
                        });
        assertThat(worse.failure()).get().isInstanceOf(OutOfMemoryError.class);
        assertThat(finished((progress, cancellation) -> "still here").result())
                .contains("still here");
    }

    @Test
    void doesOneLongJobAfterTheOtherAndCancelsThoseThatWait() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<String> ran = new CopyOnWriteArrayList<>();
        CompletableFuture<Job<String>> firstEnd = new CompletableFuture<>();
        CompletableFuture<Job<String>> last = new CompletableFuture<>();
        queue.submit(
                "first",
                Needs.DISK_AND_DEVICE,
                (progress, cancellation) -> {
                    await(release);
                    ran.add("first");
                    return "first";
                },
                firstEnd::complete);
        Job<String> second =
                queue.submit(
                        "second",
                        Needs.DISK_AND_DEVICE,
                        (progress, cancellation) -> {
                            ran.add("second");
                            return "second";
                        },
                        last::complete);
        assertThat(second.state()).isEqualTo(Job.State.WAITING);
        assertThat(queue.unfinished()).hasSize(2);
        assertThat(queue.waitsFor(second)).map(Job::title).contains("first");
        second.cancel();
        assertThat(last.get(Patience.SECONDS, TimeUnit.SECONDS).state())
                .as("while the first still runs")
                .isEqualTo(Job.State.CANCELLED);
        assertThat(queue.unfinished()).hasSize(1);
        release.countDown();
        assertThat(firstEnd.get(Patience.SECONDS, TimeUnit.SECONDS).result()).contains("first");
        assertThat(ran).containsExactly("first");
    }

    @Test
    void shortWorkDoesNotWaitForLongWork() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        queue.submit(
                "long",
                Needs.DISK_AND_DEVICE,
                (progress, cancellation) -> {
                    await(release);
                    return "";
                },
                job -> {});
        CompletableFuture<Job<String>> end = new CompletableFuture<>();
        queue.submit("short", Needs.NOTHING, (progress, cancellation) -> "now", end::complete);
        assertThat(end.get(Patience.SECONDS, TimeUnit.SECONDS).result()).contains("now");
        release.countDown();
    }

    @Test
    void closingCancelsWhatRunsAndWhatWaitsAndTakesNothingMore() throws Exception {
        CompletableFuture<Job<String>> running = new CompletableFuture<>();
        CompletableFuture<Job<String>> waiting = new CompletableFuture<>();
        CountDownLatch started = new CountDownLatch(1);
        queue.submit(
                "running",
                Needs.DISK,
                (progress, cancellation) -> {
                    started.countDown();
                    while (true) {
                        cancellation.check();
                        Patience.pause();
                    }
                },
                running::complete);
        queue.submit("waiting", Needs.DISK, (progress, cancellation) -> "", waiting::complete);
        await(started);
        queue.close();
        assertThat(running.get(Patience.SECONDS, TimeUnit.SECONDS).state())
                .isEqualTo(Job.State.CANCELLED);
        assertThat(waiting.get(Patience.SECONDS, TimeUnit.SECONDS).state())
                .isEqualTo(Job.State.CANCELLED);
        Job<String> late = finished((progress, cancellation) -> "late");
        assertThat(late.state()).isEqualTo(Job.State.CANCELLED);
        assertThat(queue.unfinished()).isEmpty();
    }

    @Test
    void theNextOneStartsThoughWhoAskedForTheLastFails() {
        List<Runnable> threads = new ArrayList<>();
        try (JobQueue held = new JobQueue(0, threads::add, () -> {})) {
            held.submit(
                    "first",
                    Needs.DISK,
                    (progress, cancellation) -> "",
                    job -> {
                        throw new IllegalStateException("no window any more");
                    });
            Job<String> second =
                    held.submit("second", Needs.DISK, (progress, cancellation) -> "2", job -> {});
            assertThatThrownBy(threads.removeFirst()::run).hasMessage("no window any more");
            threads.removeFirst().run();
            assertThat(second.result()).contains("2");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
