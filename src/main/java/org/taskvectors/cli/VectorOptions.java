package org.taskvectors.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What is laid on a model that runs.
final class VectorOptions {
    @Option(
            names = "--vector",
            paramLabel = "V[=λ]",
            description =
                    "A task vector or LoRA adapter that is laid on it, with its coefficient (1"
                            + " where none is given). May be repeated."
                            + Words.OF_HUB)
    private List<String> vectors = new ArrayList<>();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    VectorOptions() {}

    /// Returns the vectors in the order in which they were given.
    List<VectorArgument> laid() {
        return vectors.stream()
                .map(argument -> VectorArgument.of(argument, spec.commandLine()))
                .toList();
    }
}
