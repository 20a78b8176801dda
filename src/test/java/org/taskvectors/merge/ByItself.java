package org.taskvectors.merge;

import java.io.IOException;
import java.util.List;
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

/// A vector that changes each name of a tied weight by itself, as an adapter does, and may need its
/// base.
///
/// @param needed what it says that it lacks without a base
record ByItself(Vector of, List<Incomplete> needed) implements Vector {
    @Override
    public Vector on(Checkpoint base) {
        return new ByItself(of, List.of());
    }

    @Override
    public Optional<Checkpoint> base() {
        return Optional.empty();
    }

    @Override
    public List<Incomplete> incomplete() {
        return needed;
    }

    @Override
    public Kept kept(Tensor tensor) {
        return of.kept(tensor);
    }

    @Override
    public Optional<Failure> question() {
        return Optional.empty();
    }

    @Override
    public void requireReadable() {}

    @Override
    public boolean changesTied(Tensor tensor) {
        return false;
    }

    @Override
    public About about() {
        return of.about();
    }

    @Override
    public List<Tensor> tensors() {
        return of.tensors();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return of.tensor(name);
    }

    @Override
    public Stored stored(Tensor tensor) {
        return of.stored(tensor);
    }

    @Override
    public Tied tied() {
        return Tied.NONE;
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        return of.reader(tensor);
    }

    @Override
    public void close() {}
}
