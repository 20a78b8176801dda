package org.taskvectors.workspace;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The two models that Extract has on its sides, as the workspace keeps them.
///
/// @param base where the base lies
/// @param tuned where the fine-tuned model lies
public record ExtractPair(Path base, Path tuned) {
    /// The choice of the workspace that names the base.
    public static final String BASE = "extract.base";

    /// The choice of the workspace that names the fine-tuned model.
    public static final String TUNED = "extract.tuned";

    /// The workspace with these two on the sides.
    public WorkspaceState in(WorkspaceState state) {
        return state.withChoice(BASE, base.toString()).withChoice(TUNED, tuned.toString());
    }

    /// The pair that is to be extracted where the library leaves one choice: one fine-tuned model
    /// that is paired with a base and has no vector yet.
    public static Optional<ExtractPair> only(WorkspaceState state) {
        List<ExtractPair> open =
                state.files(Role.TUNED).stream()
                        .filter(tuned -> !hasVector(tuned, state))
                        .flatMap(tuned -> of(tuned, state).stream())
                        .toList();
        return open.size() == 1 ? Optional.of(open.getFirst()) : Optional.empty();
    }

    /// A fine-tuned model or an adapter with the base that it is paired with; empty where it has
    /// none.
    public static Optional<ExtractPair> of(FileItem tuned, WorkspaceState state) {
        return tuned.base()
                .flatMap(state::file)
                .map(base -> new ExtractPair(base.path(), tuned.path()));
    }

    /// Whether the library has a vector that says that it came from this fine-tuned model, and that
    /// belongs to no other base.
    static boolean hasVector(FileItem tuned, WorkspaceState state) {
        return state.files(Role.VECTOR).stream()
                .filter(vector -> vector.base().isEmpty() || vector.base().equals(tuned.base()))
                .map(vector -> vector.facts().map(Facts::of).orElse(""))
                .filter(of -> !of.isBlank())
                .anyMatch(of -> Pairing.isCalled(tuned, of));
    }
}
