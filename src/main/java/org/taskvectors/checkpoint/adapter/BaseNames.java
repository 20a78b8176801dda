package org.taskvectors.checkpoint.adapter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Naming;

/// Finds a base's tensors by the names that an adapter's file has for them. The names of kohya have
/// underscores instead of dots, those of diffusers begin with the model of the pipeline that they
/// belong to, and torchtune has names of its own.
final class BaseNames {
    /// How the names of a pipeline's models begin in diffusers' files and in ComfyUI's. A longer
    /// one stands before one that it begins with.
    private static final List<String> PIPELINE =
            List.of(
                    "text_encoder_2.",
                    "text_encoder_3.",
                    "text_encoder.",
                    "diffusion_model.",
                    "prior.",
                    "unet.",
                    "transformer.");

    /// `transformer.` of a pipeline, and not of GPT-2 and others, whose layers are `h`.
    private static final Pattern PIPELINE_TRANSFORMER =
            Pattern.compile(
                    "transformer\\.(?:[a-z_]*transformer_blocks|[a-z_]*blocks|x_embedder|proj_out"
                            + "|proj_in|context_embedder|time_text_embed|norm_out|pos_embed"
                            + "|r|lora_alpha|use_.*|peft_.*|.*_pattern)(?:\\..*|$)");

    /// How the names of kohya's and LyCORIS' modules begin.
    private static final Pattern KOHYA =
            Pattern.compile("(?:lora|lycoris)_(?:(?:unet|te[0-9]?|prior|transformer)_)?");

    private static final Pattern TORCHTUNE =
            Pattern.compile("layers\\.(\\d+)\\.(attn|mlp)\\.([a-z0-9_]+)");

    /// Source: torchtune 0.6, `models/convert_weights.py`, `_FROM_HF`.
    private static final Map<String, String> TORCHTUNE_MODULES =
            Map.of(
                    "attn.q_proj", "self_attn.q_proj",
                    "attn.k_proj", "self_attn.k_proj",
                    "attn.v_proj", "self_attn.v_proj",
                    "attn.output_proj", "self_attn.o_proj",
                    "mlp.w1", "mlp.gate_proj",
                    "mlp.w2", "mlp.down_proj",
                    "mlp.w3", "mlp.up_proj");

    private static final String WEIGHT = ".weight";

    /// No program makes longer names.
    private static final int LONGEST = 4096;

    /// How many parts a base's names may begin with that kohya's do not have:
    /// `cond_stage_model.transformer.`.
    private static final int MOST_PREFIXES = 4;

    /// How many parts of a base's name an adapter's may lack.
    private static final int MOST_NESTED = 16;

    private final Checkpoint base;
    private final Map<String, Tensor> byStripped;
    private final Naming own;
    private final Map<String, Optional<Tensor>> byUnderscores = new HashMap<>();
    private final Map<String, Optional<Tensor>> byEnding = new HashMap<>();
    private final Map<String, Optional<Tensor>> bySuffix = new HashMap<>();

    /// @param names all names that the adapter has for tensors of its base
    BaseNames(Checkpoint base, List<String> names) {
        this.base = base;
        byStripped = Naming.of(base).byStrippedName(base.tensors());
        own = Naming.of(names, Optional.empty());
        if (names.stream().anyMatch(BaseNames::isUnderscored)) {
            base.tensors().forEach(this::index);
        }
    }

    /// Returns how a name of a pipeline begins; empty if it is of no pipeline.
    static String pipelinePrefix(String name) {
        for (String prefix : PIPELINE) {
            if (name.startsWith(prefix)
                    && (!prefix.equals("transformer.")
                            || PIPELINE_TRANSFORMER.matcher(name).matches())) {
                return prefix;
            }
        }
        return "";
    }

    static boolean isOfPipeline(String name) {
        return !pipelinePrefix(name).isEmpty();
    }

    /// Whether a tensor's name has underscores where the base has dots.
    static boolean isUnderscored(String name) {
        return KOHYA.matcher(name).lookingAt() && name.indexOf('.') == name.lastIndexOf('.');
    }

    /// Returns Hugging Face's name of a module of a language model in torchtune; the name itself if
    /// it is none.
    static String fromTorchtune(String module) {
        Matcher matcher = TORCHTUNE.matcher(module);
        if (matcher.matches()) {
            String known = TORCHTUNE_MODULES.get(matcher.group(2) + "." + matcher.group(3));
            return known == null ? module : "model.layers." + matcher.group(1) + "." + known;
        }
        return switch (module) {
            case "output" -> "lm_head";
            case "tok_embeddings" -> "model.embed_tokens";
            default -> module;
        };
    }

    /// Returns the base's tensor that a name of the adapter means; empty if there is none, or if it
    /// could be several.
    Optional<Tensor> find(String name) {
        Tensor found = byStripped.get(own.place(name).stripped());
        if (found != null) {
            return Optional.of(found);
        }
        String prefix = pipelinePrefix(name);
        if (!prefix.isEmpty()) {
            String rest = name.substring(prefix.length());
            return Optional.ofNullable(byStripped.get(own.place(rest).stripped()));
        }
        if (!isUnderscored(name) || !name.endsWith(WEIGHT)) {
            return nested(name);
        }
        Matcher matcher = KOHYA.matcher(name);
        int begin = matcher.lookingAt() ? matcher.end() : 0;
        String module = name.substring(begin, name.length() - WEIGHT.length());
        // A whole name counts before the ending of another one.
        return byUnderscores.getOrDefault(module, byEnding.getOrDefault(module, Optional.empty()));
    }

    /// Returns the one tensor of the base whose name has the longest ending of this one, as models
    /// that are nested in others have: a module and its parameter at least.
    private Optional<Tensor> nested(String name) {
        if (name.length() > LONGEST) {
            return Optional.empty();
        }
        if (bySuffix.isEmpty()) {
            base.tensors().forEach(this::indexEndings);
        }
        int last = name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1;
        int at = 0;
        while (at <= last) {
            Optional<Tensor> found = bySuffix.get(name.substring(at));
            if (found != null) {
                return found;
            }
            int dot = name.indexOf('.', at);
            at = dot < 0 ? Integer.MAX_VALUE : dot + 1;
        }
        return Optional.empty();
    }

    private void indexEndings(Tensor tensor) {
        String name = tensor.name();
        if (name.length() > LONGEST) {
            return;
        }
        bySuffix.merge(name, Optional.of(tensor), BaseNames::unlessTwice);
        int dot = name.indexOf('.');
        for (int i = 0; i < MOST_NESTED && dot >= 0; i++) {
            bySuffix.merge(name.substring(dot + 1), Optional.of(tensor), BaseNames::unlessTwice);
            dot = name.indexOf('.', dot + 1);
        }
    }

    /// Returns the base's tensors that lie beside each other in a module.
    ///
    /// @param module the module's name in the adapter
    /// @param parameters the names of parameters, without the module's
    Map<String, Tensor> parameters(String module, Set<String> parameters) {
        Map<String, Tensor> found = new HashMap<>();
        for (String parameter : parameters) {
            find(module + "." + parameter).ifPresent(tensor -> found.put(parameter, tensor));
        }
        return found;
    }

    Checkpoint base() {
        return base;
    }

    /// A name is found by itself, and by what follows one of its first dots.
    private void index(Tensor tensor) {
        String name = tensor.name();
        if (!name.endsWith(WEIGHT) || name.length() > LONGEST) {
            return;
        }
        String module = name.substring(0, name.length() - WEIGHT.length());
        byUnderscores.merge(module.replace('.', '_'), Optional.of(tensor), BaseNames::unlessTwice);
        int dot = module.indexOf('.');
        for (int i = 0; i < MOST_PREFIXES && dot >= 0; i++) {
            byEnding.merge(
                    module.substring(dot + 1).replace('.', '_'),
                    Optional.of(tensor),
                    BaseNames::unlessTwice);
            dot = module.indexOf('.', dot + 1);
        }
    }

    private static Optional<Tensor> unlessTwice(Optional<Tensor> one, Optional<Tensor> other) {
        return one.equals(other) ? one : Optional.empty();
    }
}
