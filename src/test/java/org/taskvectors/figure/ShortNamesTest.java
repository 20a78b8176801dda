package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShortNamesTest {
    @Test
    void dropsWhatAllBeginAndEndWith() {
        assertThat(
                        ShortNames.of(
                                List.of(
                                        "model.layers.3.self_attn.q_proj.weight",
                                        "model.layers.3.input_layernorm.weight")))
                .containsExactly("self_attn.q_proj", "input_layernorm");
    }

    @Test
    void leavesSomethingOfEach() {
        assertThat(ShortNames.of(List.of("a.b", "a.b.c"))).containsExactly("b", "b.c");
        assertThat(ShortNames.of(List.of("a.b", "a.b"))).containsExactly("b", "b");
    }

    @Test
    void leavesOtherNamesAlone() {
        assertThat(ShortNames.of(List.of("q_proj", "k_proj"))).containsExactly("q_proj", "k_proj");
        assertThat(ShortNames.of(List.of("only.one"))).containsExactly("only.one");
        assertThat(ShortNames.of(List.of("SST-2", "v.1"))).containsExactly("SST-2", "v.1");
    }
}
