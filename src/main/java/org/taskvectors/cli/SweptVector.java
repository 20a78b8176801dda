package org.taskvectors.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.file.PathReader;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// A vector and the λ that it is swept over, as one argument: `sst2.safetensors=-2:2:9`.
///
/// @param path where the vector lies
/// @param range of λ; empty where none is given
record SweptVector(Path path, Optional<Plan.Range> range) {
    private static final String NUMBER = "([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)";
    private static final Pattern RANGE =
            Pattern.compile("(.+)=" + NUMBER + ":" + NUMBER + ":(\\d{1,4})");

    /// @throws ParameterException where the range is none
    static SweptVector of(String argument, CommandLine command) {
        boolean isThere = PathReader.isOnDisk(argument);
        Matcher matcher = RANGE.matcher(argument);
        if (isThere || !matcher.matches()) {
            int at = argument.lastIndexOf('=');
            if (!isThere && at > 0 && PathReader.isOnDisk(argument.substring(0, at))) {
                throw new ParameterException(
                        command,
                        argument
                                + ": '"
                                + argument.substring(at + 1)
                                + "' is no range; write FROM:TO:N, such as -2:2:9");
            }
            return new SweptVector(RootCommand.path(argument, command), Optional.empty());
        }
        try {
            return new SweptVector(
                    RootCommand.path(matcher.group(1), command),
                    Optional.of(
                            new Plan.Range(
                                    Double.parseDouble(matcher.group(2)),
                                    Double.parseDouble(matcher.group(3)),
                                    Integer.parseInt(matcher.group(4)))));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command,
                    argument
                            + ": a range has two to "
                            + Plan.MOST_VALUES
                            + " ascending values from -1e6 to 1e6, 1e-9 or more apart, such as"
                            + " -2:2:9",
                    e);
        }
    }
}
