package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.metric.NumbersTable;
import org.taskvectors.ui.common.ScopeViewModel;

/// Everything that the place shows of a comparison: one answer to one question, so that figures,
/// table and shares never disagree.
///
/// @param heading `SST-2 against MNLI`
/// @param panels the figures
/// @param table the numbers
/// @param shares for each vector its sparsity over everything in scope
/// @param items all tensors of the vectors' model: what a scope is chosen from
/// @param largest the largest magnitude of all vectors; 0 where there is none
/// @param notes what a reader of the numbers has to know, in sentences
/// @param groups the groups that are shown, in the order of the model
/// @param drilled whose tensors are shown, where it is those of one group
public record Answer(
        String heading,
        List<FigurePanel> panels,
        NumbersTable table,
        List<Share> shares,
        List<ScopeViewModel.Item> items,
        double largest,
        List<String> notes,
        List<Group> groups,
        Optional<Group> drilled) {
    public Answer {
        panels = List.copyOf(panels);
        shares = List.copyOf(shares);
        items = List.copyOf(items);
        notes = List.copyOf(notes);
        groups = List.copyOf(groups);
    }

    /// The sparsity of one vector.
    ///
    /// @param share between 0 and 1; NaN where it has no weights
    /// @param effective the ε′ for which the share is exact where that is not the ε that was asked
    ///   for; NaN where it is, or differs from tensor to tensor
    public record Share(String name, double share, double effective) {}
}
