package org.taskvectors.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final AtomicLong nanos = new AtomicLong(1);
    private final Progress progress = new Progress(nanos::get);

    /// Lets time pass as a tray sees it, ten times a second.
    private void pass(double seconds, double perSecond) {
        for (int i = 0; i < Math.round(seconds * 10); i++) {
            nanos.addAndGet(100_000_000);
            progress.add(Math.round(perSecond / 10));
            progress.secondsLeft();
        }
    }

    @Test
    void nothingIsSaidOfTheRestBeforeItMeansSomething() {
        progress.begin(10_000);
        assertThat(progress.secondsLeft()).isNaN();
        pass(2.5, 1000);
        assertThat(progress.secondsLeft()).as("a quarter is done, but too soon").isNaN();
        pass(1, 1000);
        assertThat(progress.secondsLeft()).isCloseTo(6.5, within(0.2));
    }

    @Test
    void aSmallShareSaysNothingUnlessItTakesLong() {
        progress.begin(1_000_000);
        pass(10, 1000);
        assertThat(progress.secondsLeft()).as("one percent").isNaN();
        pass(25, 1000);
        assertThat(progress.secondsLeft()).isCloseTo(965, within(10.0));
    }

    @Test
    void aRateThatJumpsSaysNothingUntilItIsSteady() {
        progress.begin(100_000);
        pass(3, 10);
        pass(0.5, 20_000);
        assertThat(progress.secondsLeft()).isNaN();
        pass(15, 1000);
        assertThat(progress.secondsLeft()).isNotNaN();
    }

    @Test
    void whatWasSlowAtFirstIsForgotten() {
        progress.begin(100_000);
        pass(20, 10);
        pass(40, 1000);
        assertThat(progress.rate()).isCloseTo(1000, within(50.0));
        assertThat(progress.secondsLeft()).isCloseTo(59.8, within(4.0));
    }

    @Test
    void otherWorkBeginsAnew() {
        progress.begin(10_000);
        pass(5, 1000);
        progress.begin(10_000, "tokens");
        assertThat(progress.secondsLeft()).isNaN();
        assertThat(progress.rate()).isZero();
        pass(4, 100);
        assertThat(progress.secondsLeft()).isCloseTo(96, within(3.0));
    }
}
