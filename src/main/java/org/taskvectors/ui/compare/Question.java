package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.analysis.Spectra;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.VectorColours;
import org.taskvectors.workspace.WorkspaceState;

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

    /// What a person chose in the place itself.
    ///
    /// @param insists as in the question
    /// @param chosen the group that is marked
    /// @param drilled the group whose tensors are shown
    record Asked(
            Choices choices,
            boolean insists,
            Threshold threshold,
            Optional<Group> chosen,
            Optional<Group> drilled) {}

    /// Asks about some vectors of a workspace. What is of all ticked vectors together is in it only
    /// where all of them are asked about.
    ///
    /// @param known the ticked vectors that are measured, in the order of their ticks
    /// @param spectra of the ticked vectors
    static Question of(
            WorkspaceState state,
            List<FileItem> known,
            Vectors vectors,
            Spectra spectra,
            Asked asked) {
        List<String> ids = known.stream().map(FileItem::id).toList();
        Map<String, String> names = DistinctNames.of(state.vectors());
        Map<String, BaseOf> bases = Bases.of(state, vectors);
        Map<String, Integer> colours = VectorColours.ofTicked(state);
        boolean areAll = known.size() == state.tickedItems().size();
        return new Question(
                ids,
                ids.stream()
                        .map(
                                id ->
                                        vectors.of(id)
                                                .value()
                                                .orElseThrow()
                                                .named(names.getOrDefault(id, "")))
                        .toList(),
                ids.stream().map(id -> bases.getOrDefault(id, BaseOf.UNKNOWN)).toList(),
                ids.stream().map(id -> colours.getOrDefault(id, 0)).toList(),
                known.stream().map(SpectrumCoverage::factors).toList(),
                areAll ? vectors.pairs().value() : Optional.empty(),
                areAll ? spectra : Spectra.NONE,
                asked.choices(),
                asked.insists(),
                asked.threshold(),
                PairChoice.base(state),
                PairChoice.of(state, ids),
                asked.chosen(),
                asked.drilled());
    }
}
