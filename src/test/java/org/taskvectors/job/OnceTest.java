package org.taskvectors.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnceTest {
    @Test
    void isMadeOnFirstUseAndOnce() throws CancelledException {
        AtomicInteger made = new AtomicInteger();
        Once<Integer> once = new Once<>("once", made::incrementAndGet);
        assertThat(once.result()).isEmpty();
        assertThat(made).hasValue(0);
        assertThat(once.get()).isEqualTo(1);
        assertThat(once.get(new Cancellation())).isEqualTo(1);
        assertThat(once.result()).contains(1);
    }

    @Test
    void aCancelledThreadWaitsNoLongerAndTheMakingGoesOn() throws CancelledException {
        CountDownLatch gate = new CountDownLatch(1);
        Once<String> once =
                new Once<>(
                        "once",
                        () -> {
                            try {
                                gate.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            return Thread.currentThread().getName();
                        });
        Cancellation cancellation = new Cancellation();
        Thread.ofPlatform().start(cancellation::cancel);
        assertThatThrownBy(() -> once.get(cancellation)).isInstanceOf(CancelledException.class);
        assertThat(once.result()).isEmpty();
        gate.countDown();
        assertThat(once.get(new Cancellation())).isEqualTo("once");
    }

    @Test
    void anErrorGoesToAllWhoWait() {
        Once<String> once =
                new Once<>(
                        "once",
                        () -> {
                            throw new IllegalStateException("no");
                        });
        assertThatThrownBy(once::get).isInstanceOf(CompletionException.class);
        assertThatThrownBy(() -> once.get(new Cancellation()))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("no");
        assertThat(once.result()).isEmpty();
    }
}
