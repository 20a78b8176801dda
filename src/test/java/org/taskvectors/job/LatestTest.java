package org.taskvectors.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taskvectors.Patience;

class LatestTest {

    private final Latest latest = new Latest("latest-test");

    @AfterEach
    void close() {
        latest.close();
    }

    @Test
    void ofTheRequestsThatWaitOnlyTheLastIsRun() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch last = new CountDownLatch(1);
        List<Integer> answers = new CopyOnWriteArrayList<>();
        latest.ask(
                (_, _) -> {
                    busy.countDown();
                    await(release);
                    return 0;
                },
                answers::add,
                LatestTest::fail);
        await(busy);
        for (int i = 1; i < 50; i++) {
            int number = i;
            latest.ask((_, _) -> number, answers::add, LatestTest::fail);
        }
        latest.ask(
                (_, _) -> 50,
                answer -> {
                    answers.add(answer);
                    last.countDown();
                },
                LatestTest::fail);
        release.countDown();
        await(last);
        assertThat(answers).containsExactly(0, 50);
    }

    @Test
    void aFailureIsToldAndTheNextRequestStillRuns() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        latest.<Integer>ask(
                (_, _) -> {
                    throw new IllegalStateException("broken");
                },
                _ -> {},
                _ -> failed.countDown());
        await(failed);
        CountDownLatch done = new CountDownLatch(1);
        latest.ask((_, _) -> 1, _ -> done.countDown(), LatestTest::fail);
        await(done);
    }

    @Test
    void droppedWorkDoesNotAnswer() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<String> answers = new CopyOnWriteArrayList<>();
        latest.ask(
                (_, _) -> {
                    busy.countDown();
                    await(release);
                    return "dropped";
                },
                answers::add,
                LatestTest::fail);
        await(busy);
        latest.drop();
        CountDownLatch done = new CountDownLatch(1);
        latest.ask(
                (_, _) -> "kept",
                answer -> {
                    answers.add(answer);
                    done.countDown();
                },
                LatestTest::fail);
        release.countDown();
        await(done);
        assertThat(answers).containsExactly("kept");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void fail(Throwable e) {
        throw new AssertionError(e);
    }
}
