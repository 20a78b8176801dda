package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.metric.Pair;

/// What is asked of the numbers: everything that an answer depends on.
///
/// @param vectors the vectors that are measured, in the order of their ticks
/// @param pairs their sums against each other, once they are known
/// @param choices what is shown
/// @param threshold of sparsity
/// @param pair the pair whose heat map is shown
/// @param chosen the group that is marked
/// @param drilled the group whose tensors are shown; empty for all
record Question(
        List<NamedProfile> vectors,
        Optional<PairSums> pairs,
        Choices choices,
        Threshold threshold,
        Pair pair,
        Optional<Group> chosen,
        Optional<Group> drilled) {
    Question {
        vectors = List.copyOf(vectors);
    }
}
