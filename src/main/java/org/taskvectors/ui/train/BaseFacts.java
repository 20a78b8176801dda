package org.taskvectors.ui.train;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/// What the place has to know of a base, from its headers.
///
/// @param layers how many it has
/// @param parameters how many it has
/// @param context the most tokens of a text
/// @param targets the modules that factors can be trained for, by their last names: `q_proj`
public record BaseFacts(int layers, long parameters, int context, Set<String> targets) {
    public BaseFacts {
        targets = Collections.unmodifiableSet(new TreeSet<>(targets));
    }
}
