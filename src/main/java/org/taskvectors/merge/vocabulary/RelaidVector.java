package org.taskvectors.merge.vocabulary;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.LowRankFactors;

/// A vector, with its base, whose changes of embedding and head have the rows of a merge's
/// vocabulary. Everything else is the vector's.
final class RelaidVector implements Vector {
    private final Vector vector;
    private final Checkpoint base;
    private final Map<String, LaidTensor> laid;
    private final List<Tensor> tensors = new ArrayList<>();

    /// @param vector on its base
    /// @param base the base with the new rows
    /// @param laid the tensors with other rows, by the vector's names
    RelaidVector(Vector vector, Checkpoint base, Map<String, LaidTensor> laid) {
        this.vector = vector;
        this.base = base;
        this.laid = new LinkedHashMap<>(laid);
        for (Tensor tensor : vector.tensors()) {
            LaidTensor found = laid.get(tensor.name());
            tensors.add(found == null ? tensor : found.tensor());
        }
    }

    /// Returns this vector: it was laid on its base.
    @Override
    public Vector on(Checkpoint newBase) {
        return this;
    }

    @Override
    public Optional<Checkpoint> base() {
        return Optional.of(base);
    }

    @Override
    public List<Incomplete> incomplete() {
        return vector.incomplete();
    }

    @Override
    public Kept kept(Tensor tensor) {
        LaidTensor found = laid.get(tensor.name());
        return found == null ? vector.kept(tensor) : Kept.asElements(DType.F32, 0);
    }

    @Override
    public LowRankFactors factors(Tensor tensor, Arena memory) throws IOException {
        return vector.factors(tensor, memory);
    }

    @Override
    public boolean changesTied(Tensor tensor) {
        return vector.changesTied(vector.tensor(tensor.name()).orElse(tensor));
    }

    @Override
    public Optional<Failure> question() {
        return vector.question();
    }

    @Override
    public void requireReadable() throws Failure {
        vector.requireReadable();
    }

    @Override
    public About about() {
        return vector.about();
    }

    @Override
    public List<Tensor> tensors() {
        return List.copyOf(tensors);
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        LaidTensor found = laid.get(name);
        return found == null ? vector.tensor(name) : Optional.of(found.tensor());
    }

    @Override
    public Stored stored(Tensor tensor) {
        return laid.containsKey(tensor.name()) ? Stored.NOWHERE : vector.stored(tensor);
    }

    @Override
    public Tied tied() {
        return vector.tied();
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        LaidTensor found = laid.get(tensor.name());
        return found == null ? vector.reader(tensor) : found.reader();
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        LaidTensor found = laid.get(tensor.name());
        return found == null ? vector.spans(tensor, first, count) : found.spans(first, count);
    }

    /// Does nothing: the vector is the caller's.
    @Override
    public void close() {}
}
