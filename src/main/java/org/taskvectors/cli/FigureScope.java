package org.taskvectors.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.file.Shown;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which tensors the figures of vectors show; tables have a scope of their own.
final class FigureScope {
    @Option(
            names = "--figure-scope",
            paramLabel = "SCOPE",
            converter = Words.Scopes.class,
            description =
                    "Which tensors the figures show. Without it those of --scope; without both"
                            + " attention,feed-forward, since an embedding or a norm may lie far"
                            + " from all others. 'all' shows everything.")
    private @Nullable Scope scope;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FigureScope() {}

    /// @throws ParameterException where there are no figures that it could be the scope of
    void check(FigureFiles figures) {
        if (scope != null && !figures.areWanted()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--figure-scope says what figures show, and needs --figures");
        }
    }

    /// Returns the scope of figures for the tensors that there are.
    ///
    /// @throws ParameterException where a word of it means no tensor at all
    Scope of(GroupOptions groups, List<Placement> places) {
        Scope shown =
                Optional.ofNullable(scope)
                        .or(groups::chosenScope)
                        .orElseGet(() -> Scope.ofFigures(places));
        Scopes.check(spec.commandLine(), shown, places);
        return shown;
    }

    /// Whether tables show a tensor, or figures do and are wanted.
    ///
    /// @param shown the scope of figures
    static boolean isAskedFor(
            Placement place, GroupOptions groups, FigureFiles figures, Scope shown) {
        return groups.scope().includes(place) || (figures.areWanted() && shown.includes(place));
    }

    /// Prints the files of the figures that were written, and what they show where that is not what
    /// tables do.
    static void print(List<Path> written, Scope shown, GroupOptions groups, PrintWriter notes) {
        if (written.isEmpty()) {
            return;
        }
        notes.println();
        if (!shown.equals(groups.scope())) {
            notes.println(
                    "figures show %s; everything with --figure-scope all".formatted(shown.text()));
        }
        written.forEach(path -> notes.println(Shown.of(path)));
    }
}
