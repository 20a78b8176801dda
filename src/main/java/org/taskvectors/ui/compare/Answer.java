package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.analysis.metric.NumbersTable;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.ui.common.ScopeViewModel;

/// Everything that the place shows of a comparison: one answer to one question, so that figures,
/// table and shares never disagree.
///
/// @param heading `SST-2 against MNLI`
/// @param panels the figures
/// @param table the numbers
/// @param metric what is drawn; empty where it is the distribution
/// @param shares for each vector its sparsity over everything in scope
/// @param scope what is in scope
/// @param items all tensors of the vectors' models: what a scope is chosen from
/// @param models how much of each base's model is in scope
/// @param largest the largest magnitude of all vectors; 0 where there is none
/// @param notes what a reader of the numbers has to know, in sentences
/// @param groups the groups that are shown, in the order of the model
/// @param drilled whose tensors are shown, where it is those of one group
/// @param ids the ids of the compared vectors' items
/// @param names their names
/// @param blocks the compared vectors by base
/// @param shown the vectors that figures and table show, by their indices among all
/// @param pairs numbers of the chosen pairs; the first is meant where there is room for one
/// @param naming where the vectors' tensors are placed
/// @param spectra of how many matrices in scope the singular values are known
public record Answer(
        String heading,
        List<FigurePanel> panels,
        NumbersTable table,
        Optional<Metric> metric,
        List<Share> shares,
        Scope scope,
        List<ScopeViewModel.Item> items,
        List<ScopeViewModel.ModelCoverage> models,
        double largest,
        List<String> notes,
        List<Group> groups,
        Optional<Group> drilled,
        List<String> ids,
        List<String> names,
        List<Block> blocks,
        List<Integer> shown,
        List<PairSummary> pairs,
        SharedNaming naming,
        SpectrumCoverage spectra) {
    public Answer {
        panels = List.copyOf(panels);
        shares = List.copyOf(shares);
        items = List.copyOf(items);
        models = List.copyOf(models);
        notes = List.copyOf(notes);
        groups = List.copyOf(groups);
        ids = List.copyOf(ids);
        names = List.copyOf(names);
        blocks = List.copyOf(blocks);
        shown = List.copyOf(shown);
        pairs = List.copyOf(pairs);
    }

    /// The sparsity of one vector.
    ///
    /// @param colour its place among the vectors' colours
    /// @param share between 0 and 1; NaN where it has no weights
    /// @param effective the ε′ for which the share is exact where that is not the ε that was asked
    ///   for; NaN where it is, or differs from tensor to tensor
    public record Share(String name, int colour, double share, double effective) {}
}
