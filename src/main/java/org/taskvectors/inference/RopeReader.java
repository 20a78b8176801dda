package org.taskvectors.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Architecture.Rope;

/// Reads rotary positions from a configuration, in the forms of transformers 4 and 5, with the
/// roundings to float32 that transformers makes on the way.
///
/// Source: `modeling_rope_utils.py` of transformers 5.24.
///
/// @param settings of the language model
/// @param headWidth of one head, even
/// @param isInterleaved whether pairs are neighbours
/// @param isGguf whether the configuration comes from GGUF metadata
/// @param factors what a GGUF file divides each frequency by; empty where it says none
record RopeReader(
        Settings settings,
        int headWidth,
        boolean isInterleaved,
        boolean isGguf,
        List<Float> factors) {
    /// How often a pair turns within the original positions, where YaRN's ramp begins and ends.
    private static final double BETA_FAST = 32;

    private static final double BETA_SLOW = 1;

    /// Returns those of all layers, or of the layers without a window.
    ///
    /// @param key of the layer type's own settings, where they are by layer type
    Rope main(String key, double defaultTheta) throws Failure {
        ModelConfig config = settings.config();
        for (String whole : List.of("rope_parameters", "rope_scaling")) {
            settings.requireKind(config, whole, config.part(whole).isPresent(), "object");
        }
        Optional<ModelConfig> own = config.part("rope_parameters").flatMap(all -> all.part(key));
        if (own.isPresent()) {
            ModelConfig mine = own.get();
            return scaled(mine, settings.positive(mine, "rope_theta", defaultTheta));
        }
        ModelConfig rope = config.rope();
        return scaled(rope, settings.positive(rope, "rope_theta", defaultTheta));
    }

    /// Returns those of the layers with a window, where they have their own.
    Rope local(double defaultTheta) throws Failure {
        ModelConfig config = settings.config();
        Optional<ModelConfig> own =
                config.part("rope_parameters").flatMap(all -> all.part("sliding_attention"));
        if (own.isPresent()) {
            ModelConfig mine = own.get();
            return scaled(mine, settings.positive(mine, "rope_theta", defaultTheta));
        }
        return rope(plain(settings.positive("rope_local_base_freq", defaultTheta)), 1);
    }

    private Rope scaled(ModelConfig rope, double theta) throws Failure {
        double turned = rope.real("partial_rotary_factor", 1);
        if (turned != 1) {
            throw settings.notSupported("partial_rotary_factor = " + turned);
        }
        float[] plain = plain(theta);
        String type = rope.text("rope_type").or(() -> rope.text("type")).orElse("default");
        return switch (type) {
            case "default", "none" -> rope(plain, 1);
            case "linear" -> rope(linear(plain, (float) required(rope, "factor")), 1);
            case "llama3" -> rope(llama3(plain, rope), 1);
            case "yarn" -> rope(yarn(plain, theta, rope), attentionFactor(rope));
            default -> throw settings.notSupported("the rotary positions \"" + type + "\"");
        };
    }

    private float[] plain(double theta) {
        float[] frequencies = new float[headWidth / 2];
        for (int i = 0; i < frequencies.length; i++) {
            float exponent = (float) (2 * i) / headWidth;
            frequencies[i] = 1 / (float) Math.pow(theta, exponent);
        }
        return frequencies;
    }

    private static float[] linear(float[] frequencies, float factor) {
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] /= factor;
        }
        return frequencies;
    }

    private float[] llama3(float[] frequencies, ModelConfig rope) throws Failure {
        float factor = (float) required(rope, "factor");
        double low = required(rope, "low_freq_factor");
        double high = required(rope, "high_freq_factor");
        double original = required(rope, "original_max_position_embeddings");
        if (high <= low) {
            throw settings.notSupported(
                    "high_freq_factor = " + high + " with low_freq_factor = " + low);
        }
        float lowLength = (float) (original / low);
        float highLength = (float) (original / high);
        for (int i = 0; i < frequencies.length; i++) {
            float frequency = frequencies[i];
            float length = (float) (2 * Math.PI) / frequency;
            if (length > lowLength) {
                frequencies[i] = frequency / factor;
            } else if (length >= highLength) {
                float smooth = ((float) original / length - (float) low) / (float) (high - low);
                frequencies[i] = (1 - smooth) * frequency / factor + smooth * frequency;
            }
        }
        return frequencies;
    }

    /// Pairs that turn often keep their frequency, those that turn seldom are stretched, with a
    /// ramp between them.
    private float[] yarn(float[] frequencies, double theta, ModelConfig rope) throws Failure {
        float factor = (float) required(rope, "factor");
        double original = required(rope, "original_max_position_embeddings");
        double first = turned(theta, original, settings.positive(rope, "beta_fast", BETA_FAST));
        double last = turned(theta, original, settings.positive(rope, "beta_slow", BETA_SLOW));
        boolean isWhole = rope.flag("truncate", true);
        float low = (float) Math.max(0, isWhole ? Math.floor(first) : first);
        double end = Math.min(headWidth - 1, isWhole ? Math.ceil(last) : last);
        float length = (float) (end == low ? 0.001 : end - low);
        for (int i = 0; i < frequencies.length; i++) {
            float kept = 1 - Math.clamp((i - low) / length, 0f, 1f);
            float stretched = 1 / (factor * (1 / frequencies[i]));
            frequencies[i] = stretched * (1 - kept) + frequencies[i] * kept;
        }
        return frequencies;
    }

    /// Returns the pair that turns so often within the original positions.
    private double turned(double theta, double original, double turns) {
        return headWidth * Math.log(original / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
    }

    private double attentionFactor(ModelConfig rope) throws Failure {
        boolean isSaid = rope.real("attention_factor").isPresent();
        boolean isScaled = rope.real("mscale", 0) != 0 && rope.real("mscale_all_dim", 0) != 0;
        if (isGguf && (isSaid || rope.real("mscale_all_dim").isPresent())) {
            throw settings.notSupported("a YaRN attention factor of its own in a GGUF file");
        }
        double factor = required(rope, "factor");
        if (isSaid) {
            return settings.positive(rope, "attention_factor", 1);
        }
        return isScaled
                ? magnitude(factor, settings.positive(rope, "mscale", 1))
                        / magnitude(factor, settings.positive(rope, "mscale_all_dim", 1))
                : magnitude(factor, 1);
    }

    private static double magnitude(double factor, double scale) {
        return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
    }

    private double required(ModelConfig rope, String key) throws Failure {
        if (rope.real(key).isEmpty()) {
            throw settings.failure(
                    InferenceProblem.BAD_CONFIGURATION,
                    "the stretched rotary positions come without " + key,
                    "Look at rope_scaling in the model's config.json");
        }
        return settings.positive(rope, key, 1);
    }

    private Rope rope(float[] frequencies, double factor) throws Failure {
        if (!factors.isEmpty() && factors.size() != frequencies.length) {
            throw settings.failure(
                    InferenceProblem.WRONG_SHAPE,
                    Names.ROPE_FACTORS
                            + " has "
                            + factors.size()
                            + " numbers, and a head has "
                            + frequencies.length
                            + " rotary pairs",
                    "");
        }
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < frequencies.length; i++) {
            float divisor = factors.isEmpty() ? 1 : factors.get(i);
            all.add((double) (frequencies[i] / divisor));
        }
        return new Rope(all, factor, isInterleaved);
    }
}
