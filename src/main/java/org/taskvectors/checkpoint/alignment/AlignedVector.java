package org.taskvectors.checkpoint.alignment;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Kept;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.LowRankFactors;

/// A vector in the names and the layout of the base that it is put onto.
public final class AlignedVector extends AlignedCheckpoint implements Vector {
    private final Vector source;

    /// @param source the vector that `alignment` was made for as the source; it stays the caller's
    public AlignedVector(Vector source, Alignment alignment) {
        super(source, alignment);
        this.source = source;
    }

    /// Returns this vector: it was aligned with its base.
    @Override
    public Vector on(Checkpoint base) {
        return this;
    }

    @Override
    public Optional<Checkpoint> base() {
        return source.base();
    }

    @Override
    public List<Incomplete> incomplete() {
        return source.incomplete();
    }

    @Override
    public Kept kept(Tensor tensor) {
        Kept own = source.kept(first(tensor));
        boolean isFactored = own.isFactored() && isWhole(tensor);
        return new Kept(
                own.dtype(), own.bytes(), own.rank(), own.scale(), own.isIndependent(), isFactored);
    }

    @Override
    public Optional<Failure> question() {
        return source.question();
    }

    @Override
    public void requireReadable() throws Failure {
        source.requireReadable();
    }

    @Override
    public LowRankFactors factors(Tensor tensor, Arena memory) throws IOException {
        if (!kept(tensor).isFactored()) {
            throw new IllegalArgumentException(tensor.name() + " is no product of factors");
        }
        return source.factors(first(tensor), memory);
    }
}
