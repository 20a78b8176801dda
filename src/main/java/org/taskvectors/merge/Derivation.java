package org.taskvectors.merge;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.merge.method.Derived;
import org.taskvectors.tensor.DType;

/// Numbers that follow from the ingredients of a merge, as float32 tensors that a pass can read.
final class Derivation implements Checkpoint {
    private final Derived derived;
    private final Map<String, MergeRow> rows = new LinkedHashMap<>();
    private final About about;

    /// @param about of the merge, for its files
    Derivation(Derived derived, List<MergeRow> rows, About about) {
        this.derived = derived;
        rows.forEach(row -> this.rows.put(row.output().name(), row));
        this.about = about;
    }

    /// Returns what is derived of a row.
    static Tensor of(MergeRow row) {
        return new Tensor(row.output().name(), DType.F32, row.output().shape());
    }

    @Override
    public About about() {
        return about;
    }

    @Override
    public List<Tensor> tensors() {
        return rows.values().stream().map(Derivation::of).toList();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(rows.get(name)).map(Derivation::of);
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
        if (row == null) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " is not in " + name());
        }
        return row.reader(of(row), derived.rule(row.slot()), false);
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        MergeRow row = rows.get(tensor.name());
        return row == null ? List.of() : row.spans(first, count);
    }

    /// Does nothing: the ingredients are the caller's.
    @Override
    public void close() {}
}
