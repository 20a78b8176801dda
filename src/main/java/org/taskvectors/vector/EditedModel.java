package org.taskvectors.vector;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Edited;
import org.taskvectors.checkpoint.MeasuredFirst;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Vocabulary;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.file.Shown;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;

/// A base with vectors on it. A weight that they change is θ0 + Σ λ·τ, added term by term in
/// float32 (float64 if a side is float64) and rounded once; all other weights are the base's. A
/// quantised base counts as the float32 numbers that it stands for.
///
/// A saved vector holds tied weights once, so its change of one name applies to all names under
/// which the base stores the weight. An adapter changes each name by itself, as PEFT does, unless
/// it says that it ties them, or holds the same numbers for both.
///
/// A vector may have rows for more tokens than the base: there θ0 counts as 0.
public final class EditedModel implements Edited, MeasuredFirst {
    private final Checkpoint base;
    private final Naming naming;
    private final Vocabulary vocabulary;
    private final RowGrowth growth;
    private final List<Tensor> tensors = new ArrayList<>();
    private final Map<String, Tensor> byName = new HashMap<>();
    private final Map<String, List<Summand>> changes;
    private final Set<String> passedBy;
    private final Set<String> leftOut;
    private final About about;

    /// @param changes by the base's names
    /// @param passedBy changes that are not floating point, which are not made
    /// @param leftOut changes that cannot be read or that the base has no tensor for
    /// @param dtypes gives the dtype of each floating-point tensor
    EditedModel(
            Checkpoint base,
            Naming naming,
            Vocabulary vocabulary,
            RowGrowth growth,
            Map<String, List<Summand>> changes,
            Set<String> passedBy,
            Set<String> leftOut,
            Function<Tensor, DType> dtypes,
            About about) {
        this.base = base;
        this.naming = naming;
        this.vocabulary = vocabulary;
        this.growth = growth;
        this.changes = Map.copyOf(changes);
        this.passedBy = passedBy;
        this.leftOut = leftOut;
        this.about = about;
        for (Tensor tensor : base.tensors()) {
            Tensor written =
                    tensor.dtype().isFloating()
                            ? new Tensor(tensor.name(), dtypes.apply(tensor), growth.shape(tensor))
                            : tensor;
            tensors.add(written);
            byName.put(written.name(), written);
        }
    }

    /// Puts a vector onto a base, in the dtypes of the base.
    ///
    /// @throws IOException as [#of(Checkpoint, Vector, Function, boolean)] does
    public static EditedModel of(Checkpoint base, Vector vector) throws IOException {
        return of(base, vector, Tensor::dtype);
    }

    /// Puts a vector onto a base, whole.
    ///
    /// @throws IOException as [#of(Checkpoint, Vector, Function, boolean)] does
    public static EditedModel of(Checkpoint base, Vector vector, Function<Tensor, DType> dtypes)
            throws IOException {
        return of(base, vector, dtypes, false);
    }

    /// Puts a vector onto a base, a [Combination] term by term. Both stay the caller's; closing the
    /// result closes neither.
    ///
    /// @param dtypes gives the floating-point dtype that each floating-point tensor of the base is
    ///   rounded to
    /// @param isPartial whether changes are left out that cannot be read or that the base has no
    ///   tensor for; without it only those of a head that the base lacks
    /// @throws Failure [VectorProblem#BASE_IS_A_VECTOR]; [CheckpointProblem#NOT_ITS_BASE] if the
    ///   vector changes a tensor that the base does not have in that shape; the vector's own
    ///   question, or [VectorProblem#INCOMPLETE], if some of its change cannot be read, since the
    ///   result would be another model; [VectorProblem#ROWS_APART] if the vocabulary would have
    ///   more rows in one tensor than in another
    /// @throws IOException if a head that may repeat its embedding cannot be read
    public static EditedModel of(
            Checkpoint base, Vector vector, Function<Tensor, DType> dtypes, boolean isPartial)
            throws IOException {
        List<Term> terms = Combination.terms(vector);
        return Overlay.of(base, terms.stream().map(Term::vector).toList(), isPartial)
                .model(terms.stream().map(Term::scale).toList(), dtypes);
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
        if (!leftOut.isEmpty()) {
            notes.add(
                    "left out, since the base has no such tensor or the change cannot be read: "
                            + Shown.of(String.join(", ", leftOut)));
        }
        growth.note(vocabulary).ifPresent(notes::add);
        boolean isMeant = base.about().config().flatMap(ModelConfig::tiedEmbeddings).orElse(false);
        if (!isMeant && naming.servesAsHead().filter(changes::containsKey).isPresent()) {
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

    @Override
    public Checkpoint base() {
        return base;
    }

    @Override
    public Set<String> changed() {
        return Set.copyOf(changes.keySet());
    }

    @Override
    public Optional<Grown> grown() {
        return growth.of(vocabulary);
    }

    /// Whether the vectors change two names of the base in the same way.
    public boolean isChangedAlike(String one, String other) {
        return changes.getOrDefault(one, List.of()).equals(changes.getOrDefault(other, List.of()));
    }

    /// Returns the summands that are added to the base's tensor of that name, in their order; empty
    /// if it is not changed.
    public List<Summand> summands(String name) {
        return changes.getOrDefault(name, List.of());
    }

    /// Measures what base and vectors need.
    @Override
    public void measure(Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        MeasuredFirst.measure(
                Stream.concat(
                                Stream.of(base),
                                changes.values().stream()
                                        .flatMap(List::stream)
                                        .map(Summand::vector))
                        .distinct()
                        .toList(),
                compute,
                progress,
                cancellation);
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        return reader(tensor, new Operands.Read(base));
    }

    /// Opens a reader of `tensor` that takes θ0 and τ from `operands`, for a caller that holds
    /// copies of them.
    ///
    /// @throws IOException as [#reader(Tensor)] does
    public TensorReader reader(Tensor tensor, Operands operands) throws IOException {
        Tensor from = source(tensor);
        List<Summand> summands = summands(tensor.name());
        return summands.isEmpty() && from.dtype() == tensor.dtype()
                ? operands.base(from)
                : Sum.onBase(tensor, base, operands, from, summands);
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        List<List<ReadAhead.Span>> all = new ArrayList<>();
        all.add(TensorSpans.within(base, source(tensor), first, count));
        summands(tensor.name()).forEach(summand -> all.add(summand.spans(first, count)));
        return TensorSpans.sideBySide(all);
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
        return Collections.unmodifiableList(tensors);
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
        Map<List<Summand>, Set<String>> byChange = new LinkedHashMap<>();
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
