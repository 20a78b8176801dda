package org.taskvectors.cli;

import java.util.Collection;
import java.util.TreeSet;
import org.taskvectors.checkpoint.Advice;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Holds a scope against the tensors that there are: a word that means none of them is a slip of
/// the pen, and must not pass for an empty result.
final class Scopes {
    private Scopes() {}

    /// Opens an input and holds the scope against its tensors.
    ///
    /// @throws Failure where it cannot be opened, or has no floating-point tensor
    /// @throws ParameterException where a word of the scope means no tensor at all
    static void check(CommandLine command, Scope scope, Located input) throws Failure {
        try (Checkpoint opened = input.open()) {
            Advice.requireNumbers(opened);
            Naming naming = Naming.of(opened);
            check(
                    command,
                    scope,
                    opened.tensors().stream().map(t -> naming.place(t.name())).toList());
        }
    }

    /// @throws ParameterException where a word of the scope means no tensor at all
    static void check(CommandLine command, Scope scope, Collection<Placement> places) {
        TreeSet<String> known = new TreeSet<>();
        for (Placement place : places) {
            known.add(place.kind().id());
            known.add(place.kind().family().label());
        }
        if (scope instanceof Scope.Kinds kinds) {
            for (String word : kinds.words()) {
                if (!known.contains(word)) {
                    throw new ParameterException(
                            command,
                            "--scope: '"
                                    + word
                                    + "' is no module kind of this model; it has "
                                    + String.join(", ", known));
                }
            }
        }
        if (places.stream().noneMatch(scope::includes)) {
            throw new ParameterException(
                    command,
                    "--scope: no tensor is in the scope " + scope.text() + example(places));
        }
    }

    /// Who takes a pattern from a tensor's full name cannot know what it is held against.
    private static String example(Collection<Placement> places) {
        return places.stream()
                .findFirst()
                .map(
                        place ->
                                "; names are read without the prefixes of tools, such as "
                                        + Shown.of(place.stripped()))
                .orElse("");
    }
}
