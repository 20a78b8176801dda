package org.taskvectors.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.taskvectors.Patience;

@Timeout(Patience.SECONDS)
class WorkersTest {
    private final AtomicInteger open = new AtomicInteger();

    private Workers.WorkerFactory doing(Unit unit) {
        return () -> {
            open.incrementAndGet();
            return new Workers.Worker() {
                @Override
                public void unit(int number) throws IOException, CancelledException {
                    unit.run(number);
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        };
    }

    private interface Unit {
        void run(int number) throws IOException, CancelledException;
    }

    @Test
    void doesEveryUnitOnce() throws Exception {
        AtomicIntegerArray done = new AtomicIntegerArray(1000);
        Workers.run(4, 1000, new Cancellation(), doing(done::incrementAndGet));
        for (int i = 0; i < 1000; i++) {
            assertThat(done.get(i)).isEqualTo(1);
        }
        assertThat(open).hasValue(0);
    }

    @Test
    void throwsTheFirstFailureAndClosesAllWorkers() {
        AtomicInteger done = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                Workers.run(
                                        3,
                                        100_000,
                                        new Cancellation(),
                                        doing(
                                                number -> {
                                                    done.incrementAndGet();
                                                    if (number == 10) {
                                                        throw new IOException("unit 10");
                                                    }
                                                })))
                .isInstanceOf(IOException.class)
                .hasMessage("unit 10");
        assertThat(done.get()).isLessThan(100_000);
        assertThat(open).hasValue(0);
    }

    @Test
    void stopsWhenCancelled() {
        Cancellation cancellation = new Cancellation();
        AtomicInteger done = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                Workers.run(
                                        2,
                                        100_000,
                                        cancellation,
                                        doing(
                                                number -> {
                                                    if (done.incrementAndGet() == 5) {
                                                        cancellation.cancel();
                                                    }
                                                })))
                .isInstanceOf(CancelledException.class);
        assertThat(done.get()).isLessThan(20);
        assertThat(open).hasValue(0);
    }

    @Test
    void hasNothingToDoForNoUnits() throws Exception {
        Workers.run(2, 0, new Cancellation(), doing(number -> {}));
        assertThat(open).hasValue(0);
    }
}
