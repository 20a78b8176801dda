package org.taskvectors.checkpoint;

import java.util.List;
import java.util.Set;

/// A checkpoint that equals another one but for some tensors; a caller that has the base reads only
/// the changed tensors.
public interface Edited extends Checkpoint {
    /// Returns the checkpoint that this one equals but for [#changed].
    Checkpoint base();

    /// Returns the names of the tensors whose numbers may differ from the base's.
    Set<String> changed();

    /// Sets of names that are one weight in the base and no longer are here, as they are not all
    /// changed alike.
    List<Set<String>> parted();
}
