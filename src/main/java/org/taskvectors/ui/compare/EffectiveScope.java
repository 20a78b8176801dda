package org.taskvectors.ui.compare;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;

/// What a scope means for some tensors: what was chosen, or everything where none of them belongs
/// to what was chosen, as with a model whose names are not known.
///
/// @param scope what is counted
/// @param note says that it is everything though something else was chosen; empty otherwise
record EffectiveScope(Scope scope, Optional<String> note) {

    /// @param text the scope as it is written; everything where it cannot be read
    static EffectiveScope of(String text, Collection<Placement> tensors) {
        Scope chosen = parse(text);
        boolean isOfNone =
                chosen instanceof Scope.Kinds
                        && !tensors.isEmpty()
                        && tensors.stream().noneMatch(chosen::includes);
        return isOfNone
                ? new EffectiveScope(Scope.ALL, Optional.of(noneOf((Scope.Kinds) chosen)))
                : new EffectiveScope(chosen, Optional.empty());
    }

    /// Returns a scope in words: `everything`, `attention, feed-forward`.
    static String words(Scope scope) {
        return switch (scope) {
            case Scope.All _ -> "everything";
            case Scope.Kinds kinds -> String.join(", ", new TreeSet<>(kinds.words()));
            case Scope.Matching matching -> "names with " + matching.text();
        };
    }

    private static Scope parse(String text) {
        try {
            return Scope.parse(text);
        } catch (IllegalArgumentException e) {
            return Scope.ALL;
        }
    }

    private static String noneOf(Scope.Kinds chosen) {
        return "no tensor is known as one of "
                + String.join(" or ", new TreeSet<>(chosen.words()))
                + ", so everything is in scope";
    }
}
