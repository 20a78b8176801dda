package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.analysis.Spectra;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.metric.Pair;

/// What is asked of the numbers: everything that an answer depends on.
///
/// @param ids the ids of the vectors' items
/// @param vectors the vectors that are measured, in the order of their ticks
/// @param bases the base of each
/// @param colours for each its place among the vectors' colours
/// @param adapters for each the rank of its factors where it is an adapter, else 0
/// @param pairs their sums against each other, once they are known
/// @param spectra their singular values, as far as they are known
/// @param choices what is shown
/// @param insists whether the metric of the choices is shown even where it is undefined
/// @param threshold of sparsity
/// @param base the key of the base whose vectors are shown where there are several; may name none
/// @param chosenPairs the pairs that a person chose, the first of them above all
/// @param chosen the group that is marked
/// @param drilled the group whose tensors are shown; empty for all
record Question(
        List<String> ids,
        List<NamedProfile> vectors,
        List<BaseOf> bases,
        List<Integer> colours,
        List<Integer> adapters,
        Optional<PairSums> pairs,
        Spectra spectra,
        Choices choices,
        boolean insists,
        Threshold threshold,
        String base,
        List<Pair> chosenPairs,
        Optional<Group> chosen,
        Optional<Group> drilled) {
    Question {
        ids = List.copyOf(ids);
        vectors = List.copyOf(vectors);
        bases = List.copyOf(bases);
        colours = List.copyOf(colours);
        adapters = List.copyOf(adapters);
        chosenPairs = List.copyOf(chosenPairs);
    }
}
