package org.taskvectors.checkpoint.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Shown;

/// Recognises adapters whose change of the weights is not s·B·A; they are never measured as if it
/// were. Source: PEFT 0.21, `utils/peft_types.py`, `tuners/lora/config.py`, `tuners/lora/layer.py`
/// (`pissa_init`, `olora_init`, `corda_init`, `loftq_init`, `lora_ga_init`) and the
/// `adapter_layer_names` of `tuners/*/layer.py`; LyCORIS 3, `modules`.
final class OtherMethods {
    /// Methods by `peft_type`.
    private static final Map<String, OtherMethod> TYPES =
            Map.ofEntries(
                    Map.entry("ADALORA", OtherMethod.merged("AdaLoRA")),
                    Map.entry("LOHA", OtherMethod.merged("LoHa")),
                    Map.entry("LOKR", OtherMethod.merged("LoKr")),
                    Map.entry("IA3", OtherMethod.merged("(IA)³")),
                    Map.entry("VERA", OtherMethod.merged("VeRA")),
                    Map.entry("OFT", OtherMethod.merged("OFT")),
                    Map.entry("BOFT", OtherMethod.merged("BOFT")),
                    Map.entry("LN_TUNING", OtherMethod.merged("LayerNorm tuning")),
                    Map.entry("FOURIERFT", OtherMethod.merged("FourierFT")),
                    Map.entry("VBLORA", OtherMethod.merged("VB-LoRA")),
                    Map.entry("RANDLORA", OtherMethod.merged("RandLoRA")),
                    Map.entry("HRA", OtherMethod.merged("HRA")),
                    Map.entry("BONE", OtherMethod.merged("Bone")),
                    Map.entry("MISS", OtherMethod.merged("MiSS")),
                    Map.entry("SHIRA", OtherMethod.merged("SHiRA")),
                    Map.entry("C3A", OtherMethod.merged("C³A")),
                    Map.entry("ROAD", OtherMethod.merged("RoAd")),
                    Map.entry("WAVEFT", OtherMethod.merged("WaveFT")),
                    Map.entry("DELORA", OtherMethod.merged("DeLoRA")),
                    Map.entry("GRALORA", OtherMethod.merged("GraLoRA")),
                    Map.entry("OSF", OtherMethod.merged("OSF")),
                    Map.entry("PROMPT_TUNING", OtherMethod.unmerged("prompt tuning")),
                    Map.entry(
                            "MULTITASK_PROMPT_TUNING",
                            OtherMethod.unmerged("multitask prompt tuning")),
                    Map.entry("P_TUNING", OtherMethod.unmerged("p-tuning")),
                    Map.entry("PREFIX_TUNING", OtherMethod.unmerged("prefix tuning")),
                    Map.entry("CPT", OtherMethod.unmerged("context-aware prompt tuning")),
                    Map.entry("CARTRIDGE", OtherMethod.unmerged("a cartridge")),
                    Map.entry("ADAPTION_PROMPT", OtherMethod.unmerged("LLaMA-Adapter")),
                    Map.entry("POLY", notMerged("Poly")),
                    Map.entry("XLORA", notMerged("X-LoRA")),
                    Map.entry("SHADOW", notMerged("ShadowPEFT")));

    /// Methods by a part of a tensor's name.
    private static final Map<String, OtherMethod> KEYS = keys();

    /// What LyCORIS writes beside factors, or instead of them, by the last part of a name.
    private static final Map<String, OtherMethod> LYCORIS =
            Map.of(
                    "lora_mid.weight", OtherMethod.mergedElsewhere("a LoCon with a Tucker core"),
                    "dora_scale", OtherMethod.mergedElsewhere("LyCORIS's DoRA"),
                    "diff", OtherMethod.mergedElsewhere("a full difference of LyCORIS"),
                    "diff_b", OtherMethod.mergedElsewhere("a full difference of LyCORIS"),
                    "w_norm", OtherMethod.mergedElsewhere("norms that LyCORIS trained"),
                    "b_norm", OtherMethod.mergedElsewhere("norms that LyCORIS trained"));

    /// Settings of a LoRA that make it another method, and that method.
    private static final Map<String, OtherMethod> SETTINGS = settings();

    private OtherMethods() {}

    private static OtherMethod notMerged(String name) {
        return new OtherMethod(
                name,
                "whose change depends on the input",
                "PEFT cannot merge it either: no one model stands for it");
    }

    private static Map<String, OtherMethod> keys() {
        Map<String, List<String>> words = new LinkedHashMap<>();
        words.put("ADALORA", List.of("lora_E", "ranknum"));
        words.put(
                "LOHA",
                List.of("hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b", "hada_t1", "hada_t2"));
        words.put(
                "LOKR",
                List.of(
                        "lokr_w1",
                        "lokr_w1_a",
                        "lokr_w1_b",
                        "lokr_w2",
                        "lokr_w2_a",
                        "lokr_w2_b",
                        "lokr_t2"));
        words.put("IA3", List.of("ia3_l"));
        words.put("VERA", List.of("vera_lambda_b", "vera_lambda_d", "vera_A", "vera_B"));
        words.put("OFT", List.of("oft_R", "oft_r", "oft_blocks", "oft_diag", "oft_embedding_R"));
        words.put("BOFT", List.of("boft_R", "boft_s"));
        words.put("LN_TUNING", List.of("ln_tuning_layers"));
        words.put("FOURIERFT", List.of("fourierft_spectrum"));
        words.put("VBLORA", List.of("vblora_logits_A", "vblora_logits_B", "vblora_vector_bank"));
        words.put(
                "RANDLORA",
                List.of("randlora_lambda", "randlora_gamma", "randlora_A", "randlora_B"));
        words.put("HRA", List.of("hra_u"));
        words.put("BONE", List.of("bone_block"));
        words.put("MISS", List.of("miss_block"));
        words.put("SHIRA", List.of("shira_weight"));
        words.put("C3A", List.of("c3a_kernel"));
        words.put("ROAD", List.of("road_theta", "road_alpha"));
        words.put("WAVEFT", List.of("waveft_spectrum"));
        words.put("DELORA", List.of("delora_A", "delora_B", "delora_lambda"));
        words.put(
                "GRALORA",
                List.of("gralora_A", "gralora_B", "gralora_A_general", "gralora_B_general"));
        words.put("OSF", List.of("osf_svd_params"));
        words.put("POLY", List.of("poly_lora_A", "poly_lora_B", "poly_router"));
        words.put("ADAPTION_PROMPT", List.of("adaption_prompt", "adaption_gate"));
        Map<String, OtherMethod> keys = new LinkedHashMap<>();
        words.forEach((type, parts) -> parts.forEach(part -> keys.put(part, type(type))));
        keys.put(
                "prompt_embeddings",
                OtherMethod.unmerged("prompt tuning, prefix tuning or p-tuning"));
        return keys;
    }

    private static OtherMethod type(String word) {
        OtherMethod method = TYPES.get(word);
        if (method == null) {
            throw new IllegalArgumentException(word);
        }
        return method;
    }

    private static Map<String, OtherMethod> settings() {
        Map<String, OtherMethod> settings = new LinkedHashMap<>();
        settings.put(
                "use_qalora", setting("QA-LoRA, a LoRA", "whose factors work on pooled inputs"));
        settings.put(
                "alora_invocation_tokens",
                setting("Activated LoRA", "which changes the weights for some tokens only"));
        settings.put(
                "arrow_config",
                setting("Arrow", "which chooses among several adapters at run time"));
        settings.put(
                "kasa_config",
                mergedSetting("KaSA", "which also takes singular values out of the base"));
        settings.put("monteclora_config", mergedSetting("MonteCLoRA", "which samples its factors"));
        settings.put("use_bdlora", mergedSetting("BD-LoRA", "whose factors are block-diagonal"));
        settings.put(
                "layer_replication",
                setting("a LoRA of a base whose layers were repeated", "so that no base has them"));
        return settings;
    }

    private static OtherMethod setting(String name, String what) {
        return new OtherMethod(name, what, "PEFT cannot merge it either");
    }

    private static OtherMethod mergedSetting(String name, String what) {
        OtherMethod merged = OtherMethod.merged(name);
        return new OtherMethod(name, what, merged.advice());
    }

    /// Returns the method that PEFT's configuration is of; empty if it is LoRA or trainable tokens.
    static Optional<OtherMethod> ofConfiguration(JsonNode root) {
        JsonNode type = root.path("peft_type");
        boolean saysNothing = type.isMissingNode() || type.isNull();
        String word = type.asText().toUpperCase(Locale.ROOT);
        boolean isRead = word.equals("LORA") || word.equals("TRAINABLE_TOKENS");
        if (!saysNothing && !isRead) {
            return Optional.of(
                    Optional.ofNullable(TYPES.get(word))
                            .orElseGet(() -> unknown(Shown.of(type.asText()))));
        }
        for (Map.Entry<String, OtherMethod> setting : SETTINGS.entrySet()) {
            if (isSet(root.path(setting.getKey()))) {
                return Optional.of(setting.getValue());
            }
        }
        return Optional.ofNullable(
                        changedBase(
                                root.path("init_lora_weights").asText().toLowerCase(Locale.ROOT)))
                .map(OtherMethod::changedBase);
    }

    private static OtherMethod unknown(String name) {
        return new OtherMethod(
                name,
                "which is not known here",
                "If PEFT can merge it into its base (merge_and_unload), open the merged model");
    }

    /// Returns the method that a tensor is a part of, by its name alone.
    ///
    /// @param parts the parts of its name
    static Optional<OtherMethod> ofKey(List<String> parts) {
        int at = place(parts);
        return at < 0
                ? Optional.empty()
                : Optional.ofNullable(
                        KEYS.getOrDefault(parts.get(at), LYCORIS.get(ending(parts, at))));
    }

    /// Returns the place of the part of a name that decides; -1 if the name is of no other method.
    static int place(List<String> parts) {
        for (int i = 0; i < parts.size(); i++) {
            if (KEYS.containsKey(parts.get(i))) {
                return i;
            }
        }
        for (int i = Math.max(1, parts.size() - 2); i < parts.size(); i++) {
            if (LYCORIS.containsKey(ending(parts, i))) {
                return i;
            }
        }
        return -1;
    }

    private static String ending(List<String> parts, int from) {
        return String.join(".", parts.subList(from, parts.size()));
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
}
