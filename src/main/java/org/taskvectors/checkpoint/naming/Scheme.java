package org.taskvectors.checkpoint.naming;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The tensor names of a family of architectures, without the tools' prefixes. Source:
/// `modeling_*.py` of transformers.
@SuppressWarnings("ImmutableEnumChecker") // Map.ofEntries makes maps that cannot change
enum Scheme {
    LLAMA(
            "Llama",
            "layers.",
            Map.ofEntries(
                    entry("self_attn.q_proj", ModuleKinds.Q_PROJ),
                    entry("self_attn.k_proj", ModuleKinds.K_PROJ),
                    entry("self_attn.v_proj", ModuleKinds.V_PROJ),
                    entry("self_attn.o_proj", ModuleKinds.O_PROJ),
                    entry("self_attn.qkv_proj", ModuleKinds.QKV_PROJ),
                    entry("self_attn.q_norm", ModuleKinds.NORM),
                    entry("self_attn.k_norm", ModuleKinds.NORM),
                    entry("self_attn.rotary_emb", ModuleKinds.ROTARY),
                    entry("mlp.gate_proj", ModuleKinds.GATE_PROJ),
                    entry("mlp.up_proj", ModuleKinds.UP_PROJ),
                    entry("mlp.down_proj", ModuleKinds.DOWN_PROJ),
                    entry("mlp.gate_up_proj", ModuleKinds.GATE_UP_PROJ),
                    entry("input_layernorm", ModuleKinds.NORM),
                    entry("post_attention_layernorm", ModuleKinds.NORM),
                    entry("pre_feedforward_layernorm", ModuleKinds.NORM),
                    entry("post_feedforward_layernorm", ModuleKinds.NORM)),
            Map.ofEntries(
                    entry("embed_tokens", ModuleKinds.EMBEDDING),
                    entry("norm", ModuleKinds.NORM),
                    entry("rotary_emb", ModuleKinds.ROTARY),
                    entry("lm_head", ModuleKinds.HEAD),
                    entry("score", ModuleKinds.HEAD),
                    entry("classifier", ModuleKinds.HEAD),
                    entry("qa_outputs", ModuleKinds.HEAD))),
    GPT2(
            "GPT-2",
            "h.",
            Map.ofEntries(
                    entry("attn.c_attn", ModuleKinds.GPT2_ATTENTION_IN),
                    entry("attn.c_proj", ModuleKinds.GPT2_ATTENTION_OUT),
                    entry("attn.bias", ModuleKinds.GPT2_MASK),
                    entry("attn.masked_bias", ModuleKinds.GPT2_MASK),
                    entry("mlp.c_fc", ModuleKinds.GPT2_FEED_FORWARD_IN),
                    entry("mlp.c_proj", ModuleKinds.GPT2_FEED_FORWARD_OUT),
                    entry("ln_1", ModuleKinds.NORM),
                    entry("ln_2", ModuleKinds.NORM)),
            Map.ofEntries(
                    entry("wte", ModuleKinds.EMBEDDING),
                    entry("wpe", ModuleKinds.EMBEDDING),
                    entry("ln_f", ModuleKinds.NORM),
                    entry("lm_head", ModuleKinds.HEAD),
                    entry("score", ModuleKinds.HEAD),
                    entry("classifier", ModuleKinds.HEAD),
                    entry("qa_outputs", ModuleKinds.HEAD))),
    BERT(
            "BERT",
            "encoder.layer.",
            Map.ofEntries(
                    entry("attention.self.query", ModuleKinds.BERT_QUERY),
                    entry("attention.self.key", ModuleKinds.BERT_KEY),
                    entry("attention.self.value", ModuleKinds.BERT_VALUE),
                    entry("attention.output.dense", ModuleKinds.BERT_ATTENTION_OUT),
                    entry("attention.output.LayerNorm", ModuleKinds.NORM),
                    entry("intermediate.dense", ModuleKinds.BERT_INTERMEDIATE),
                    entry("output.dense", ModuleKinds.BERT_OUTPUT),
                    entry("output.LayerNorm", ModuleKinds.NORM)),
            Map.ofEntries(
                    entry("embeddings", ModuleKinds.EMBEDDING),
                    entry("pooler", ModuleKinds.BERT_POOLER),
                    entry("cls", ModuleKinds.HEAD),
                    entry("lm_head", ModuleKinds.HEAD),
                    entry("classifier", ModuleKinds.HEAD),
                    entry("qa_outputs", ModuleKinds.HEAD))),
    DISTILBERT(
            "DistilBERT",
            "layer.",
            Map.ofEntries(
                    entry("attention.q_lin", ModuleKinds.DISTILBERT_Q),
                    entry("attention.k_lin", ModuleKinds.DISTILBERT_K),
                    entry("attention.v_lin", ModuleKinds.DISTILBERT_V),
                    entry("attention.out_lin", ModuleKinds.DISTILBERT_OUT),
                    entry("sa_layer_norm", ModuleKinds.NORM),
                    entry("ffn.lin1", ModuleKinds.DISTILBERT_1),
                    entry("ffn.lin2", ModuleKinds.DISTILBERT_2),
                    entry("output_layer_norm", ModuleKinds.NORM)),
            Map.ofEntries(
                    entry("embeddings", ModuleKinds.EMBEDDING),
                    entry("pre_classifier", ModuleKinds.DISTILBERT_PRE_CLASSIFIER),
                    entry("vocab_transform", ModuleKinds.HEAD),
                    entry("vocab_layer_norm", ModuleKinds.HEAD),
                    entry("vocab_projector", ModuleKinds.HEAD),
                    entry("classifier", ModuleKinds.HEAD),
                    entry("qa_outputs", ModuleKinds.HEAD)));

    /// No module's path has more parts than this.
    private static final int MOST_PARTS = 3;

    private final String label;
    private final String layers;
    private final Map<String, ModuleKind> inLayer;
    private final Map<String, ModuleKind> outside;

    /// @param layers the text before a layer's number
    /// @param inLayer kinds by the path of the module within its layer
    /// @param outside kinds by the path of the module that belongs to no layer
    Scheme(
            String label,
            String layers,
            Map<String, ModuleKind> inLayer,
            Map<String, ModuleKind> outside) {
        this.label = label;
        this.layers = layers;
        this.inLayer = inLayer;
        this.outside = outside;
    }

    String label() {
        return label;
    }

    /// Returns the parts of a name before a layer's number.
    List<String> layers() {
        return List.of(layers.substring(0, layers.length() - 1).split("\\."));
    }

    /// Returns the placement of the tensor of that name; empty if this scheme does not know its
    /// module.
    Optional<Placement> place(String stripped) {
        int digits = digitsAfter(layers, stripped);
        if (digits == 0) {
            return module(outside, stripped, 0)
                    .map(kind -> new Placement(stripped, OptionalInt.empty(), kind, true));
        }
        int end = layers.length() + digits;
        int layer = Integer.parseInt(stripped.substring(layers.length(), end));
        return module(inLayer, stripped, end + 1)
                .map(kind -> new Placement(stripped, OptionalInt.of(layer), kind, true));
    }

    /// Returns how many digits of a layer's number follow `before` at the start of `name`, with a
    /// dot after them.
    private static int digitsAfter(String before, String name) {
        if (!name.startsWith(before)) {
            return 0;
        }
        int dot = name.indexOf('.', before.length());
        return dot > 0 && PathNumbers.isNumber(name, before.length(), dot)
                ? dot - before.length()
                : 0;
    }

    /// Returns the module with the longest path that `name` continues with from `start` on.
    private static Optional<ModuleKind> module(
            Map<String, ModuleKind> kinds, String name, int start) {
        Optional<ModuleKind> found = Optional.empty();
        int end = start - 1;
        for (int parts = 0; parts < MOST_PARTS && end < name.length(); parts++) {
            int dot = name.indexOf('.', end + 1);
            end = dot < 0 ? name.length() : dot;
            ModuleKind kind = kinds.get(name.substring(start, end));
            found = kind == null ? found : Optional.of(kind);
        }
        return found;
    }
}
