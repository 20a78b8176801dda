package org.taskvectors.inference;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.inference.Architecture.Activation;
import org.taskvectors.inference.Architecture.Norm;
import org.taskvectors.inference.Slot.Place;

/// The families of architectures that the decoder computes, and how they differ.
///
/// Source: `configuration_*.py` and `modeling_*.py` of transformers 5.24.
@SuppressWarnings("ImmutableEnumChecker") // List.of makes lists that cannot change
enum Family {
    LLAMA("Llama", "llama"),
    MISTRAL("Mistral", "mistral"),
    QWEN2("Qwen 2", "qwen2"),
    QWEN3("Qwen 3", "qwen3"),
    SMOLLM3("SmolLM3", "smollm3"),
    GEMMA("Gemma", "gemma"),
    GEMMA2("Gemma 2", "gemma2"),
    GEMMA3("Gemma 3", "gemma3_text", "gemma3"),
    PHI3("Phi-3", "phi3"),
    GPT2("GPT-2", "gpt2");

    private final String label;
    private final List<String> modelTypes;

    Family(String label, String... modelTypes) {
        this.label = label;
        this.modelTypes = List.of(modelTypes);
    }

    /// Returns the family of a `model_type`; empty if none is known.
    static Optional<Family> of(String modelType) {
        for (Family family : values()) {
            if (family.modelTypes.contains(modelType)) {
                return Optional.of(family);
            }
        }
        return Optional.empty();
    }

    /// Returns the names of all for people.
    static String labels() {
        return "Llama 2 to 3.2, Mistral, Qwen 2 to 3, SmolLM, TinyLlama, Gemma 1 to 3, GPT-2,"
                + " Phi-3";
    }

    /// Returns its name for people: `Gemma 2`.
    String label() {
        return label;
    }

    boolean isGemma() {
        return this == GEMMA || this == GEMMA2 || this == GEMMA3;
    }

    /// Whether attention's and feed-forward's results are normalised before they are added.
    boolean hasPostNorms() {
        return this == GEMMA2 || this == GEMMA3;
    }

    boolean hasHeadNorms() {
        return this == QWEN3 || this == GEMMA3;
    }

    Norm norm() {
        return this == GPT2 ? Norm.LAYER : Norm.RMS;
    }

    double defaultEpsilon() {
        return this == GPT2 || this == PHI3 ? 1e-5 : 1e-6;
    }

    /// Whether the embedding serves as head where the configuration does not say.
    boolean isTiedByDefault() {
        return isGemma() || this == GPT2 || this == SMOLLM3;
    }

    double defaultTheta() {
        return switch (this) {
            case SMOLLM3 -> 2e6;
            case GEMMA3 -> 1e6;
            default -> 1e4;
        };
    }

    /// Returns the width of a head where the configuration does not say it.
    ///
    /// @param isGguf whether the configuration comes from GGUF metadata
    int headWidth(int width, int heads, boolean isGguf) {
        int even = Math.max(1, width / heads);
        return switch (this) {
            case QWEN3 -> isGguf ? even : 128;
            case GEMMA, GEMMA2, GEMMA3 -> isGguf ? even : 256;
            default -> even;
        };
    }

    /// Returns the key of the activation in the configuration.
    String activationKey() {
        return switch (this) {
            case GPT2 -> "activation_function";
            case GEMMA2, GEMMA3 -> "hidden_activation";
            default -> "hidden_act";
        };
    }

    Activation defaultActivation() {
        return isGemma() || this == GPT2 ? Activation.GELU_TANH : Activation.SILU;
    }

    /// Returns the linear parts of a layer that have a bias.
    Set<Role> biased(ModelConfig config) {
        Set<Role> attention = Set.of(Role.QUERY, Role.KEY, Role.VALUE, Role.ATTENTION_OUTPUT);
        boolean inAttention = config.flag("attention_bias", false);
        return switch (this) {
            case GPT2 -> Set.of(Role.QUERY_KEY_VALUE, Role.ATTENTION_OUTPUT, Role.UP, Role.DOWN);
            case QWEN2 -> Set.of(Role.QUERY, Role.KEY, Role.VALUE);
            case LLAMA, SMOLLM3 -> {
                Set<Role> feedForward = Set.of(Role.GATE, Role.UP, Role.DOWN);
                boolean inFeedForward = config.flag("mlp_bias", false);
                yield Roles.union(
                        inAttention ? attention : Set.of(), inFeedForward ? feedForward : Set.of());
            }
            case QWEN3, GEMMA, GEMMA2, GEMMA3 -> inAttention ? attention : Set.of();
            case MISTRAL, PHI3 -> Set.of();
        };
    }

    /// Returns the parts of a layer in the order of memory, in which those that one product serves
    /// follow each other.
    List<Role> layerRoles() {
        return switch (this) {
            case GPT2 ->
                    List.of(
                            Role.ATTENTION_NORM,
                            Role.QUERY_KEY_VALUE,
                            Role.ATTENTION_OUTPUT,
                            Role.FEED_FORWARD_NORM,
                            Role.UP,
                            Role.DOWN);
            case PHI3 ->
                    List.of(
                            Role.ATTENTION_NORM,
                            Role.QUERY_KEY_VALUE,
                            Role.ATTENTION_OUTPUT,
                            Role.FEED_FORWARD_NORM,
                            Role.GATE_UP,
                            Role.DOWN);
            case QWEN3 -> Roles.layer(true, false);
            case GEMMA2 -> Roles.layer(false, true);
            case GEMMA3 -> Roles.layer(true, true);
            default -> Roles.layer(false, false);
        };
    }

    /// Whether the norm at that place has a bias.
    boolean hasNormBias(Place place) {
        return this == GPT2
                && switch (place.role()) {
                    case ATTENTION_NORM, FEED_FORWARD_NORM, FINAL_NORM -> true;
                    default -> false;
                };
    }
}
