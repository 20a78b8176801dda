package org.taskvectors.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.file.Failure;
import org.taskvectors.hub.cache.HubModels;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// What a person says about an adapter, or the file it is in, that the file does not.
final class AdapterOptions {
    /// More models than anybody merges; a recipe from a stranger may name any number.
    private static final int MOST_ASKED = 200;

    @Option(
            names = "--lora-scale",
            paramLabel = "[NAME:]SCALE",
            description =
                    "What LoRA factors without an adapter_config.json are multiplied by: the"
                            + " training's alpha (alpha=16, or rslora-alpha=16 for a"
                            + " rank-stabilised one), or the factor itself (2). Of all inputs, or"
                            + " of the one called NAME.")
    private List<String> scales = new ArrayList<>();

    @Option(
            names = "--adapter",
            paramLabel = "[NAME:]ADAPTER",
            description =
                    "Which adapter is meant where one file holds several. Of all inputs, or of the"
                            + " one called NAME.")
    private List<String> adapters = new ArrayList<>();

    @Option(
            names = "--under",
            paramLabel = "[NAME:]KEY",
            description =
                    "Which dictionary is meant where one of PyTorch's files holds several with"
                            + " tensors (model, ema). Of all inputs, or of the one called NAME.")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--allow-paths",
            paramLabel = "PATH[,PATH…]",
            split = ",",
            description =
                    "Files and folders in which the models of a recipe may lie, beside the recipe's"
                            + " own folder.")
    private List<Path> allowed = new ArrayList<>();

    @Option(
            names = "--ask-hub",
            description =
                    "Read the models on a hub that a recipe names (organisation/name). Without it"
                            + " those are read that lie whole in the hub's cache, and no network is"
                            + " asked.")
    private boolean asksHub;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    AdapterOptions() {}

    /// The options that apply to one of several inputs.
    ///
    /// @param input its path; `NAME:` before a value is its file's name, with or without the ending
    /// @param all the paths of all inputs
    /// @throws ParameterException where a scale is none
    OpenOptions options(Path input, Collection<Path> all) {
        return new OpenOptions(
                        value(scales, input, all).map(this::scale),
                        value(adapters, input, all),
                        value(keys, input, all))
                .withReach(reach(input));
    }

    /// Whether a person gave a scale, an adapter or a dictionary.
    boolean areSaid() {
        return !scales.isEmpty() || !adapters.isEmpty() || !keys.isEmpty();
    }

    /// Whether a person said what recipes may name beside what lies in their own folders.
    boolean isReachSaid() {
        return asksHub || !allowed.isEmpty();
    }

    /// What a document may name beside what lies in its own folder; nothing for other inputs.
    Reach reach(Path input) {
        if (!Formats.ALL.isComputed(input)) {
            return Reach.NONE;
        }
        Reach said = Reach.of(allowed);
        Optional<HubModels> models = RootCommand.models(spec.commandLine());
        if (models.isEmpty()) {
            return said;
        }
        List<String> names;
        try {
            names = Formats.ALL.namedOnHub(input, OpenOptions.NONE.withReach(said));
        } catch (Failure e) {
            // Opening it tells the same, with what else there is to say.
            return said;
        }
        if (names.size() > MOST_ASKED) {
            throw new ParameterException(
                    spec.commandLine(),
                    input
                            + " names "
                            + names.size()
                            + " models on a hub; "
                            + MOST_ASKED
                            + " are looked for at most");
        }
        try {
            return said.and(
                    new Reach(
                            List.of(),
                            asksHub ? models.get().asked(names) : models.get().inCache(names)));
        } catch (Failure e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /// What stands where a model is asked for, as a base does: a recipe is the model that it
    /// describes.
    Located model(Path input) {
        return new Located(input, OpenOptions.NONE.withReach(reach(input))).asModel();
    }

    /// The options that apply to the only input.
    ///
    /// @throws ParameterException where a scale is none
    OpenOptions options(Path input) {
        return options(input, List.of(input));
    }

    /// The input as a request names it.
    ///
    /// @throws ParameterException where a scale is none
    Located located(Path input, Collection<Path> all) {
        return new Located(input, options(input, all));
    }

    private LoraScale scale(String text) {
        try {
            return new Scales().convert(text);
        } catch (TypeConversionException e) {
            throw new ParameterException(spec.commandLine(), "--lora-scale: " + e.getMessage(), e);
        }
    }

    /// The value given for this input's name, or else the value given without a name.
    private static Optional<String> value(List<String> values, Path input, Collection<Path> all) {
        Optional<String> ofAll = Optional.empty();
        for (String value : values) {
            Optional<String> own = named(value, input);
            if (own.isPresent()) {
                return own;
            }
            if (all.stream().noneMatch(other -> named(value, other).isPresent())) {
                ofAll = Optional.of(value);
            }
        }
        return ofAll;
    }

    private static Optional<String> named(String value, Path input) {
        String name = String.valueOf(input.toAbsolutePath().normalize().getFileName());
        for (String known : List.of(name, OutputFormats.stem(name))) {
            if (value.startsWith(known + ":")) {
                return Optional.of(value.substring(known.length() + 1));
            }
        }
        return Optional.empty();
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
