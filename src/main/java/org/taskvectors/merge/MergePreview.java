package org.taskvectors.merge;

import java.util.List;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.PairSums;

/// What a merge of vectors would be, measured over every weight and written nowhere.
///
/// @param vectors the merged vector, before it is rounded onto the base, and behind it what it is
///   merged of, in their order; each with the base's tensors
/// @param pairs the sums over all of them, in this order
public record MergePreview(List<NamedProfile> vectors, PairSums pairs) {
    public MergePreview {
        vectors = List.copyOf(vectors);
        if (vectors.size() != pairs.vectors()) {
            throw new IllegalArgumentException(
                    "sums over " + pairs.vectors() + " vectors for " + vectors.size());
        }
    }
}
