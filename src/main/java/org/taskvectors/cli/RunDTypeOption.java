package org.taskvectors.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.tensor.DType;
import picocli.CommandLine.Option;

/// In which dtype a model runs.
final class RunDTypeOption {
    @Option(
            names = "--dtype",
            paramLabel = "float32|bfloat16",
            converter = Words.RunDTypes.class,
            description =
                    "In which dtype the weights lie in memory: the model runs as apply --dtype"
                            + " would save it. By default the model's own, and bfloat16 where it"
                            + " is quantised.")
    private @Nullable DType dtype;

    /// Returns the dtype; empty for the model's own.
    Optional<DType> dtype() {
        return Optional.ofNullable(dtype);
    }
}
