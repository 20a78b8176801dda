package org.taskvectors.merge;

import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.PairSums;

/// What a merge of vectors would be, measured over every weight or a sample of them, and written
/// nowhere.
///
/// @param vectors the merged vector, before it is rounded onto the base, and behind it what it is
///   merged of, in their order; each with the base's tensors
/// @param pairs the sums over all of them, in this order
/// @param share the share of the weights that was measured; 1 if it is all of them. Squares of
///   norms are those of the whole by that share
/// @param conflicts where what is kept of the ingredients pulls into opposite directions; empty
///   where it was not looked at
public record MergePreview(
        List<NamedProfile> vectors, PairSums pairs, double share, Optional<Conflicts> conflicts) {
    /// A measurement over every weight.
    public MergePreview(List<NamedProfile> vectors, PairSums pairs) {
        this(vectors, pairs, 1, Optional.empty());
    }

    public MergePreview {
        vectors = List.copyOf(vectors);
        if (vectors.size() != pairs.vectors()) {
            throw new IllegalArgumentException(
                    "sums over " + pairs.vectors() + " vectors for " + vectors.size());
        }
    }
}
