package org.taskvectors.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.checkpoint.naming.Scope;
import picocli.CommandLine.Option;

/// How the tensors are put together, which of them are meant, and what counts as small.
final class GroupOptions {
    @Option(
            names = "--by",
            paramLabel = "GROUP",
            converter = Words.Groupings.class,
            description = "layer (the default), module, cell (layer and module) or tensor.")
    private @Nullable Grouping by;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            converter = Words.Scopes.class,
            description =
                    "all (the default), module kinds (q_proj,v_proj or attention), or /REGEX/.")
    private @Nullable Scope scope;

    @Option(
            names = "--sparsity",
            paramLabel = "EPSILON",
            converter = Words.Thresholds.class,
            description = {
                "What counts as small:",
                "1e-4              that number",
                "0.25rms           × RMS of each tensor (default)",
                "0.25rms:group     × RMS of the group",
                "0.25rms:all       × RMS of the whole vector"
            })
    private Threshold threshold = Threshold.DEFAULT;

    Grouping by() {
        return by == null ? Grouping.LAYER : by;
    }

    /// What was asked for in so many words.
    Optional<Grouping> chosen() {
        return Optional.ofNullable(by);
    }

    Scope scope() {
        return scope == null ? Scope.ALL : scope;
    }

    /// The scope that was asked for in so many words.
    Optional<Scope> chosenScope() {
        return Optional.ofNullable(scope);
    }

    Threshold threshold() {
        return threshold;
    }
}
