package org.taskvectors.checkpoint;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A checkpoint that equals another one but for some tensors; a caller that has the base reads only
/// the changed tensors.
public interface Edited extends Checkpoint {
    /// Returns the checkpoint that this one equals but for [#changed].
    Checkpoint base();

    /// Returns the names of the tensors whose numbers may differ from the base's.
    Set<String> changed();

    /// A vocabulary that has more tokens than the base's.
    ///
    /// @param from the base's rows
    /// @param to the rows of the tensors here
    record Grown(long from, long to) {}

    /// Returns how the vocabulary grew; empty if it has the base's tokens.
    Optional<Grown> grown();

    /// Sets of names that are one weight in the base and no longer are here, as they are not all
    /// changed alike.
    List<Set<String>> parted();
}
