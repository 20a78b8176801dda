package org.taskvectors.checkpoint.naming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PlaceOrderTest {
    @Test
    void numbersInNamesCountAsNumbers() {
        assertThat(
                        List.of("l.10.b", "l.2.a", "l.1.c", "l.11", "l.02.a", "k.30").stream()
                                .sorted(PlaceOrder.NAMES)
                                .toList())
                .containsExactly("k.30", "l.1.c", "l.02.a", "l.2.a", "l.10.b", "l.11");
    }

    @Test
    void stacksComeAsDataFlowsAndWhatBelongsToNoneLast() {
        assertThat(
                        List.of("", "text", "zeta", "decoder", "encoder.conv", "vision", "encoder")
                                .stream()
                                .sorted(PlaceOrder.STACKS)
                                .toList())
                .containsExactly(
                        "encoder", "encoder.conv", "decoder", "vision", "text", "zeta", "");
    }

    @Property(tries = 500)
    void bothAreOrders(
            @ForAll @Size(3)
                    List<@StringLength(max = 6) @CharRange(from = '.', to = '2') String> names) {
        String a = names.get(0);
        String b = names.get(1);
        String c = names.get(2);
        for (var order : List.of(PlaceOrder.NAMES, PlaceOrder.STACKS)) {
            assertThat(Integer.signum(order.compare(a, b)))
                    .isEqualTo(-Integer.signum(order.compare(b, a)));
            assertThat(order.compare(a, b) == 0).isEqualTo(a.equals(b));
            if (order.compare(a, b) <= 0 && order.compare(b, c) <= 0) {
                assertThat(order.compare(a, c)).isLessThanOrEqualTo(0);
            }
        }
    }
}
