package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RangeBuffersTest {
    private static final long KILO = 1 << 10;

    @Test
    void memoryServesTheNextRangeOfAboutTheSize() {
        RangeBuffers buffers = new RangeBuffers(1_000 * KILO);
        RangeBuffers.Buffer one = buffers.take(100 * KILO);
        assertThat(one.size()).isEqualTo(128 * KILO);
        buffers.give(one);
        RangeBuffers.Buffer next = buffers.take(90 * KILO);
        assertThat(next).isSameAs(one);
        assertThat(buffers.usedBytes()).isEqualTo(128 * KILO);
        buffers.give(next);
        buffers.clear();
        assertThat(one.arena().scope().isAlive()).isFalse();
    }

    @Test
    void whatLiesIdleMakesRoomForAnotherSize() {
        RangeBuffers buffers = new RangeBuffers(600 * KILO);
        RangeBuffers.Buffer large = buffers.take(512 * KILO);
        buffers.give(large);
        RangeBuffers.Buffer small = buffers.take(128 * KILO);
        assertThat(large.arena().scope().isAlive()).isFalse();
        buffers.give(small);
        assertThat(buffers.usedBytes()).isZero();
        buffers.clear();
    }

    @Test
    void whatIsTakenBeyondTheBudgetIsNotKept() {
        RangeBuffers buffers = new RangeBuffers(100 * KILO);
        RangeBuffers.Buffer one = buffers.take(64 * KILO);
        RangeBuffers.Buffer two = buffers.take(64 * KILO);
        buffers.give(one);
        buffers.give(two);
        assertThat(one.arena().scope().isAlive() && two.arena().scope().isAlive()).isFalse();
        buffers.clear();
    }
}
