package org.taskvectors.checkpoint.gguf;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The architectures whose tensors can be given Hugging Face's names and rows, and what llama.cpp's
/// converter changes in each.
///
/// Source: `conversion/*.py` of llama.cpp and `tensor_mapping.py` of the Python package gguf 0.19;
/// `src/test/oracle/gguf/conversions.py` has the real converter convert a small model of each.
@SuppressWarnings("ImmutableEnumChecker") // sets and maps are copies that nobody changes
enum Architecture {
    /// Llama, Mistral, Mixtral: they share the name.
    LLAMA("llama", "LlamaForCausalLM", "llama", Names.LLAMA, Change.ROTARY_ROWS),
    MISTRAL3("mistral3", "Ministral3ForCausalLM", "ministral3", Names.LLAMA, Change.ROTARY_ROWS),
    SMOLLM3("smollm3", "SmolLM3ForCausalLM", "smollm3", Names.LLAMA, Change.ROTARY_ROWS),
    GRANITE("granite", "GraniteForCausalLM", "granite", Names.LLAMA, Change.ROTARY_ROWS),
    QWEN2("qwen2", "Qwen2ForCausalLM", "qwen2", Names.LLAMA),
    QWEN3("qwen3", "Qwen3ForCausalLM", "qwen3", Names.LLAMA),
    GEMMA("gemma", "GemmaForCausalLM", "gemma", Names.LLAMA, Change.NORMS_PLUS_ONE),
    GEMMA2("gemma2", "Gemma2ForCausalLM", "gemma2", Names.FOUR_NORMS, Change.NORMS_PLUS_ONE),
    GEMMA3("gemma3", "Gemma3ForCausalLM", "gemma3_text", Names.FOUR_NORMS, Change.NORMS_PLUS_ONE),
    PHI3("phi3", "Phi3ForCausalLM", "phi3", Names.PHI3),
    GPT2("gpt2", "GPT2LMHeadModel", "gpt2", Names.GPT2, Change.TRANSPOSED);

    /// A change that the converter makes to numbers or their order.
    enum Change {
        /// Rows of q and k: Hugging Face keeps the two halves of each head's rotary pairs one after
        /// the other, llama.cpp the pairs side by side.
        ROTARY_ROWS,
        /// Norms are stored plus one.
        NORMS_PLUS_ONE,
        /// GPT-2's `Conv1D` keeps (in, out), llama.cpp (out, in).
        TRANSPOSED
    }

    private final String label;
    private final String huggingFace;
    private final String modelType;
    private final Names names;
    private final Set<Change> changes;

    Architecture(
            String label, String huggingFace, String modelType, Names names, Change... changes) {
        this.label = label;
        this.huggingFace = huggingFace;
        this.modelType = modelType;
        this.names = names;
        this.changes = Set.of(changes);
    }

    /// Returns the architecture that `general.architecture` names; empty if it is not known here.
    static Optional<Architecture> of(String label) {
        for (Architecture architecture : values()) {
            if (architecture.label.equals(label)) {
                return Optional.of(architecture);
            }
        }
        return Optional.empty();
    }

    /// Returns its name in llama.cpp, with which the keys of its metadata begin: `llama`.
    String label() {
        return label;
    }

    /// Returns the class in transformers: `LlamaForCausalLM`.
    String huggingFace() {
        return huggingFace;
    }

    /// Returns `model_type` in transformers: `llama`.
    String modelType() {
        return modelType;
    }

    boolean has(Change change) {
        return changes.contains(change);
    }

    Names names() {
        return names;
    }

    /// Names in llama.cpp and in Hugging Face's models, without `.weight` and `.bias`.
    ///
    /// @param outside modules outside the layers
    /// @param layers how the modules of layers begin in Hugging Face's models: `model.layers.`
    /// @param inside modules of a layer
    record Names(Map<String, String> outside, String layers, Map<String, String> inside) {
        static final Names LLAMA =
                of(
                        Map.of(
                                "token_embd", "model.embed_tokens",
                                "output_norm", "model.norm",
                                "output", "lm_head"),
                        "model.layers.",
                        Map.ofEntries(
                                Map.entry("attn_norm", "input_layernorm"),
                                Map.entry("attn_q", "self_attn.q_proj"),
                                Map.entry("attn_k", "self_attn.k_proj"),
                                Map.entry("attn_v", "self_attn.v_proj"),
                                Map.entry("attn_output", "self_attn.o_proj"),
                                Map.entry("attn_q_norm", "self_attn.q_norm"),
                                Map.entry("attn_k_norm", "self_attn.k_norm"),
                                Map.entry("ffn_norm", "post_attention_layernorm"),
                                Map.entry("ffn_gate", "mlp.gate_proj"),
                                Map.entry("ffn_up", "mlp.up_proj"),
                                Map.entry("ffn_down", "mlp.down_proj"),
                                Map.entry("ffn_gate_inp", "block_sparse_moe.gate"),
                                Map.entry("ffn_gate_exps", "block_sparse_moe.experts.*.w1"),
                                Map.entry("ffn_down_exps", "block_sparse_moe.experts.*.w2"),
                                Map.entry("ffn_up_exps", "block_sparse_moe.experts.*.w3")));

        static final Names FOUR_NORMS =
                LLAMA.with(
                        Map.of(
                                "post_attention_norm", "post_attention_layernorm",
                                "ffn_norm", "pre_feedforward_layernorm",
                                "post_ffw_norm", "post_feedforward_layernorm"));

        static final Names PHI3 =
                LLAMA.with(
                        Map.of(
                                "attn_qkv", "self_attn.qkv_proj",
                                "ffn_up", "mlp.gate_up_proj"));

        static final Names GPT2 =
                of(
                        Map.of(
                                "token_embd", "transformer.wte",
                                "position_embd", "transformer.wpe",
                                "output_norm", "transformer.ln_f",
                                "output", "lm_head"),
                        "transformer.h.",
                        Map.of(
                                "attn_norm", "ln_1",
                                "attn_qkv", "attn.c_attn",
                                "attn_output", "attn.c_proj",
                                "ffn_norm", "ln_2",
                                "ffn_up", "mlp.c_fc",
                                "ffn_down", "mlp.c_proj"));

        private static Names of(
                Map<String, String> outside, String layers, Map<String, String> inside) {
            return new Names(Map.copyOf(outside), layers, Map.copyOf(inside));
        }

        private Names with(Map<String, String> other) {
            Map<String, String> all = new LinkedHashMap<>(inside);
            all.putAll(other);
            return of(outside, layers, all);
        }
    }
}
