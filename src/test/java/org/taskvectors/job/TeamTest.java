package org.taskvectors.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TeamTest {
    @Test
    void everyPieceIsDoneOnceBeforeTheCallEnds() {
        for (int threads : new int[] {1, 2, 5}) {
            try (Team team = new Team(threads)) {
                assertThat(team.size()).isEqualTo(threads);
                for (int call = 0; call < 3000; call++) {
                    AtomicIntegerArray done = new AtomicIntegerArray(call % 40);
                    team.run(done.length(), done::incrementAndGet);
                    for (int i = 0; i < done.length(); i++) {
                        assertThat(done.get(i)).isEqualTo(1);
                    }
                }
            }
        }
    }

    @Test
    void threadsWorkAtTheSameTime() {
        try (Team team = new Team(3)) {
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            CountDownLatch together = new CountDownLatch(3);
            team.run(
                    3,
                    piece -> {
                        threads.add(Thread.currentThread());
                        together.countDown();
                        try {
                            together.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            assertThat(threads).hasSize(3);
        }
    }

    /// After a pause long enough for the threads to sleep.
    @Test
    void asleepItWakesAndTakesNoProcessorTime() throws Exception {
        try (Team team = new Team(4)) {
            AtomicInteger done = new AtomicInteger();
            team.run(64, piece -> done.incrementAndGet());
            Thread.sleep(100);
            long before = processorTimeOfTeams();
            Thread.sleep(300);
            assertThat(Duration.ofNanos(processorTimeOfTeams() - before))
                    .isLessThan(Duration.ofMillis(30));
            team.run(64, piece -> done.incrementAndGet());
            assertThat(done.get()).isEqualTo(128);
        }
    }

    private static long processorTimeOfTeams() {
        var threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().startsWith("team-")) {
                sum += threads.getThreadCpuTime(id);
            }
        }
        return sum;
    }

    @Test
    void theFirstFailureIsThrownAndTheTeamGoesOn() {
        try (Team team = new Team(3)) {
            for (int call = 0; call < 200; call++) {
                int bad = call % 10;
                assertThatThrownBy(
                                () ->
                                        team.run(
                                                10,
                                                piece -> {
                                                    if (piece == bad) {
                                                        throw new ArithmeticException("bad");
                                                    }
                                                }))
                        .isInstanceOf(ArithmeticException.class)
                        .hasMessage("bad");
                AtomicInteger done = new AtomicInteger();
                team.run(10, piece -> done.incrementAndGet());
                assertThat(done.get()).isEqualTo(10);
            }
        }
    }

    @Test
    void anInterruptIsKeptForTheCaller() {
        try (Team team = new Team(2)) {
            Thread.currentThread().interrupt();
            AtomicInteger done = new AtomicInteger();
            team.run(
                    8,
                    piece -> {
                        long until = System.nanoTime() + 2_000_000;
                        while (System.nanoTime() < until) {
                            Thread.onSpinWait();
                        }
                        done.incrementAndGet();
                    });
            assertThat(done.get()).isEqualTo(8);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void closedItRefuses() {
        Team team = new Team(2);
        team.close();
        assertThatThrownBy(() -> team.run(4, piece -> {}))
                .isInstanceOf(IllegalStateException.class);
    }
}
