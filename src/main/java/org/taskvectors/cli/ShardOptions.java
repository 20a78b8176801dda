package org.taskvectors.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.saving.Target;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How a model's folder is written.
final class ShardOptions {
    @Option(
            names = "--shard-size",
            paramLabel = "SIZE",
            converter = Words.Bytes.class,
            description =
                    "Bytes of weights in a file of the model's folder, at most: 5GB (the default),"
                            + " 2GiB, 500MB. A larger tensor has a file of its own.")
    private Optional<Long> size = Optional.empty();

    @Option(
            names = "--restart",
            description =
                    "Remove what an earlier run left unfinished in OUT.partial. Without it the same"
                            + " command goes on from there, and another is refused.")
    private boolean restart;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    ShardOptions() {}

    /// The model's folder.
    ///
    /// @throws ParameterException where the size is none of a file
    Target.Folder folder(Path path) {
        if (size.isPresent() && size.get() < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--shard-size: a file holds at least a byte");
        }
        return new Target.Folder(path, size.orElse(Target.Folder.SHARD_BYTES), restart);
    }

    /// Checks that no option of a folder is given where the command writes none.
    ///
    /// @throws ParameterException where something is
    void requireUnsaid() {
        if (size.isPresent() || restart) {
            throw new ParameterException(
                    spec.commandLine(),
                    (restart ? "--restart" : "--shard-size")
                            + " is said of a model's folder, and OUT is none");
        }
    }
}
