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
/// @param factors what a GGUF file divides each frequency by; empty where it says none
record RopeReader(
        Settings settings, int headWidth, boolean isInterleaved, List<Float> factors) {
    /// Returns those of all layers, or of the layers without a window.
    ///
    /// @param key of the layer type's own settings, where they are by layer type
    Rope main(String key, double defaultTheta) throws Failure {
        ModelConfig config = settings.config();
        Optional<ModelConfig> own =
                config.part("rope_parameters").flatMap(all -> all.part(key));
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
        return rope(plain(settings.positive("rope_local_base_freq", defaultTheta)));
    }

    private Rope scaled(ModelConfig rope, double theta) throws Failure {
        double turned = rope.real("partial_rotary_factor", 1);
        if (turned != 1) {
            throw settings.notSupported("partial_rotary_factor = " + turned);
        }
        float[] plain = plain(theta);
        String type =
                rope.text("rope_type").or(() -> rope.text("type")).orElse("default");
        return switch (type) {
            case "default", "none" -> rope(plain);
            case "linear" -> rope(linear(plain, (float) settings.positive(rope, "factor", 1)));
            case "llama3" -> rope(llama3(plain, rope));
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
                float smooth =
                        ((float) original / length - (float) low) / (float) (high - low);
                frequencies[i] = (1 - smooth) * frequency / factor + smooth * frequency;
            }
        }
        return frequencies;
    }

    private double required(ModelConfig rope, String key) throws Failure {
        if (rope.real(key).isEmpty()) {
            throw settings.failure(
                    InferenceProblem.BAD_CONFIGURATION,
                    "the rotary positions \"llama3\" come without " + key,
                    "Look at rope_scaling in the model's config.json");
        }
        return settings.positive(rope, key, 1);
    }

    private Rope rope(float[] frequencies) throws Failure {
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
        return new Rope(all, 1, isInterleaved);
    }
}
