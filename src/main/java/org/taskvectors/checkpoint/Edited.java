package org.taskvectors.checkpoint;

import java.util.Set;

/// A checkpoint that is another one but for some tensors: a reader that holds the base reads only
/// what is changed.
public interface Edited extends Checkpoint {
    /// The checkpoint that this one is but for [#changed].
    Checkpoint base();

    /// The names of the tensors whose numbers differ from the base's or may.
    Set<String> changed();
}
