package org.taskvectors.checkpoint.open;

import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;

/// What a request names instead of an open checkpoint: where one lies, and what a person said of
/// it.
///
/// @param path its file or folder
/// @param said what a person said besides: the scale of an adapter, which one of several is meant
/// @param base the base that it is paired with; empty where there is none
public record Located(Path path, OpenOptions said, Optional<Located> base) {
    /// A place without a base.
    public Located(Path path, OpenOptions said) {
        this(path, said, Optional.empty());
    }

    /// A place of which nothing was said.
    public static Located of(Path path) {
        return new Located(path, OpenOptions.NONE);
    }

    /// Where an open checkpoint lies, and what a person said of it.
    ///
    /// @throws IllegalArgumentException where it exists only as a computation
    public static Located of(Checkpoint checkpoint) {
        return new Located(
                checkpoint
                        .path()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                checkpoint.name() + " lies nowhere")),
                checkpoint.about().said());
    }

    /// The same with the base that it is paired with.
    public Located on(Optional<Located> newBase) {
        return new Located(path, said, newBase);
    }

    /// Opens it by itself; only headers are read.
    ///
    /// @throws Failure where it cannot be opened
    public Checkpoint open() throws Failure {
        return Checkpoints.open(path, said);
    }

    /// Opens it with its base at hand where it is a vector that says more with it. A base that
    /// cannot be opened leaves the vector incomplete, which the vector itself says.
    ///
    /// @throws Failure where it cannot be opened itself
    public Opened openWithBase() throws Failure {
        Checkpoint own = open();
        if (!(own instanceof Vector vector) || !vector.needsBase() || base.isEmpty()) {
            return new Opened(own, Optional.empty(), own);
        }
        Optional<Checkpoint> below = openBase(base.get());
        return new Opened(own, below, below.<Checkpoint>map(vector::on).orElse(own));
    }

    private static Optional<Checkpoint> openBase(Located base) {
        try {
            return Optional.of(base.open());
        } catch (Failure e) {
            return Optional.empty();
        }
    }
}
