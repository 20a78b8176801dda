package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// A way to make one vector, or one model, of several.
public interface Method {
    /// Returns its name in recipes and on the command line: mergekit's where mergekit has it.
    String id();

    /// Returns its name for people.
    String title();

    /// Returns its paper; empty if it has none.
    Optional<Paper> paper();

    /// Returns what it does, in one line without a full stop.
    String meaning();

    /// Returns its parameters, in the order in which they are shown.
    List<Parameter> parameters();

    /// Returns the spaces that it works in.
    Set<Space> spaces();

    /// Returns how many ingredients it takes at least; a base that it [#readsBase] is none.
    default int least() {
        return 1;
    }

    /// Returns how many ingredients it takes at most.
    default int most() {
        return Integer.MAX_VALUE;
    }

    /// Whether the base's own weights are its first ingredient.
    default boolean readsBase() {
        return false;
    }

    /// Whether it draws at random, so that a seed decides what it keeps.
    default boolean isRandom() {
        return false;
    }

    /// Whether a weight that is not finite goes through it as arithmetic has it; otherwise it is
    /// refused with the tensor's name.
    default boolean takesNotFinite() {
        return false;
    }

    /// Returns what it needs measured first.
    Set<Need> needs(Chosen chosen, List<Slot> slots);

    /// Returns what other programs do otherwise, in sentences with full stops; empty if nothing.
    default String peers() {
        return "";
    }

    /// Returns the values of parameters that differ from this program's where mergekit has its own,
    /// by name: what a recipe of mergekit's means that does not name them.
    default Map<String, Double> mergekit() {
        return Map.of();
    }

    /// Measures what it needs, and returns its rules.
    ///
    /// @param slots the tensors of the result
    /// @param ingredients how many there are
    /// @throws IOException (a [org.taskvectors.file.Failure]) if something cannot be read or
    ///   measured, or has no result
    Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException;
}
