package org.taskvectors.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.taskvectors.Patience;

@Timeout(2 * Patience.SECONDS)
class JobQueueTest {
    private final JobQueue queue = new JobQueue();

    @AfterEach
    void close() {
        queue.close();
    }

    private <T> Job<T> finished(Work<T> work) throws Exception {
        CompletableFuture<Job<T>> end = new CompletableFuture<>();
        queue.submit("work", work, end::complete);
        return end.get(Patience.SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void givesWhatTheWorkMade() throws Exception {
        Job<Integer> job = finished((progress, cancellation) -> 42);
        assertThat(job.state()).isEqualTo(Job.State.DONE);
        assertThat(job.result()).contains(42);
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
        CompletableFuture<Job<String>> last = new CompletableFuture<>();
        queue.submit(
                "first",
                (progress, cancellation) -> {
                    await(release);
                    ran.add("first");
                    return "first";
                },
                job -> {});
        Job<String> second =
                queue.submit(
                        "second",
                        (progress, cancellation) -> {
                            ran.add("second");
                            return "second";
                        },
                        last::complete);
        assertThat(second.state()).isEqualTo(Job.State.WAITING);
        assertThat(queue.unfinished()).hasSize(2);
        second.cancel();
        release.countDown();
        assertThat(last.get(Patience.SECONDS, TimeUnit.SECONDS).state())
                .isEqualTo(Job.State.CANCELLED);
        assertThat(ran).containsExactly("first");
    }

    @Test
    void shortWorkDoesNotWaitForLongWork() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        queue.submit(
                "long",
                (progress, cancellation) -> {
                    await(release);
                    return "";
                },
                job -> {});
        CompletableFuture<Job<String>> end = new CompletableFuture<>();
        queue.submitShort("short", (progress, cancellation) -> "now", end::complete);
        assertThat(end.get(Patience.SECONDS, TimeUnit.SECONDS).result()).contains("now");
        release.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
