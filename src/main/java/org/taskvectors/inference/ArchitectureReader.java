package org.taskvectors.inference;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Architecture.Activation;
import org.taskvectors.inference.Architecture.Rope;
import org.taskvectors.inference.Slot.Place;

/// Reads the architecture of one model. What the configuration says and is not computed here is
/// refused by its key.
///
/// @param isGguf whether the configuration comes from GGUF metadata
/// @param factors of rotary frequencies, from a GGUF file
record ArchitectureReader(
        Settings settings, Family family, Names names, boolean isGguf, List<Float> factors) {
    private static final int MOST_LAYERS = 10_000;
    private static final int MOST_WIDTH = 1 << 18;
    private static final int MOST_TOKENS = 1 << 26;

    /// llama.cpp tells Gemma 2 27B and Gemma 3 27B by their layers.
    private static final Set<Integer> LARGE_GEMMAS = Set.of(46, 62);

    Architecture architecture() throws Failure {
        refuseWhatIsNotComputed();
        boolean isGpt2 = family == Family.GPT2;
        int layers = settings.whole(isGpt2 ? "n_layer" : "num_hidden_layers", 1, MOST_LAYERS);
        int width = settings.whole(isGpt2 ? "n_embd" : "hidden_size", 1, MOST_WIDTH);
        int heads = settings.whole(isGpt2 ? "n_head" : "num_attention_heads", 1, MOST_WIDTH);
        int keyHeads = isGpt2 ? heads : settings.whole("num_key_value_heads", 1, MOST_WIDTH, heads);
        int headWidth =
                settings.whole("head_dim", 1, MOST_WIDTH, family.headWidth(width, heads, isGguf));
        if ((long) heads * headWidth > MOST_WIDTH) {
            throw bad(heads + " heads of " + headWidth + " are more than any model has");
        }
        if (heads % keyHeads != 0) {
            throw bad(heads + " heads are no multiple of " + keyHeads + " key heads");
        }
        if (isGpt2 && headWidth * heads != width) {
            throw bad("the width " + width + " is no multiple of " + heads + " heads");
        }
        if (!isGpt2 && headWidth % 2 != 0) {
            throw bad("a head is " + headWidth + " wide, and rotary positions come in pairs");
        }
        List<Integer> windows = windows(layers);
        RopeReader rope = new RopeReader(settings, headWidth, names.isMeta(), isGguf, factors);
        return new Architecture(
                family.label(),
                layers,
                width,
                heads,
                keyHeads,
                headWidth,
                feedForward(width),
                vocabulary(),
                context(),
                settings.positive(
                        isGpt2 ? "layer_norm_epsilon" : "rms_norm_eps", family.defaultEpsilon()),
                family.norm(),
                family.isGemma() ? 1 : 0,
                activation(),
                !isGpt2,
                isGpt2
                        ? Optional.empty()
                        : Optional.of(rope.main("full_attention", family.defaultTheta())),
                family == Family.GEMMA3 ? Optional.of(rope.local(1e4)) : Optional.<Rope>empty(),
                unrotated(layers),
                windows,
                queryScale(layers, width, heads, headWidth),
                cap("attn_logit_softcapping", family == Family.GEMMA2, 50),
                cap("final_logit_softcapping", family.hasPostNorms(), 30),
                family.isGemma() ? (float) Math.sqrt(width) : 1,
                family.hasHeadNorms(),
                family.hasPostNorms(),
                isTied());
    }

    private void refuseWhatIsNotComputed() throws Failure {
        for (String key :
                List.of(
                        "attention_multiplier",
                        "embedding_multiplier",
                        "residual_multiplier",
                        "logits_scaling",
                        "logit_scale",
                        "partial_rotary_factor")) {
            settings.requireNeutral(key, 1);
        }
        for (String key :
                List.of(
                        "num_local_experts",
                        "num_experts",
                        "n_routed_experts",
                        "clip_qkv",
                        "llama_4_scaling_beta")) {
            settings.requireNeutral(key, 0);
        }
        settings.requireFlag("use_bidirectional_attention", false);
        settings.requireFlag("scale_attn_weights", true);
        settings.requireFlag("scale_attn_by_inverse_layer_idx", false);
        settings.requireFlag("add_cross_attention", false);
        settings.requireFlag("is_encoder_decoder", false);
    }

    private int feedForward(int width) throws Failure {
        if (family == Family.GPT2) {
            return settings.whole("n_inner", 1, MOST_WIDTH << 2, 4L * width);
        }
        Tensor down = names.places().get(new Place(0, Role.DOWN, false));
        long stored = down != null && down.shape().rank() == 2 ? down.shape().size(1) : 0;
        return settings.whole("intermediate_size", 1, MOST_WIDTH << 2, stored);
    }

    /// As many as the embedding has rows, since Meta's files say −1; the configuration's number
    /// where the embedding is not there.
    private int vocabulary() throws Failure {
        Tensor embedding = names.places().get(Place.outside(Role.EMBEDDING));
        boolean isSaid = settings.config().integer("vocab_size", 0) > 0;
        long rows =
                embedding != null && embedding.shape().rank() == 2 ? embedding.shape().size(0) : 0;
        if (isSaid || rows == 0 || rows > MOST_TOKENS) {
            return settings.whole("vocab_size", 1, MOST_TOKENS);
        }
        return (int) rows;
    }

    private int context() throws Failure {
        if (family == Family.GPT2) {
            OptionalLong said = settings.config().integer("n_positions");
            return settings.whole(said.isPresent() ? "n_positions" : "n_ctx", 1, MOST_TOKENS, 1024);
        }
        long known = settings.config().integer("max_position_embeddings", 0);
        return known > 0 ? (int) Math.min(known, Integer.MAX_VALUE) : untold();
    }

    /// Meta's files do not say how many positions their models were trained with: Llama 2 with
    /// 4,096, Llama 3 (whose θ is 500,000) with 8,192, Llama 3.1 with 131,072.
    private int untold() {
        boolean isStretched = settings.config().part("rope_scaling").isPresent();
        boolean isLlama3 = settings.config().rope().real("rope_theta", 0) >= 500_000;
        return isStretched ? 131_072 : isLlama3 ? 8_192 : 4_096;
    }

    private Activation activation() throws Failure {
        String key = family.activationKey();
        Optional<String> said = settings.text(key);
        return switch (said.orElse("")) {
            case "" -> family.defaultActivation();
            case "silu", "swish" -> Activation.SILU;
            case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> Activation.GELU_TANH;
            case "gelu" -> Activation.GELU;
            default -> throw settings.notSupported(key + " = " + said.orElse(""));
        };
    }

    private double queryScale(int layers, int width, int heads, int headWidth) throws Failure {
        if (family != Family.GEMMA2 && family != Family.GEMMA3) {
            return 1 / Math.sqrt(headWidth);
        }
        int otherwise = LARGE_GEMMAS.contains(layers) ? width / heads : headWidth;
        return 1 / Math.sqrt(settings.positive("query_pre_attn_scalar", otherwise));
    }

    /// @param byDefault the cap of Gemma 2 where the configuration has not the key; null is none
    private double cap(String key, boolean isKnown, double byDefault) throws Failure {
        boolean isLeftOut = family == Family.GEMMA2 && !settings.config().says(key);
        double cap = settings.config().real(key, isLeftOut ? byDefault : 0);
        if (cap != 0 && !isKnown) {
            throw settings.notSupported(key + " = " + cap + " in " + family.label());
        }
        return cap == 0 ? 0 : settings.positive(key, byDefault);
    }

    /// Source: `layer_types` of `configuration_*.py`.
    private List<Integer> windows(int layers) throws Failure {
        ModelConfig config = settings.config();
        OptionalLong said = config.integer("sliding_window");
        int window =
                said.isPresent()
                        ? settings.whole("sliding_window", 1, Integer.MAX_VALUE)
                        : windowByDefault();
        boolean isUsed =
                switch (family) {
                    case MISTRAL, PHI3, GEMMA2, GEMMA3 -> true;
                    case QWEN2, QWEN3, SMOLLM3 -> config.flag("use_sliding_window", false);
                    // Mistral's GGUF files are called Llama.
                    case LLAMA -> isGguf;
                    case GEMMA, GPT2 -> false;
                };
        if (!isUsed || window == 0) {
            return Collections.nCopies(layers, 0);
        }
        List<String> types = layerTypes(layers);
        int from =
                family == Family.QWEN2 || family == Family.QWEN3
                        ? settings.whole("max_window_layers", 0, Integer.MAX_VALUE, 28)
                        : 0;
        int every =
                family == Family.GEMMA2
                        ? 2
                        : settings.whole("sliding_window_pattern", 1, MOST_LAYERS, 6);
        Set<Integer> unrotated = unrotated(layers);
        return IntStream.range(0, layers)
                .map(
                        layer -> {
                            boolean isWindow =
                                    !types.isEmpty()
                                            ? types.get(layer).equals("sliding_attention")
                                            : switch (family) {
                                                case GEMMA2, GEMMA3 -> (layer + 1) % every != 0;
                                                case SMOLLM3 -> unrotated.contains(layer);
                                                default -> layer >= from;
                                            };
                            return isWindow ? window : 0;
                        })
                .boxed()
                .toList();
    }

    /// Returns the window where the configuration has not the key, or null: transformers' default,
    /// which Mistral's own files and GGUF files do not share.
    private int windowByDefault() {
        boolean isLeftOut = !settings.config().says("sliding_window");
        return switch (family) {
            case GEMMA2, GEMMA3 -> 4_096;
            case MISTRAL -> isLeftOut && !isGguf && !names.isMeta() ? 4_096 : 0;
            case QWEN2, QWEN3 -> isLeftOut ? 4_096 : 0;
            default -> 0;
        };
    }

    /// Returns the types of layers where the family has them and the configuration says them.
    private List<String> layerTypes(int layers) throws Failure {
        boolean isRead =
                switch (family) {
                    case QWEN2, QWEN3, SMOLLM3, GEMMA2, GEMMA3 -> true;
                    default -> false;
                };
        List<String> types = settings.config().texts("layer_types");
        if (!isRead || types.isEmpty()) {
            return List.of();
        }
        if (types.size() != layers) {
            throw bad("layer_types has " + types.size() + " entries for " + layers + " layers");
        }
        for (String type : types) {
            if (!type.equals("sliding_attention") && !type.equals("full_attention")) {
                throw settings.notSupported("layers of the type " + type);
            }
        }
        return types;
    }

    private Set<Integer> unrotated(int layers) throws Failure {
        if (family != Family.SMOLLM3) {
            return Set.of();
        }
        List<Long> rotated = settings.config().integers("no_rope_layers");
        int interval = settings.whole("no_rope_layer_interval", 1, MOST_LAYERS, 4);
        if (!rotated.isEmpty() && rotated.size() < layers) {
            throw bad("no_rope_layers has fewer entries than there are layers");
        }
        Set<Integer> without = new TreeSet<>();
        for (int layer = 0; layer < layers; layer++) {
            boolean isRotated =
                    rotated.isEmpty() ? (layer + 1) % interval != 0 : rotated.get(layer) != 0;
            if (!isRotated) {
                without.add(layer);
            }
        }
        return without;
    }

    private boolean isTied() {
        boolean hasHead = names.places().containsKey(Place.outside(Role.HEAD));
        return settings.config()
                .tiedEmbeddings()
                .orElse(family.isTiedByDefault() || (!hasHead && isGguf));
    }

    private Failure bad(String what) {
        return settings.failure(
                InferenceProblem.BAD_CONFIGURATION, what, "Look at the model's config.json");
    }
}
