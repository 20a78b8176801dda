package org.taskvectors.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LaterTest {
    @Test
    void manyRequestsMakeOne() throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        try (Later later = new Later(Duration.ofMillis(50), done::incrementAndGet)) {
            for (int i = 0; i < 10; i++) {
                later.request();
            }
            assertThat(done).hasValue(0);
            for (int i = 0; i < 100 && done.get() == 0; i++) {
                Thread.sleep(20);
            }
        }
        assertThat(done).hasValue(1);
    }

    @Test
    void whatStillWaitsIsDoneOnClosing() {
        AtomicInteger done = new AtomicInteger();
        try (Later later = new Later(Duration.ofHours(1), done::incrementAndGet)) {
            later.request();
        }
        assertThat(done).hasValue(1);
    }

    @Test
    void nothingIsDoneUnasked() {
        AtomicInteger done = new AtomicInteger();
        try (Later later = new Later(Duration.ZERO, done::incrementAndGet)) {
            assertThat(done).hasValue(0);
            assertThat(later).isNotNull();
        }
        assertThat(done).hasValue(0);
    }
}
