package org.taskvectors.checkpoint.naming;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;

/// Kinds of the modules in vision and audio towers beside a language model. Source: `modeling_*.py`
/// of transformers (CLIP, SigLIP, Pixtral, Qwen2.5-VL, Llama 3.2 Vision, Whisper).
final class TowerKinds {
    private static final ModuleKind FC1 = new ModuleKind("fc1", ModuleFamily.FEED_FORWARD, 21);
    private static final ModuleKind FC2 = new ModuleKind("fc2", ModuleFamily.FEED_FORWARD, 22);

    private static final Map<String, ModuleKind> KINDS =
            Map.ofEntries(
                    entry("self_attn.q_proj", ModuleKinds.Q_PROJ),
                    entry("self_attn.k_proj", ModuleKinds.K_PROJ),
                    entry("self_attn.v_proj", ModuleKinds.V_PROJ),
                    entry("self_attn.o_proj", ModuleKinds.O_PROJ),
                    entry("self_attn.out_proj", ModuleKinds.O_PROJ),
                    entry("attention.q_proj", ModuleKinds.Q_PROJ),
                    entry("attention.k_proj", ModuleKinds.K_PROJ),
                    entry("attention.v_proj", ModuleKinds.V_PROJ),
                    entry("attention.o_proj", ModuleKinds.O_PROJ),
                    entry("attn.qkv", ModuleKinds.QKV_PROJ),
                    entry("attn.proj", ModuleKinds.O_PROJ),
                    entry("mlp.fc1", FC1),
                    entry("mlp.fc2", FC2),
                    entry("mlp.linear_fc1", FC1),
                    entry("mlp.linear_fc2", FC2),
                    entry("fc1", FC1),
                    entry("fc2", FC2),
                    entry("mlp.gate_proj", ModuleKinds.GATE_PROJ),
                    entry("mlp.up_proj", ModuleKinds.UP_PROJ),
                    entry("mlp.down_proj", ModuleKinds.DOWN_PROJ),
                    entry("feed_forward.gate_proj", ModuleKinds.GATE_PROJ),
                    entry("feed_forward.up_proj", ModuleKinds.UP_PROJ),
                    entry("feed_forward.down_proj", ModuleKinds.DOWN_PROJ),
                    entry("layer_norm1", ModuleKinds.NORM),
                    entry("layer_norm2", ModuleKinds.NORM),
                    entry("norm1", ModuleKinds.NORM),
                    entry("norm2", ModuleKinds.NORM),
                    entry("input_layernorm", ModuleKinds.NORM),
                    entry("post_attention_layernorm", ModuleKinds.NORM),
                    entry("attention_norm", ModuleKinds.NORM),
                    entry("ffn_norm", ModuleKinds.NORM),
                    entry("self_attn_layer_norm", ModuleKinds.NORM),
                    entry("final_layer_norm", ModuleKinds.NORM));

    private TowerKinds() {}

    /// @param path the module's path within its layer
    static Optional<ModuleKind> of(String path) {
        return Optional.ofNullable(KINDS.get(path));
    }
}
