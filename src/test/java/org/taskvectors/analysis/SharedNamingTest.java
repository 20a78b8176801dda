package org.taskvectors.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.BaseTensor;

class SharedNamingTest {
    private static final String Q = "model.layers.3.self_attn.q_proj.weight";

    @Test
    void theSameTensorIsTheSameUnderThePrefixesOfDifferentTools() {
        NamedProfile plain = ComparisonTest.vector("a", List.of(), ComparisonTest.bf16(Q, 1));
        NamedProfile peft =
                ComparisonTest.vector(
                        "b",
                        List.of(new BaseTensor("module." + Q, DType.BF16, Shape.of(1), 1)),
                        ComparisonTest.bf16("base_model.model." + Q, 1));
        SharedNaming naming = SharedNaming.of(List.of(plain, peft));
        assertThat(naming.names()).hasSize(3);
        assertThat(naming.names().stream().map(naming::place).distinct())
                .singleElement()
                .satisfies(
                        place -> {
                            assertThat(place.layer()).hasValue(3);
                            assertThat(place.kind().id()).isEqualTo("q_proj");
                        });
    }

    @Test
    void twoTensorsOfOneVectorNeverBecomeOne() {
        NamedProfile vector =
                ComparisonTest.vector(
                        "v",
                        List.of(),
                        ComparisonTest.bf16("x.weight", 1),
                        ComparisonTest.bf16("module.x.weight", 1));
        SharedNaming naming = SharedNaming.of(List.of(vector));
        assertThat(naming.place("x.weight").stripped())
                .isNotEqualTo(naming.place("module.x.weight").stripped());
    }
}
