package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.naming.ModuleKind;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.tensor.Histogram;
import org.taskvectors.tensor.Shape;

/// One or several measured vectors side by side: every number of every group, computed from the
/// sums of the tensors. Nothing here reads a weight. Group sums add the tensors' sums first and
/// divide last; what has a zero denominator, or needs what was not measured, is NaN.
///
/// A group holds the base's floating-point tensors in scope, and those that the vector does not
/// hold count as zeros. Where no base is known it holds what the vector holds ([#notes] says so).
/// Tensors of different vectors are the same where their names without the tools' prefixes are.
///
/// Safe from several threads at once.
public final class Comparison {
    private record Key(int vector, Group group) {}

    private final List<NamedProfile> vectors;
    private final Scope scope;
    private final Slots slots;
    private final Members members;
    private final PairView pairs;
    private final Map<Key, Merged> merged = new ConcurrentHashMap<>();

    /// @param vectors the vectors, in the order in which they are shown
    /// @param pairs what a pass over the same vectors in the same order gave; empty where only
    ///   single vectors matter
    /// @param naming where a tensor stands in its model, by its full name: [SharedNaming#place]
    /// @param scope which tensors are meant
    public Comparison(
            List<NamedProfile> vectors,
            Optional<PairSums> pairs,
            Function<String, Placement> naming,
            Scope scope) {
        this.vectors = List.copyOf(vectors);
        this.scope = scope;
        this.slots = new Slots(this.vectors, naming, scope);
        this.members = new Members(slots.rows());
        this.pairs = new PairView(slots, pairs, this.vectors.size());
    }

    public List<NamedProfile> vectors() {
        return vectors;
    }

    public Scope scope() {
        return scope;
    }

    /// Whether [#pair] and [#interference] have something to go by.
    public boolean hasPairs() {
        return pairs.isKnown();
    }

    /// The groups that any of the vectors has. By layer: the layers in order, then embedding, final
    /// norm, head and whatever else lies outside the layers, each a group of its own; cells
    /// likewise, by layer and then by module kind.
    public List<Group> groups(Grouping grouping) {
        return members.groups(grouping);
    }

    /// The module kinds in their order: the columns of a heat map whose rows are
    /// `groups(Grouping.LAYER)`.
    public List<ModuleKind> kinds() {
        return groups(Grouping.MODULE).stream()
                .flatMap(group -> group.kind().stream())
                .distinct()
                .toList();
    }

    /// The group where a row of `groups(Grouping.LAYER)` meets a column of [#kinds], if any tensor
    /// is there.
    public Optional<Group> cell(Group row, ModuleKind column) {
        if (row.layer().isEmpty()) {
            return row.kind().filter(column::equals).map(kind -> row);
        }
        Group cell = Members.cell(row.layer().getAsInt(), column);
        return members.of(cell).length == 0 ? Optional.empty() : Optional.of(cell);
    }

    /// The tensors of a group, one group each: what lies under a bar or a cell.
    public List<Group> tensors(Group group) {
        List<Group> all = groups(Grouping.TENSOR);
        List<Group> found = new ArrayList<>();
        for (int row : members.of(group)) {
            found.add(all.get(row));
        }
        return found;
    }

    /// Dtype and shape of a group of one tensor as that vector holds it, if it does.
    public Optional<TensorProfile> tensor(int vector, Group group) {
        int[] rows = members.of(group);
        @Nullable Slot slot = rows.length == 1 ? slots.get(vector, rows[0]) : null;
        return slot == null ? Optional.empty() : Optional.ofNullable(slot.held());
    }

    /// The shape of a group of one tensor in that vector's model.
    public Optional<Shape> shape(int vector, Group group) {
        int[] rows = members.of(group);
        @Nullable Slot slot = rows.length == 1 ? slots.get(vector, rows[0]) : null;
        return slot == null ? Optional.empty() : Optional.of(slot.shape());
    }

    /// The numbers of one vector in one group.
    public GroupNumbers numbers(int vector, Group group) {
        return new GroupSums(slots.of(vector, members.of(group))).numbers();
    }

    /// The share of weights of a group that are not larger than a threshold. Fast enough to be
    /// asked for every group while a slider is dragged.
    public Sparsity sparsity(int vector, Group group, Threshold threshold) {
        List<Slot> inGroup = slots.of(vector, members.of(group));
        return switch (threshold.basis()) {
            case ABSOLUTE -> SparsityCount.at(inGroup, threshold.value());
            case TENSOR -> SparsityCount.byTensor(inGroup, threshold.value());
            case GROUP ->
                    SparsityCount.at(inGroup, threshold.value() * new GroupSums(inGroup).rms());
            case ALL -> SparsityCount.at(inGroup, threshold.value() * rmsOfAll(vector));
        };
    }

    /// The smallest |τ| of which at least the share `q` (0 to 1) of the group's weights are at most
    /// as large; within 1 % for vectors of more than 16 bits. NaN where the group has no weights.
    public double quantile(int vector, Group group, double q) {
        return merged(vector, group).quantile(q);
    }

    /// How many weights have which magnitude, in bins made for drawing.
    public Magnitudes magnitudes(int vector, Group group) {
        return merged(vector, group).coarse();
    }

    /// The group's histograms in full, without its zeros: one for each binning among its tensors.
    public List<Histogram> histograms(int vector, Group group) {
        return merged(vector, group).histograms();
    }

    /// The numbers of two vectors in one group. All NaN where the two have no tensor of the group
    /// in common, or no pass over both was given.
    public PairNumbers pair(int a, int b, Group group) {
        return pairs.numbers(a, b, members.of(group));
    }

    /// How much all vectors together cancel each other in a group: 0 not at all, 1 fully.
    public double interference(Group group) {
        return pairs.interference(members.of(group));
    }

    /// What a reader of the numbers has to know: vectors without a known base, tensors left out,
    /// weights that are no numbers. Whole sentences without a full stop.
    public List<String> notes() {
        return new Notes(vectors, slots, pairs).sentences();
    }

    private double rmsOfAll(int vector) {
        return new GroupSums(slots.of(vector, members.of(Group.ALL))).rms();
    }

    private Merged merged(int vector, Group group) {
        return merged.computeIfAbsent(
                new Key(vector, group), key -> new Merged(slots.of(vector, members.of(group))));
    }
}
