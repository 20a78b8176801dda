package org.taskvectors.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Where a command that otherwise only prints writes its part.
final class PartOutput {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "With --part: the folder of the parts.")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--force", description = "With --part: replace a part that exists.")
    private boolean force;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    PartOutput() {}

    /// Returns the folder of the parts.
    Path folder() {
        return folder.orElseThrow(
                () ->
                        new ParameterException(
                                spec.commandLine(),
                                "--part: say the folder of the parts with --output"));
    }

    boolean isForced() {
        return force;
    }

    /// Refuses what means nothing without a part.
    void check(PartOption part) {
        if (part.part().isEmpty() && (folder.isPresent() || force)) {
            throw new ParameterException(
                    spec.commandLine(),
                    (folder.isPresent() ? "--output" : "--force")
                            + " is said of a part (--part), and none is asked for");
        }
    }
}
