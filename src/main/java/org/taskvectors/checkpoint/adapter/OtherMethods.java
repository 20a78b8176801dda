package org.taskvectors.checkpoint.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Refuses adapters whose change of the weights is not s·B·A, and names their method; they are
/// never measured as if it were. Source: PEFT 0.21, `utils/peft_types.py`, `tuners/lora/config.py`,
/// `tuners/lora/layer.py` (`pissa_init`, `olora_init`, `corda_init`, `loftq_init`, `lora_ga_init`).
final class OtherMethods {
    private static final String OTHER_ADVICE =
            "Merge it into its base with PEFT (merge_and_unload) and open the merged model";
    private static final String CHANGED_ADVICE =
            "Save it again with PEFT's"
                    + " save_pretrained(…, path_initial_model_for_weight_conversion=…), which makes"
                    + " it a LoRA of the unchanged base, or merge it and open the merged model";

    /// Names of methods by `peft_type`.
    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("ADALORA", "AdaLoRA"),
                    Map.entry("LOHA", "LoHa"),
                    Map.entry("LOKR", "LoKr"),
                    Map.entry("IA3", "(IA)³"),
                    Map.entry("VERA", "VeRA"),
                    Map.entry("OFT", "OFT"),
                    Map.entry("BOFT", "BOFT"),
                    Map.entry("PROMPT_TUNING", "prompt tuning"),
                    Map.entry("MULTITASK_PROMPT_TUNING", "multitask prompt tuning"),
                    Map.entry("P_TUNING", "p-tuning"),
                    Map.entry("PREFIX_TUNING", "prefix tuning"),
                    Map.entry("ADAPTION_PROMPT", "LLaMA-Adapter"),
                    Map.entry("LN_TUNING", "LayerNorm tuning"),
                    Map.entry("POLY", "Poly"),
                    Map.entry("XLORA", "X-LoRA"),
                    Map.entry("FOURIERFT", "FourierFT"),
                    Map.entry("VBLORA", "VB-LoRA"),
                    Map.entry("RANDLORA", "RandLoRA"),
                    Map.entry("TRAINABLE_TOKENS", "trainable tokens"));

    /// Settings of a LoRA that make it another method, and that method.
    private static final Map<String, String> SETTINGS = settings();

    private OtherMethods() {}

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("use_qalora", "QA-LoRA, whose factors work on pooled inputs");
        settings.put("alora_invocation_tokens", "Activated LoRA, which changes some tokens only");
        settings.put("arrow_config", "Arrow, which chooses among several adapters at run time");
        settings.put("kasa_config", "KaSA, which also takes singular values out of the base");
        settings.put("monteclora_config", "MonteCLoRA, which samples its factors");
        settings.put("use_bdlora", "BD-LoRA, whose factors are block-diagonal");
        settings.put("layer_replication", "a LoRA of a base whose layers were repeated");
        return settings;
    }

    /// @throws Failure [AdapterProblem#OTHER_METHOD] if the configuration is of another method
    static void refuse(Path path, JsonNode root) throws Failure {
        JsonNode type = root.path("peft_type");
        boolean saysNothing = type.isMissingNode() || type.isNull();
        if (saysNothing && !root.has("lora_alpha") && !root.has("r")) {
            throw Failure.of(
                    AdapterProblem.CONFIG_MALFORMED,
                    path,
                    "it says neither its peft_type nor a rank",
                    "Download the adapter's configuration again");
        }
        String word = type.asText().toUpperCase(Locale.ROOT);
        if (!saysNothing && !word.equals("LORA")) {
            throw other(path, TYPES.getOrDefault(word, Shown.of(type.asText())));
        }
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            if (isSet(root.path(setting.getKey()))) {
                throw other(path, setting.getValue());
            }
        }
        @Nullable String changed =
                changedBase(root.path("init_lora_weights").asText().toLowerCase(Locale.ROOT));
        if (changed != null) {
            throw Failure.of(
                    AdapterProblem.OTHER_METHOD,
                    path,
                    "this adapter was begun with "
                            + changed
                            + ", which took its first factors out of the base's weights, so its"
                            + " factors are not what the training changed",
                    CHANGED_ADVICE);
        }
    }

    private static boolean isSet(JsonNode node) {
        return !node.isMissingNode()
                && !node.isNull()
                && !(node.isBoolean() && !node.asBoolean())
                && !(node.isContainerNode() && node.isEmpty() && node.isArray());
    }

    /// Returns the name of an initialisation that changes the base's weights; null for any other.
    private static @Nullable String changedBase(String initialisation) {
        if (initialisation.startsWith("pissa")) {
            return "PiSSA";
        }
        if (initialisation.startsWith("corda")) {
            return "CorDA";
        }
        return switch (initialisation) {
            case "olora" -> "OLoRA";
            case "loftq" -> "LoftQ";
            case "lora_ga" -> "LoRA-GA";
            default -> null;
        };
    }

    /// Returns the failure for an adapter of another method.
    static Failure other(Path path, String method) {
        return Failure.of(
                AdapterProblem.OTHER_METHOD,
                path,
                "this adapter is " + method + ", whose change of the weights is not s·B·A",
                OTHER_ADVICE);
    }
}
