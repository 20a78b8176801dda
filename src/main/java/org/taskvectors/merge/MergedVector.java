package org.taskvectors.merge;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Kept;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.merge.method.MethodProblem;
import org.taskvectors.merge.method.Rules;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.tensor.DType;

/// A vector that a method makes of several, computed block by block in float32 on reading. What the
/// method needed was measured before; the vectors are read again for every block, and nothing is
/// held.
///
/// It is by the names of the base that it was merged for, and holds a weight with several names
/// once. Without a base it is by the names of the first vector that holds a tensor.
public final class MergedVector implements Vector {
    private final List<Vector> vectors;
    private final Optional<Checkpoint> base;
    private final Map<String, MergeRow> rows = new LinkedHashMap<>();
    private final Rules rules;
    private final boolean takesNotFinite;
    private final Set<String> apart;
    private final List<Incomplete> incomplete;
    private final Optional<Failure> question;
    private final About about;
    private final boolean isDelta;

    /// @param laid what is merged
    /// @param takesNotFinite whether NaN and infinity go through
    /// @param question what keeps it from being read; empty if nothing
    MergedVector(
            LaidVectors laid,
            Rules rules,
            boolean takesNotFinite,
            About about,
            Optional<Failure> question) {
        this.vectors = laid.vectors();
        this.base = laid.base();
        this.rules = rules;
        this.takesNotFinite = takesNotFinite;
        this.apart = laid.apart();
        this.incomplete = laid.incomplete();
        this.about = about;
        this.question = question;
        this.isDelta = false;
        laid.rows().forEach(row -> rows.put(row.output().name(), row));
    }

    /// The difference of two models.
    ///
    /// @param laid the base, and the other one
    static MergedVector delta(LaidVectors laid, Rules rules, About about) {
        return new MergedVector(
                new MergedVector(laid, rules, true, about, Optional.empty()),
                Optional.empty(),
                true);
    }

    private MergedVector(MergedVector from, Optional<Failure> question, boolean isDelta) {
        vectors = from.vectors;
        base = from.base;
        rows.putAll(from.rows);
        rules = from.rules;
        takesNotFinite = from.takesNotFinite;
        apart = from.apart;
        incomplete = from.incomplete;
        about = from.about;
        this.question = question;
        this.isDelta = isDelta;
    }

    /// Returns the vectors that it is made of, in their order.
    public List<Vector> vectors() {
        return vectors;
    }

    /// Returns its tensors as the method knows them.
    List<Slot> slots() {
        return rows.values().stream().map(MergeRow::slot).toList();
    }

    /// Returns this vector: its base was given when it was merged, or none of its vectors needs
    /// one. One that was merged without a base that its vectors need has a [#question] then, since
    /// with a base they are other numbers, which were not measured.
    @Override
    public Vector on(Checkpoint newBase) {
        if (base.isPresent() || vectors.stream().noneMatch(Vector::needsBase)) {
            return this;
        }
        return new MergedVector(
                this,
                Optional.of(
                        Failure.of(
                                MethodProblem.OTHER_BASE,
                                null,
                                "this was merged without a base, and one of its vectors needs it",
                                "Merge the vectors again with the base")),
                isDelta);
    }

    @Override
    public Optional<Checkpoint> base() {
        return base;
    }

    @Override
    public List<Incomplete> incomplete() {
        return incomplete;
    }

    @Override
    public Kept kept(Tensor tensor) {
        return Kept.asElements(DType.F32, 0);
    }

    /// Whether all names of the weight are changed alike; not those that a vector changes each by
    /// itself.
    @Override
    public boolean changesTied(Tensor tensor) {
        return !apart.contains(tensor.name());
    }

    @Override
    public Optional<Failure> question() {
        return question.or(
                () -> vectors.stream().map(Vector::question).flatMap(Optional::stream).findFirst());
    }

    @Override
    public void requireReadable() throws Failure {
        for (Vector vector : vectors) {
            vector.requireReadable();
        }
    }

    @Override
    public About about() {
        return about;
    }

    @Override
    public List<Tensor> tensors() {
        return rows.values().stream().map(MergeRow::output).toList();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(rows.get(name)).map(MergeRow::output);
    }

    @Override
    public Stored stored(Tensor tensor) {
        return Stored.NOWHERE;
    }

    @Override
    public Tied tied() {
        return Tied.NONE;
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        MergeRow row = rows.get(tensor.name());
        if (row == null || !row.output().equals(tensor)) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " is not in " + name());
        }
        TensorReader whole = row.reader(tensor, rules.rule(row.slot()), takesNotFinite);
        return isDelta ? delta(row, whole) : whole;
    }

    private static TensorReader delta(MergeRow row, TensorReader whole) throws IOException {
        Ingredient from = row.ingredients().getFirst().orElseThrow();
        Ingredient to = row.ingredients().getLast().orElseThrow();
        if (from.tensor().elements() != to.tensor().elements()) {
            return whole;
        }
        try {
            return new DeltaReader(from, to, whole);
        } catch (IOException | RuntimeException | Error e) {
            whole.close();
            throw e;
        }
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        MergeRow row = rows.get(tensor.name());
        return row == null ? List.of() : row.spans(first, count);
    }

    /// Does nothing: the vectors are the caller's.
    @Override
    public void close() {}
}
