package org.taskvectors.checkpoint.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

class CoverageTest {
    private static Tensor tensor(String name, long... sizes) {
        return new Tensor(name, DType.F32, Shape.of(sizes));
    }

    private static boolean areAlike(Tensor tuned, Tensor... base) {
        return Coverage.areAlike(List.of(tuned), List.of(base));
    }

    @Test
    void aNormOfOneLayerUnderAnotherNameMayBeTheSame() {
        Tensor base = tensor("model.layers.0.input_layernorm.weight", 4);
        assertThat(areAlike(tensor("model.layers.0.ln1.weight", 4), base)).isTrue();
        assertThat(areAlike(tensor("layers.0.input_layernorm.g", 4), base)).isTrue();
        assertThat(areAlike(tensor("layers.1.ln1.weight", 4), base)).isFalse();
        assertThat(areAlike(tensor("layers.0.ln1.weight", 5), base)).isFalse();
    }

    @Test
    void partsOfOneLayerThatAreOneTensorThereMayBeTheSame() {
        Tensor key = tensor("layers.3.attn.k_proj.weight", 2, 4);
        Tensor value = tensor("layers.3.attn.v_proj.weight", 2, 4);
        assertThat(areAlike(tensor("layers.3.attn.kv.w", 4, 4), key, value)).isTrue();
        assertThat(areAlike(tensor("layers.3.attn.kv.w", 5, 4), key, value)).isFalse();
    }

    @Test
    void aParameterOfItsOwnNameIsKnownByItAlone() {
        assertThat(areAlike(tensor("net.logit_scale"), tensor("logit_scale"))).isTrue();
        assertThat(areAlike(tensor("fc_norm.weight", 4), tensor("norm.weight", 4))).isFalse();
    }
}
