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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.Edited;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.ModuleKinds;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// A base with vectors on it. A weight that they change is θ0 + Σ λ·τ, added term by term in
/// float32 (float64 if a side is float64) and rounded once; all other weights are the base's. A
/// quantised base counts as the float32 numbers that it stands for.
///
/// A saved vector holds tied weights once, so its change of one name applies to all names under
/// which the base stores the weight. An adapter changes each name by itself, as PEFT does, except
/// those that it says are one.
public final class EditedModel implements Edited {
    private final Checkpoint base;
    private final Naming naming;
    private final List<Tensor> tensors;
    private final Map<String, Tensor> byName;
    private final Map<String, List<Sum.Summand>> changes = new HashMap<>();
    private final Set<String> passedBy = new LinkedHashSet<>();
    private final About about;

    private EditedModel(Checkpoint base, Function<Tensor, DType> dtypes, About about) {
        this.base = base;
        this.about = about;
        naming = Naming.of(base);
        tensors =
                base.tensors().stream()
                        .map(
                                tensor ->
                                        tensor.dtype().isFloating()
                                                ? new Tensor(
                                                        tensor.name(),
                                                        dtypes.apply(tensor),
                                                        tensor.shape())
                                                : tensor)
                        .toList();
        byName = HashMap.newHashMap(tensors.size());
        tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    }

    /// Puts a vector onto a base, in the dtypes of the base.
    ///
    /// @throws Failure as [#of(Checkpoint, Vector, Function)] does
    public static EditedModel of(Checkpoint base, Vector vector) throws Failure {
        return of(base, vector, Tensor::dtype);
    }

    /// Puts a vector onto a base, a [Combination] term by term. Both stay the caller's; closing the
    /// result closes neither.
    ///
    /// @param dtypes gives the floating-point dtype that each floating-point tensor of the base is
    ///   rounded to
    /// @throws Failure [VectorProblem#BASE_IS_A_VECTOR]; [CheckpointProblem#NOT_ITS_BASE] if the
    ///   vector changes a tensor that the base does not have in that shape; the vector's own
    ///   question, or [VectorProblem#INCOMPLETE], if some of its change cannot be read, since the
    ///   result would be another model
    public static EditedModel of(Checkpoint base, Vector vector, Function<Tensor, DType> dtypes)
            throws Failure {
        if (SavedVector.isVector(base)) {
            throw Failure.of(
                    VectorProblem.BASE_IS_A_VECTOR,
                    base.path().orElse(null),
                    base instanceof Vector adapter && adapter.isAdapter()
                            ? "this is an adapter, and a vector is put onto a whole model"
                            : "this is a task vector, and a vector is put onto a whole model",
                    "Choose the model that was fine-tuned");
        }
        Vector on = vector.on(base);
        Optional<Failure> question = on.question();
        if (question.isPresent()) {
            throw question.get();
        }
        if (!on.incomplete().isEmpty()) {
            Incomplete first = on.incomplete().getFirst();
            throw Failure.of(
                            VectorProblem.INCOMPLETE,
                            vector.path().orElse(null),
                            "the change of this tensor cannot be read: " + first.reason(),
                            vector.isAdapter()
                                    ? "Merge the adapter with PEFT (merge_and_unload)"
                                    : "Leave out the vector that cannot be read")
                    .at("tensor " + Shown.of(first.name()));
        }
        EditedModel model = new EditedModel(base, dtypes, about(base, vector));
        for (Term term : Combination.terms(on)) {
            model.add(term);
        }
        return model;
    }

    private static About about(Checkpoint base, Vector vector) {
        String name = Combination.name(Combination.terms(vector));
        return About.computed(
                        base.name() + (name.startsWith("−") ? " " : " + ") + name,
                        "base with vectors",
                        Stream.concat(
                                        base.about().weightFiles().stream(),
                                        vector.about().weightFiles().stream())
                                .distinct()
                                .toList())
                .withModel(base.about());
    }

    /// What a user of the model should know of it.
    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (Set<String> names : parted()) {
            notes.add(
                    Shown.of(String.join(" and ", names))
                            + " are one weight in the base, and the vectors do not change them as"
                            + " one: they are weights of their own in the model");
        }
        if (!passedBy.isEmpty()) {
            notes.add(
                    "tensors that are not floating point are taken from the base: "
                            + Shown.of(String.join(", ", passedBy)));
        }
        if (naming.servesAsHead().filter(changes::containsKey).isPresent()) {
            notes.add(
                    "the base has no head of its own, its embedding serves as one: what the vectors"
                            + " change in the embedding changes the model's head too");
        }
        return notes;
    }

    @Override
    public List<Set<String>> parted() {
        return naming.tied().stream()
                .filter(
                        names ->
                                !names.stream()
                                        .allMatch(
                                                name ->
                                                        isChangedAlike(
                                                                name, names.iterator().next())))
                .toList();
    }

    private void add(Term term) throws Failure {
        Vector vector = term.vector();
        Map<String, Tensor> byStripped = naming.byStrippedName(base.tensors());
        Naming own = Naming.of(vector);
        Map<String, Sum.Summand> found = new LinkedHashMap<>();
        for (Tensor change : vector.tensors()) {
            if (!change.dtype().isFloating()) {
                passedBy.add(change.name());
                continue;
            }
            Placement placement = own.place(change.name());
            Tensor from = fitting(vector, change, byStripped.get(placement.stripped()));
            found.put(
                    from.name(),
                    new Sum.Summand(vector, change, term.scale().of(naming.place(from.name()))));
        }
        if (found.isEmpty()) {
            throw Failure.of(
                    VectorProblem.NOT_A_VECTOR,
                    vector.path().orElse(null),
                    "there is no floating-point tensor in it, so there is nothing to add",
                    "Choose a task vector or an adapter");
        }
        if (vector.isAdapter()) {
            shareAlike(found, vector.tied().sets());
        } else {
            shareTied(found);
        }
        found.forEach(
                (name, summand) -> {
                    if (summand.lambda() != 0) {
                        changes.computeIfAbsent(name, n -> new ArrayList<>()).add(summand);
                    }
                });
    }

    /// Applies the change of a weight to all names under which the base stores it.
    private void shareTied(Map<String, Sum.Summand> found) {
        for (Set<String> names : naming.tied()) {
            Optional<Sum.Summand> one =
                    names.stream().filter(found::containsKey).map(found::get).findFirst();
            one.ifPresent(summand -> names.forEach(name -> found.putIfAbsent(name, summand)));
        }
    }

    /// Applies one change to all names that an adapter changes as one weight.
    private static void shareAlike(Map<String, Sum.Summand> found, List<Set<String>> sets) {
        for (Set<String> names : sets) {
            Optional<Sum.Summand> one =
                    names.stream().filter(found::containsKey).map(found::get).findFirst();
            one.ifPresent(summand -> names.forEach(name -> found.replace(name, summand)));
        }
    }

    private Tensor fitting(Vector vector, Tensor change, @Nullable Tensor from) throws Failure {
        if (from == null
                && naming.servesAsHead().isPresent()
                && naming.place(change.name()).kind().equals(ModuleKinds.HEAD)) {
            throw Failure.of(
                            CheckpointProblem.NOT_ITS_BASE,
                            base.path().orElse(null),
                            "the base has no head of its own, its embedding serves as one, and "
                                    + vector.name()
                                    + " changes the head by itself",
                            "Save the base with a head of its own first"
                                    + " (tie_word_embeddings=False)")
                    .at("tensor " + Shown.of(change.name()));
        }
        if (from == null
                || !from.dtype().isFloating()
                || base.stored(from).undecoded().isPresent()
                || !(from.shape().equals(change.shape()) || isSharedRows(vector, change, from))) {
            throw Failure.of(
                            CheckpointProblem.NOT_ITS_BASE,
                            base.path().orElse(null),
                            "this is not the base of "
                                    + vector.name()
                                    + ": it has no such tensor of "
                                    + change.shape(),
                            vector.isAdapter()
                                    ? "Choose the base that the adapter was trained on"
                                    : "Choose the base that the vector was extracted from, or a"
                                            + " model of the same architecture")
                    .at("tensor " + Shown.of(change.name()));
        }
        return from;
    }

    /// Whether the vector was extracted over the rows that two vocabularies share and the base has
    /// more rows; these stay unchanged.
    private boolean isSharedRows(Vector vector, Tensor change, Tensor from) {
        ModuleFamily family = naming.place(from.name()).kind().family();
        boolean isVocabulary = family == ModuleFamily.EMBEDDING || family == ModuleFamily.HEAD;
        boolean isShared =
                SavedVector.provenance(vector)
                        .map(known -> "shared".equals(known.policies().get("vocabulary")))
                        .orElse(false);
        Shape one = change.shape();
        Shape other = from.shape();
        if (!isVocabulary || !isShared || one.rank() != other.rank() || one.rank() == 0) {
            return false;
        }
        for (int i = 1; i < one.rank(); i++) {
            if (one.size(i) != other.size(i)) {
                return false;
            }
        }
        return one.size(0) < other.size(0);
    }

    @Override
    public Checkpoint base() {
        return base;
    }

    @Override
    public Set<String> changed() {
        return Set.copyOf(changes.keySet());
    }

    /// Whether the vectors change two names of the base in the same way.
    public boolean isChangedAlike(String one, String other) {
        return changes.getOrDefault(one, List.of()).equals(changes.getOrDefault(other, List.of()));
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        Tensor from = source(tensor);
        List<Sum.Summand> summands = changes.getOrDefault(tensor.name(), List.of());
        return summands.isEmpty() && from.dtype() == tensor.dtype()
                ? base.reader(from)
                : Sum.onBase(tensor, base, from, summands);
    }

    private Tensor source(Tensor tensor) {
        if (!tensor.equals(byName.get(tensor.name()))) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " is not in " + name());
        }
        return base.tensor(tensor.name()).orElseThrow();
    }

    @Override
    public About about() {
        return about.withMoreNotes(notes());
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// Returns no encoding for a sum or a rounded tensor: its numbers are no longer those of the
    /// base's codes.
    @Override
    public Stored stored(Tensor tensor) {
        Tensor from = source(tensor);
        Stored below = base.stored(from);
        boolean isPlain = changes.containsKey(tensor.name()) || from.dtype() != tensor.dtype();
        return new Stored(
                isPlain ? Optional.empty() : below.encoding(),
                below.undecoded(),
                isPlain ? Optional.empty() : below.codes(),
                below.file());
    }

    /// Returns the base's tied names that are changed in the same way; these stay one tensor.
    @Override
    public Tied tied() {
        return Tied.of(base.tied().sets().stream().flatMap(this::changedAlike));
    }

    /// Cuts a set of names into those that are changed alike.
    private Stream<Set<String>> changedAlike(Set<String> names) {
        Map<List<Sum.Summand>, Set<String>> byChange = new LinkedHashMap<>();
        for (String name : names) {
            byChange.computeIfAbsent(
                            changes.getOrDefault(name, List.of()), _ -> new LinkedHashSet<>())
                    .add(name);
        }
        return byChange.values().stream();
    }

    /// Does nothing, since base and vectors are the caller's.
    @Override
    public void close() {}
}
