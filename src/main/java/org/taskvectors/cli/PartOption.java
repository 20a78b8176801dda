package org.taskvectors.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.pass.Part;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which part of its work a command does.
final class PartOption {
    private Optional<Part> part = Optional.empty();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    PartOption() {}

    @Option(
            names = "--part",
            paramLabel = "I/N",
            description =
                    "Do one of N parts of the work, so that several machines do it together: a"
                            + " share of the tensors, balanced by bytes. -o is the folder of the"
                            + " parts then, and the command join puts them together to the same"
                            + " bytes and numbers as one run.")
    void set(String text) {
        part =
                Optional.of(
                        Part.parse(text)
                                .orElseThrow(
                                        () ->
                                                new ParameterException(
                                                        spec.commandLine(),
                                                        "--part: '"
                                                                + text
                                                                + "' is not I/N with I from 1 to N,"
                                                                + " and N up to "
                                                                + Part.MOST)));
    }

    /// Returns the part; empty where the command does all of it.
    Optional<Part> part() {
        return part;
    }

    /// Refuses options that are said of the whole, or of nothing.
    ///
    /// @param taken the options that a part takes, besides those that every command has
    void check(Set<String> taken) {
        if (part.isEmpty()) {
            return;
        }
        Set<String> always = Set.of("--part", "--threads", "--device", "--json", "--debug");
        List<String> others =
                spec.commandLine().getParseResult().matchedOptions().stream()
                        .filter(option -> !isIn(always, option) && !isIn(taken, option))
                        .map(OptionSpec::longestName)
                        .toList();
        if (!others.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    others.getFirst()
                            + " is not for a part; say it to join, or once the parts are joined");
        }
    }

    private static boolean isIn(Set<String> names, OptionSpec option) {
        return Arrays.stream(option.names()).anyMatch(names::contains);
    }
}
