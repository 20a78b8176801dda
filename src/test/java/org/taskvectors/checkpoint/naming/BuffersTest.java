package org.taskvectors.checkpoint.naming;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.tensor.Shape;

class BuffersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "transformer.h.0.attn.masked_bias",
                "model.layers.3.self_attn.rotary_emb.inv_freq",
                "text_model.embeddings.position_ids",
                "bert.embeddings.token_type_ids",
                "bn1.running_mean",
                "bn1.running_var",
                "bn1.num_batches_tracked",
                "model.layers.3.mlp.gate.e_score_correction_bias"
            })
    void namesOfBuffersAreKnown(String name) {
        assertThat(Buffers.isBuffer(name, Shape.of(8))).isTrue();
    }

    @Test
    void aMaskIsNoBias() {
        assertThat(Buffers.isBuffer("h.0.attn.bias", Shape.of(1, 1, 8, 8))).isTrue();
        assertThat(Buffers.isBuffer("h.0.attn.bias", Shape.of(8))).isFalse();
        assertThat(Buffers.isBuffer("conv.bias", Shape.of(1, 8, 1, 1))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.embed_positions.weight",
                "layers.0.self_attn.q_proj.bias",
                "logit_scale",
                "relative_position_bias_table"
            })
    void weightsAreNoBuffers(String name) {
        assertThat(Buffers.isBuffer(name, Shape.of(8, 8))).isFalse();
    }
}
