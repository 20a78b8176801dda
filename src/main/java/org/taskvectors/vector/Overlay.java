package org.taskvectors.vector;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.alignment.Alignment;
import org.taskvectors.checkpoint.alignment.Coverage;
import org.taskvectors.checkpoint.naming.Buffers;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Vocabulary;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;

/// Vectors laid on a base before their coefficients are chosen: which change each tensor of the
/// base gets from each vector. The work of finding that out is done once; a model with coefficients
/// costs next to nothing then ([#model]).
public final class Overlay {
    /// What one vector changes in one tensor of the base.
    ///
    /// @param vector the checkpoint that τ is read from
    /// @param tensor τ
    /// @param placement of the tensor that the coefficient is asked for: of a weight with several
    ///   names the one that the vector's change was found under
    public record Change(Checkpoint vector, Tensor tensor, Placement placement) {}

    private final Checkpoint base;
    private final Naming naming;
    private final Vocabulary vocabulary;
    private final BaseFit fit;
    private final boolean isPartial;
    private final List<Vector> vectors = new ArrayList<>();
    private final List<Map<String, Change>> changes = new ArrayList<>();
    private final Set<String> passedBy = new LinkedHashSet<>();
    private final Set<String> leftOut = new LinkedHashSet<>();

    private Overlay(Checkpoint base, boolean isPartial) {
        this.base = base;
        this.isPartial = isPartial;
        naming = Naming.of(base);
        vocabulary = Vocabulary.of(base, naming);
        fit = new BaseFit(base, naming, vocabulary);
    }

    /// Lays vectors on a base. All stay the caller's.
    ///
    /// @param vectors in the order in which they are added, none for the base alone; a
    ///   [Combination] among them is one sum that is rounded before it is added
    /// @param isPartial as in [EditedModel#of(Checkpoint, Vector, Function, boolean)]
    /// @throws IOException as [EditedModel#of(Checkpoint, Vector, Function, boolean)] does, but for
    ///   [VectorProblem#ROWS_APART], which depends on the coefficients
    public static Overlay of(Checkpoint base, List<Vector> vectors, boolean isPartial)
            throws IOException {
        SavedVector.requireBase(base);
        List<Vector> on = vectors.stream().map(vector -> vector.on(base)).toList();
        for (Vector vector : on) {
            Optional<Failure> question = vector.question();
            if (question.isPresent()) {
                throw question.get();
            }
        }
        Overlay overlay = new Overlay(base, isPartial);
        for (Vector vector : on) {
            overlay.requireWhole(vector);
            overlay.add(vector);
        }
        return overlay;
    }

    /// Returns the base with the vectors multiplied by their coefficients.
    ///
    /// @param scales one for each vector; a vector changes nothing where its coefficient is 0
    /// @param dtypes gives the floating-point dtype that each floating-point tensor of the base is
    ///   rounded to
    /// @throws Failure [VectorProblem#ROWS_APART] if the vocabulary would have more rows in one
    ///   tensor than in another
    public EditedModel model(List<Scale> scales, Function<Tensor, DType> dtypes) throws Failure {
        if (scales.size() != vectors.size()) {
            throw new IllegalArgumentException(
                    scales.size() + " coefficients of " + vectors.size() + " vectors");
        }
        RowGrowth growth = new RowGrowth();
        Map<String, List<Summand>> summands = new HashMap<>();
        for (int i = 0; i < scales.size(); i++) {
            Scale scale = scales.get(i);
            changes.get(i)
                    .forEach(
                            (name, change) -> {
                                double lambda = scale.of(change.placement());
                                if (lambda != 0) {
                                    growth.add(
                                            base.tensor(name).orElseThrow(),
                                            change.vector(),
                                            change.tensor());
                                    summands.computeIfAbsent(name, _ -> new ArrayList<>())
                                            .add(
                                                    new Summand(
                                                            change.vector(),
                                                            change.tensor(),
                                                            lambda));
                                }
                            });
        }
        growth.requireTogether(vocabulary);
        return new EditedModel(
                base,
                naming,
                vocabulary,
                growth,
                summands,
                passedBy,
                leftOut,
                dtypes,
                about(scales));
    }

    /// Returns what each vector changes, by the base's names, in the order of the vectors.
    public List<Map<String, Change>> changes() {
        return changes.stream().map(Map::copyOf).toList();
    }

    /// Returns the names of the base's tensors that a vector changes where its coefficient is not
    /// 0.
    public Set<String> changeable() {
        Set<String> names = new LinkedHashSet<>();
        changes.forEach(one -> names.addAll(one.keySet()));
        return names;
    }

    /// Returns the vectors with their base, in the order in which they are added.
    public List<Vector> vectors() {
        return List.copyOf(vectors);
    }

    /// Returns the names of the base's tensors and where they belong.
    public Naming naming() {
        return naming;
    }

    private About about(List<Scale> scales) {
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < scales.size(); i++) {
            terms.add(new Term(vectors.get(i), scales.get(i)));
        }
        String name = Combination.name(terms);
        String sign = name.isEmpty() ? "" : name.startsWith("−") ? " " : " + ";
        return About.computed(
                        base.name() + sign + name,
                        "base with vectors",
                        Stream.concat(
                                        base.about().weightFiles().stream(),
                                        vectors.stream()
                                                .flatMap(v -> v.about().weightFiles().stream()))
                                .distinct()
                                .toList())
                .withModel(base.about());
    }

    /// Each vector is held against the base by itself, whatever the others' shapes are.
    private void requireWhole(Vector vector) throws Failure {
        List<Incomplete> unread = Coverage.unread(vector);
        vector.incomplete().forEach(gap -> leftOut.add(gap.name()));
        if (!unread.isEmpty() && !isPartial) {
            Incomplete first = unread.getFirst();
            throw Failure.of(
                            VectorProblem.INCOMPLETE,
                            vector.path().orElse(null),
                            "the change of this tensor cannot be read: " + first.reason(),
                            vector.isAdapter()
                                    ? "Merge the adapter with PEFT (merge_and_unload), or leave out"
                                            + " what cannot be read (--partial)"
                                    : "Leave out the vector that cannot be read")
                    .at("tensor " + Shown.of(first.name()));
        }
    }

    private void add(Vector vector) throws IOException {
        Alignment alignment = Alignment.of(base, vector);
        Vector aligned = SavedVector.of(alignment.apply(vector));
        Naming own = Naming.of(vector);
        Tied one = Repeats.of(vector, own, base, naming);
        Set<String> again = one.repeated();
        Map<String, Change> found = new LinkedHashMap<>();
        for (Tensor from : base.tensors()) {
            Optional<Tensor> change = alignment.found(from);
            Optional<Tensor> whole = alignment.whole(from);
            if (change.isEmpty() || whole.filter(held -> again.contains(held.name())).isPresent()) {
                continue;
            }
            if (!change.get().dtype().isFloating() || Buffers.isBuffer(from)) {
                passedBy.add(change.get().name());
                continue;
            }
            fit.require(vector, change.get(), from);
            Placement placement = naming.place(from.name());
            found.put(
                    from.name(),
                    whole.isPresent()
                            ? new Change(vector, whole.get(), placement)
                            : new Change(aligned, change.get(), placement));
        }
        for (Tensor left : alignment.leftInSource()) {
            if (!left.dtype().isFloating() || Buffers.isBuffer(left)) {
                passedBy.add(left.name());
            } else if (!again.contains(left.name())) {
                leaveOut(vector, left, own);
            }
        }
        if (found.isEmpty()) {
            throw Failure.of(
                    VectorProblem.NOT_A_VECTOR,
                    vector.path().orElse(null),
                    "there is no floating-point tensor in it, so there is nothing to add",
                    "Choose a task vector or an adapter");
        }
        shareTied(
                found,
                change ->
                        vector.changesTied(change)
                                || one.sets().stream().anyMatch(s -> s.contains(change.name())));
        vectors.add(vector);
        changes.add(found);
    }

    /// Leaves a change out that the base has no tensor for, where that is allowed.
    private void leaveOut(Vector vector, Tensor left, Naming own) throws Failure {
        boolean isHead =
                own.place(left.name()).kind().family() == ModuleFamily.HEAD
                        && naming.servesAsHead().isEmpty();
        if (!isPartial && !isHead) {
            fit.require(vector, left, null);
        }
        leftOut.add(left.name());
    }

    /// Applies the change of a weight to all names under which the base stores it.
    private void shareTied(Map<String, Change> found, Predicate<Tensor> isShared) {
        for (Set<String> names : naming.tied()) {
            Optional<Change> one =
                    names.stream()
                            .filter(found::containsKey)
                            .map(found::get)
                            .filter(change -> isShared.test(change.tensor()))
                            .findFirst();
            one.ifPresent(change -> names.forEach(name -> found.putIfAbsent(name, change)));
        }
    }
}
