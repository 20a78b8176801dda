package org.taskvectors.cli;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.OpenOptions;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// What a person says about an adapter, or the file it is in, that the file does not.
final class AdapterOptions {
    @Option(
            names = "--lora-scale",
            paramLabel = "SCALE",
            converter = Scales.class,
            description =
                    "What LoRA factors without an adapter_config.json are multiplied by: the"
                            + " training's alpha (alpha=16, or rslora-alpha=16 for a"
                            + " rank-stabilised one), or the factor itself (2).")
    private @Nullable LoraScale scale;

    @Option(
            names = "--adapter",
            paramLabel = "NAME",
            description = "Which adapter is meant where one file holds several.")
    private @Nullable String adapter;

    @Option(
            names = "--under",
            paramLabel = "KEY",
            description =
                    "Which dictionary is meant where one of PyTorch's files holds several with"
                            + " tensors (model, ema).")
    private @Nullable String under;

    OpenOptions options() {
        return new OpenOptions(
                Optional.ofNullable(scale),
                Optional.ofNullable(adapter),
                Optional.ofNullable(under));
    }

    /// Reads `alpha=16`, `rslora-alpha=16`, `2`.
    static final class Scales implements ITypeConverter<LoraScale> {
        private static final String ALPHA = "alpha=";
        private static final String STABILISED = "rslora-alpha=";

        @Override
        public LoraScale convert(String text) {
            String word = text.strip().toLowerCase(Locale.ROOT);
            if (word.startsWith(STABILISED)) {
                return new LoraScale.Alpha(number(word.substring(STABILISED.length()), text), true);
            }
            return word.startsWith(ALPHA)
                    ? new LoraScale.Alpha(number(word.substring(ALPHA.length()), text), false)
                    : new LoraScale.Factor(number(word, text));
        }

        private static double number(String digits, String text) {
            try {
                double number = Double.parseDouble(digits);
                if (Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
            throw new TypeConversionException(
                    text + " is no scale; write alpha=16, rslora-alpha=16, or the factor itself");
        }
    }
}
