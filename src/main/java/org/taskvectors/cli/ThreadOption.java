package org.taskvectors.cli;

import org.taskvectors.tensor.Compute;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// With how many threads a pass works.
final class ThreadOption {
    private static final int MOST = 1024;

    private int threads = Runtime.getRuntime().availableProcessors();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    ThreadOption() {}

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many threads work; as many as there are cores by default.")
    void set(int wanted) {
        if (wanted < 1 || wanted > MOST) {
            throw new ParameterException(
                    spec.commandLine(), "--threads: " + wanted + " is not between 1 and " + MOST);
        }
        threads = wanted;
    }

    Compute compute() {
        return Compute.onCpu(threads);
    }
}
