package org.taskvectors.inference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Buffers;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.inference.Slot.Place;

/// What each tensor of a model does, by its name without the tools' prefixes: Hugging Face's names
/// (in which GGUF files are offered too), GPT-2's, and Meta's own.
///
/// @param places the tensors by what they do
/// @param others names that say nothing, buffers left out
/// @param isMeta whether the names are Meta's, in whose files rotary pairs are neighbours
record Names(Map<Place, Tensor> places, List<String> others, boolean isMeta) {
    /// Llama 3.1's stretched frequencies in GGUF files.
    static final String ROPE_FACTORS = "rope_freqs.weight";

    private static final Pattern LAYER = Pattern.compile("(?:layers|h)\\.(\\d{1,6})\\.(.+)");

    private static final Map<String, Role> OUTSIDE =
            Map.ofEntries(
                    Map.entry("embed_tokens", Role.EMBEDDING),
                    Map.entry("norm", Role.FINAL_NORM),
                    Map.entry("lm_head", Role.HEAD),
                    Map.entry("wte", Role.EMBEDDING),
                    Map.entry("wpe", Role.POSITIONS),
                    Map.entry("ln_f", Role.FINAL_NORM),
                    Map.entry("tok_embeddings", Role.EMBEDDING),
                    Map.entry("output", Role.HEAD));

    private static final Map<String, Role> INSIDE =
            Map.ofEntries(
                    Map.entry("input_layernorm", Role.ATTENTION_NORM),
                    Map.entry("self_attn.q_proj", Role.QUERY),
                    Map.entry("self_attn.k_proj", Role.KEY),
                    Map.entry("self_attn.v_proj", Role.VALUE),
                    Map.entry("self_attn.qkv_proj", Role.QUERY_KEY_VALUE),
                    Map.entry("self_attn.o_proj", Role.ATTENTION_OUTPUT),
                    Map.entry("self_attn.q_norm", Role.QUERY_NORM),
                    Map.entry("self_attn.k_norm", Role.KEY_NORM),
                    Map.entry("mlp.gate_proj", Role.GATE),
                    Map.entry("mlp.up_proj", Role.UP),
                    Map.entry("mlp.gate_up_proj", Role.GATE_UP),
                    Map.entry("mlp.down_proj", Role.DOWN),
                    Map.entry("ln_1", Role.ATTENTION_NORM),
                    Map.entry("attn.c_attn", Role.QUERY_KEY_VALUE),
                    Map.entry("attn.c_proj", Role.ATTENTION_OUTPUT),
                    Map.entry("ln_2", Role.FEED_FORWARD_NORM),
                    Map.entry("mlp.c_fc", Role.UP),
                    Map.entry("mlp.c_proj", Role.DOWN),
                    Map.entry("attention_norm", Role.ATTENTION_NORM),
                    Map.entry("attention.wq", Role.QUERY),
                    Map.entry("attention.wk", Role.KEY),
                    Map.entry("attention.wv", Role.VALUE),
                    Map.entry("attention.wo", Role.ATTENTION_OUTPUT),
                    Map.entry("ffn_norm", Role.FEED_FORWARD_NORM),
                    Map.entry("feed_forward.w1", Role.GATE),
                    Map.entry("feed_forward.w2", Role.DOWN),
                    Map.entry("feed_forward.w3", Role.UP));

    /// Norms that mean another thing where there are four of them.
    private static final Map<String, Role> TWO_NORMS =
            Map.of("post_attention_layernorm", Role.FEED_FORWARD_NORM);

    private static final Map<String, Role> FOUR_NORMS =
            Map.of(
                    "post_attention_layernorm", Role.ATTENTION_POST_NORM,
                    "pre_feedforward_layernorm", Role.FEED_FORWARD_NORM,
                    "post_feedforward_layernorm", Role.FEED_FORWARD_POST_NORM);

    private static final String META = "attention.wq";

    static Names of(Checkpoint model, Family family) {
        Naming naming = Naming.of(model);
        Map<String, Role> norms = family.hasPostNorms() ? FOUR_NORMS : TWO_NORMS;
        Map<Place, Tensor> places = new HashMap<>();
        List<String> others = new ArrayList<>();
        boolean isMeta = false;
        for (Tensor tensor : model.tensors()) {
            String name = naming.place(tensor.name()).stripped();
            isMeta |= name.contains(META);
            @Nullable Place place = place(name, norms).orElse(null);
            if (place != null && !places.containsKey(place)) {
                places.put(place, tensor);
            } else if (!Buffers.isBuffer(tensor) && !name.equals(ROPE_FACTORS)) {
                others.add(tensor.name());
            }
        }
        return new Names(places, others, isMeta);
    }

    private static Optional<Place> place(String name, Map<String, Role> norms) {
        boolean isBias = name.endsWith(".bias");
        if (!isBias && !name.endsWith(".weight")) {
            return Optional.empty();
        }
        String module = name.substring(0, name.lastIndexOf('.'));
        Matcher matcher = LAYER.matcher(module);
        if (!matcher.matches()) {
            return Optional.ofNullable(OUTSIDE.get(module))
                    .map(role -> new Place(-1, role, isBias));
        }
        int layer = Integer.parseInt(matcher.group(1));
        String inside = matcher.group(2);
        return Optional.ofNullable(INSIDE.get(inside))
                .or(() -> Optional.ofNullable(norms.get(inside)))
                .map(role -> new Place(layer, role, isBias));
    }
}
