package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.spectrum.SingularValues;
import org.taskvectors.checkpoint.naming.ModuleKind;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.tensor.Histogram;
import org.taskvectors.tensor.Shape;

/// One or several measured vectors side by side: computes every number of every group from the sums
/// of the tensors, and reads no weights. A group's number adds the tensors' sums first and divides
/// last. A number with a zero denominator, or one that needs a sum that was not measured, is NaN.
///
/// A group holds the base's floating-point tensors in scope; tensors that the vector does not hold
/// count as zeros. If no base is known, a group holds the vector's own tensors, and [#notes] says
/// so. Tensors of different vectors are the same if their names without the tools' prefixes are
/// equal.
///
/// Safe for several threads at once.
public final class Comparison {
    private record Key(int vector, Group group) {}

    private final List<NamedProfile> vectors;
    private final Scope scope;
    private final Slots slots;
    private final Members members;
    private final PairView pairs;
    private final SpectrumView spectra;
    private final Map<Key, Merged> merged;

    /// @param vectors the vectors, in the order in which they are shown
    /// @param pairs the sums of a pass over the same vectors in the same order; empty if only
    ///   single vectors matter
    /// @param naming gives the placement of a tensor by its full name: [SharedNaming#place]
    /// @param scope selects the tensors
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
        this.spectra = new SpectrumView(slots, Spectra.NONE);
        this.merged = new ConcurrentHashMap<>();
    }

    private Comparison(Comparison of, Spectra spectra) {
        this.vectors = of.vectors;
        this.scope = of.scope;
        this.slots = of.slots;
        this.members = of.members;
        this.pairs = of.pairs;
        this.spectra = new SpectrumView(slots, spectra);
        this.merged = of.merged;
    }

    /// Returns the same comparison with the singular values of its vectors.
    ///
    /// @param found those of each vector, in the order of the vectors
    public Comparison withSpectra(Spectra found) {
        return new Comparison(this, found);
    }

    /// Returns the singular values that it knows.
    public Spectra spectra() {
        return spectra.spectra();
    }

    /// Returns what follows from the singular values of one vector's matrices in one group.
    public SpectrumNumbers spectrum(int vector, Group group) {
        return spectra.numbers(vector, members.of(group));
    }

    /// Returns how many of one vector's matrices in one group have singular values; costs next to
    /// nothing. Why some are left out, [#notes] says.
    public SpectrumCount spectra(int vector, Group group) {
        return spectra.count(vector, members.of(group));
    }

    /// Returns how much the first singular directions of two vectors have in common in one group.
    public OverlapNumbers overlap(int a, int b, Group group) {
        return spectra.overlap(a, b, members.of(group));
    }

    /// Returns the singular values of a group of one matrix; empty where they are not known.
    public Optional<SingularValues> singularValues(int vector, Group group) {
        return spectra.values(vector, members.of(group));
    }

    public List<NamedProfile> vectors() {
        return vectors;
    }

    public Scope scope() {
        return scope;
    }

    /// Whether [#pair] and [#interference] have sums to compute from.
    public boolean hasPairs() {
        return pairs.isKnown();
    }

    /// Returns the groups that any of the vectors has. By layer: the layers in order, stack by
    /// stack, then embedding, final norm, head and everything else outside the layers, each a group
    /// of its own. Cells likewise, by layer and then by module kind. Tensors by stack, layer,
    /// module kind and name.
    public List<Group> groups(Grouping grouping) {
        return members.groups(grouping);
    }

    /// Returns the module kinds in their order: the columns of a heat map whose rows are
    /// `groups(Grouping.LAYER)`.
    public List<ModuleKind> kinds() {
        return groups(Grouping.MODULE).stream()
                .flatMap(group -> group.kind().stream())
                .distinct()
                .toList();
    }

    /// Returns the group of a row of `groups(Grouping.LAYER)` and a column of [#kinds]; empty if it
    /// has no tensors.
    public Optional<Group> cell(Group row, ModuleKind column) {
        if (row.layer().isEmpty()) {
            return row.kind().filter(column::equals).map(kind -> row);
        }
        Group cell = Members.cell(row, column);
        return members.of(cell).length == 0 ? Optional.empty() : Optional.of(cell);
    }

    /// Returns the tensors of a group, each as a group of its own: those behind a bar or a cell of
    /// a figure.
    public List<Group> tensors(Group group) {
        return members.tensors(group);
    }

    /// Returns the tensor of a group of one tensor as the vector holds it; empty if it does not.
    public Optional<TensorProfile> tensor(int vector, Group group) {
        int[] rows = members.of(group);
        @Nullable Slot slot = rows.length == 1 ? slots.get(vector, rows[0]) : null;
        return slot == null ? Optional.empty() : Optional.ofNullable(slot.held());
    }

    /// Returns the shape of a group of one tensor in the vector's model; empty if the model does
    /// not have it.
    public Optional<Shape> shape(int vector, Group group) {
        int[] rows = members.of(group);
        @Nullable Slot slot = rows.length == 1 ? slots.get(vector, rows[0]) : null;
        return slot == null ? Optional.empty() : Optional.of(slot.shape());
    }

    /// Returns the numbers of one vector in one group.
    public GroupNumbers numbers(int vector, Group group) {
        return new GroupSums(slots.of(vector, members.of(group))).numbers();
    }

    /// Returns the share of a group's weights that are not larger than a threshold. It is fast
    /// enough for every group while a slider is dragged.
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

    /// Returns the smallest |τ| that at least the share `q` (0 to 1) of the group's weights do not
    /// exceed; within 1 % for vectors of more than 16 bits. NaN if the group has no weights.
    public double quantile(int vector, Group group, double q) {
        return merged(vector, group).quantile(q);
    }

    /// Returns the counts of weights by magnitude, in bins for drawing.
    public Magnitudes magnitudes(int vector, Group group) {
        return merged(vector, group).coarse();
    }

    /// Returns the group's full histograms without zeros, one for each binning among its tensors.
    public List<Histogram> histograms(int vector, Group group) {
        return merged(vector, group).histograms();
    }

    /// Returns the numbers of two vectors in one group; all NaN if the two have no tensor of the
    /// group in common, or if there are no sums of a pass over both.
    public PairNumbers pair(int a, int b, Group group) {
        return pairs.numbers(a, b, members.of(group));
    }

    /// Returns how much all vectors together cancel each other in a group: 0 not at all, 1 fully.
    public double interference(Group group) {
        return pairs.interference(members.of(group));
    }

    /// Returns notes for the reader of the numbers: vectors without a known base, tensors that were
    /// left out, weights that are not finite. Whole sentences without full stops.
    public List<String> notes() {
        return notes(vectors.stream().map(_ -> "").toList());
    }

    /// Returns the same notes, with the names of bases that are known by name alone.
    ///
    /// @param bases what the base of each vector is called; empty where that is not known
    public List<String> notes(List<String> bases) {
        List<String> notes = new ArrayList<>(new Notes(vectors, slots, pairs, bases).sentences());
        notes.addAll(spectra.notes(vectors));
        return notes;
    }

    private double rmsOfAll(int vector) {
        return new GroupSums(slots.of(vector, members.of(Group.ALL))).rms();
    }

    private Merged merged(int vector, Group group) {
        return merged.computeIfAbsent(
                new Key(vector, group), key -> new Merged(slots.of(vector, members.of(group))));
    }
}
