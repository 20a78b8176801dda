package org.taskvectors.checkpoint.adapter;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;

/// Decides whether a base stores a module as in × out. In transformers only Conv1D does, which
/// GPT-2 and its relatives use. PEFT asks the module itself and corrects `fan_in_fan_out`, so the
/// flag of a file, which is one for all its modules, is often wrong: with the base at hand it never
/// counts, and without it only where the names say nothing.
///
/// Sources: PEFT 0.21, `tuners/lora/layer.py`, `dispatch_default`; transformers 5.24, the models
/// that use `Conv1D`, and those that have linear modules of the same names: GPT-BigCode, GPT-Neo,
/// StarCoder2, Qwen (the first), CLIP.
final class Orientation {
    private static final String WEIGHT = ".weight";

    private static final Set<String> CONV1D = Set.of("c_attn", "c_proj", "c_fc", "q_attn");

    /// `model_type` of the models of transformers that have them as Conv1D.
    private static final Set<String> MODELS =
            Set.of("gpt2", "openai-gpt", "imagegpt", "decision_transformer", "clvp");

    /// The names of these modules in GPT-2 and its relatives.
    private static final Pattern GPT2 =
            Pattern.compile(
                    "(?:.*\\.)?h\\.\\d+\\.(?:attn|crossattention|mlp)"
                            + "\\.(?:c_attn|q_attn|c_proj|c_fc)");

    /// Classes and files of transformers, as PEFT writes them.
    private static final Pattern CONV1D_CLASS =
            Pattern.compile("gpt2|openai_?gpt|models\\.openai|imagegpt|decision_?transformer|clvp");

    /// Parts of the names of models that have linear modules of these names.
    private static final Pattern LINEAR_BASE =
            Pattern.compile("star_?coder|santa_?coder|big_?code|gpt[-_]?neo|qwen");

    /// Modules that are linear in every model of transformers.
    private static final Set<String> LINEAR =
            Set.of(
                    "query_key_value",
                    "dense",
                    "dense_h_to_4h",
                    "dense_4h_to_h",
                    "q_proj",
                    "k_proj",
                    "v_proj",
                    "o_proj",
                    "out_proj",
                    "gate_proj",
                    "up_proj",
                    "down_proj",
                    "fc1",
                    "fc2",
                    "q_lin",
                    "k_lin",
                    "v_lin",
                    "out_lin",
                    "query",
                    "key",
                    "value",
                    "lm_head",
                    "score",
                    "classifier");

    private final boolean flag;
    private final boolean anyConv1D;
    private final boolean isGpt2;
    private final Set<String> assumed = new HashSet<>();

    /// The inputs and outputs of a module, by its factors.
    record Sizes(long inputs, long outputs) {}

    /// @param config the adapter's configuration; empty if there is none
    /// @param modules all modules that have factors
    Orientation(Optional<LoraConfig> config, Map<String, Sizes> modules) {
        flag = config.map(LoraConfig::fanInFanOut).orElse(false);
        anyConv1D = modules.keySet().stream().anyMatch(Orientation::isNamedConv1D);
        isGpt2 = isGpt2(config, modules);
    }

    /// Whether the module's change is s·(B·A)ᵀ, by the adapter alone.
    boolean isTransposed(String module) {
        if (isNamedConv1D(module)) {
            boolean named = GPT2.matcher(module).matches();
            boolean transposed = named ? isGpt2 : flag;
            if (named && transposed != flag) {
                assumed.add(FactorKey.last(module));
            }
            return transposed;
        }
        return flag && !anyConv1D && !LINEAR.contains(FactorKey.last(module));
    }

    /// Returns what was assumed against the file's flag; empty if nothing was.
    Optional<String> note() {
        if (assumed.isEmpty()) {
            return Optional.empty();
        }
        String names = String.join(", ", assumed.stream().sorted().toList());
        return Optional.of(
                isGpt2
                        ? names
                                + " are taken as GPT-2's Conv1D, whose weights lie in × out,"
                                + " though fan_in_fan_out of the file says otherwise; the base"
                                + " decides where it is given"
                        : names
                                + " are taken as linear modules, though fan_in_fan_out of the file"
                                + " says otherwise; the base decides where it is given");
    }

    /// Whether the adapter's base is GPT-2 or a relative, as far as the adapter tells: by the class
    /// in its configuration, by modules and sizes that only other models have, by its base's name.
    private static boolean isGpt2(Optional<LoraConfig> config, Map<String, Sizes> modules) {
        String modelClass =
                config.flatMap(LoraConfig::modelClass).orElse("").toLowerCase(Locale.ROOT);
        if (modelClass.startsWith("transformers.models.")) {
            return CONV1D_CLASS.matcher(modelClass).find();
        }
        for (Map.Entry<String, Sizes> module : modules.entrySet()) {
            String name = module.getKey();
            String last = FactorKey.last(name);
            Sizes sizes = module.getValue();
            // Keys and values of one head; GPT-2 has three times its inputs, or twice.
            boolean fewHeads =
                    last.equals("c_attn")
                            && sizes.outputs() != 3 * sizes.inputs()
                            && sizes.outputs() != 2 * sizes.inputs();
            boolean firstQwen = last.equals("w1") || last.equals("w2");
            if (fewHeads || firstQwen || name.contains(".attn.attention.")) {
                return false;
            }
        }
        String base = config.flatMap(LoraConfig::baseName).orElse("").toLowerCase(Locale.ROOT);
        return !LINEAR_BASE.matcher(base + " " + modelClass).find();
    }

    private static boolean isNamedConv1D(String module) {
        return CONV1D.contains(FactorKey.last(module));
    }

    /// Whether a base stores these modules as in × out where they are square; empty if it does not
    /// tell. Its other modules of these names do by their biases, which have a number for each
    /// output; otherwise its configuration does.
    static Optional<Boolean> ofBase(Checkpoint base) {
        for (Tensor tensor : base.tensors()) {
            String name = tensor.name();
            if (tensor.shape().rank() != 2 || !name.endsWith(WEIGHT)) {
                continue;
            }
            String module = name.substring(0, name.length() - WEIGHT.length());
            long rows = tensor.shape().size(0);
            long columns = tensor.shape().size(1);
            Optional<Tensor> bias = base.tensor(module + ".bias");
            if (rows != columns && isNamedConv1D(module) && bias.isPresent()) {
                long outputs = bias.get().elements();
                if (outputs == rows || outputs == columns) {
                    return Optional.of(outputs == columns);
                }
            }
        }
        return base.about().config().flatMap(ModelConfig::modelType).map(MODELS::contains);
    }

    /// Whether the tensor is the weight of a module with one of these names.
    ///
    /// @param name the tensor's name
    static boolean isNamedWeight(String name) {
        return name.endsWith(WEIGHT)
                && isNamedConv1D(name.substring(0, name.length() - WEIGHT.length()));
    }
}
