package org.taskvectors.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.inference.LiveRequest;
import org.taskvectors.tensor.DType;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which model is loaded to run, and how.
final class LoadOptions {
    @Option(
            names = {"--model", "--base"},
            required = true,
            paramLabel = "M",
            description = "The model: a weights file, a Hugging Face folder." + Words.OF_HUB)
    private Path model = Path.of("");

    @Option(
            names = "--context",
            paramLabel = "N",
            description =
                    "The most tokens of prompt and answer; the model's own by default, at most"
                            + " 4,096.")
    private int context;

    @Option(
            names = "--dtype",
            paramLabel = "float32|bfloat16",
            converter = Words.RunDTypes.class,
            description =
                    "In which dtype the weights lie in memory: the model runs as apply --dtype"
                            + " would save it. By default the model's own, and bfloat16 where it"
                            + " is quantised.")
    private @Nullable DType dtype;

    @Option(
            names = "--partial",
            description =
                    "Leave out changes that cannot be read, or that the model has no tensor for;"
                            + " the notes name them.")
    private boolean partial;

    @Mixin private ThreadOption threads = new ThreadOption();
    @Mixin private AdapterOptions adapters = new AdapterOptions();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    LoadOptions() {}

    Path model() {
        return model;
    }

    /// Returns the most tokens of a text; 0 for the model's own.
    ///
    /// @throws ParameterException if it is none
    int context() {
        if (context < 0) {
            throw new ParameterException(spec.commandLine(), "--context takes at least 1");
        }
        return context;
    }

    /// Returns what is loaded.
    ///
    /// @param vectors the paths of what is laid on it
    /// @param session of the command
    LiveRequest request(List<Path> vectors, Session session) throws IOException {
        List<Path> inputs = new ArrayList<>(List.of(model));
        inputs.addAll(vectors);
        return new LiveRequest(
                adapters.located(model, inputs),
                vectors.stream().map(path -> adapters.located(path, inputs)).toList(),
                context(),
                threads.compute(session),
                partial,
                Optional.ofNullable(dtype));
    }
}
