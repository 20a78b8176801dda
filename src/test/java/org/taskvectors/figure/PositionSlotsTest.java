package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;

import java.util.List;
import org.junit.jupiter.api.Test;

class PositionSlotsTest {
    @Test
    void layersLieAtTheirNumbers() {
        PositionSlots slots =
                new PositionSlots(new Positions("Layer", List.of(4, 5, 8), List.of()));
        assertThat(slots.x(0)).isZero();
        assertThat(slots.x(2)).isEqualTo(4);
        assertThat(slots.upper() - slots.lower()).isEqualTo(5);
        assertThat(slots.at(3.4)).isEqualTo(2);
    }

    @Test
    void whatBelongsToNoLayerIsSetApart() {
        PositionSlots slots = new PositionSlots(Positions.layers(32, List.of("embedding", "head")));
        assertThat(slots.x(32) - slots.half(32)).isGreaterThan(slots.x(31) + 0.5);
        assertThat(slots.divides())
                .singleElement(DOUBLE)
                .isBetween(31.5, slots.x(32) - slots.half(32));
        assertThat(slots.connected(30)).isTrue();
        assertThat(slots.connected(31)).isFalse();
        assertThat(slots.connected(32)).isFalse();
    }

    @Test
    void namesAreNotConnected() {
        assertThat(new PositionSlots(Positions.categories("", List.of("a", "b"))).connected(0))
                .isFalse();
    }

    @Test
    void findsThePositionOfEveryMiddle() {
        PositionSlots slots =
                new PositionSlots(Positions.layers(10, List.of("embedding", "final norm", "head")));
        for (int i = 0; i < 13; i++) {
            assertThat(slots.at(slots.x(i))).isEqualTo(i);
        }
        assertThat(slots.at(-100)).isZero();
        assertThat(slots.at(100)).isEqualTo(12);
    }
}
