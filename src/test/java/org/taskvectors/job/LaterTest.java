package org.taskvectors.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.taskvectors.Patience;

class LaterTest {
    @Test
    void manyRequestsMakeOne() {
        AtomicInteger done = new AtomicInteger();
        try (Later later = new Later(Duration.ofHours(1), done::incrementAndGet)) {
            for (int i = 0; i < 10; i++) {
                later.request();
            }
            assertThat(done).hasValue(0);
        }
        assertThat(done).hasValue(1);
    }

    @Test
    void itIsDoneSoonAfterTheRequest() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        try (Later later = new Later(Duration.ofMillis(50), done::countDown)) {
            later.request();
            assertThat(done.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        }
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
