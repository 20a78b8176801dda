package org.taskvectors.cli;

import picocli.CommandLine.Option;

/// What every command can be told about its output.
final class OutputOptions {
    @Option(names = "--json", description = "Write JSON for programs instead of tables for people.")
    private boolean json;

    @Option(names = "--debug", description = "Show where in the program a failure happened.")
    private boolean debug;

    /// Only declared: the library prints the help and ends there.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    boolean isHelp() {
        return help;
    }

    boolean isJson() {
        return json;
    }

    boolean isDebug() {
        return debug;
    }
}
