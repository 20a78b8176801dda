package org.taskvectors.checkpoint.open;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;

/// The place of a checkpoint and the options to open it with; requests name this instead of open
/// checkpoints.
///
/// @param path its file or folder
/// @param said the options that a person gave: the scale of an adapter, which one of several
/// @param base the base that it is paired with; empty if there is none
public record Located(Path path, OpenOptions said, Optional<Located> base) {
    /// A place without a base.
    public Located(Path path, OpenOptions said) {
        this(path, said, Optional.empty());
    }

    /// Returns a place without options.
    public static Located of(Path path) {
        return new Located(path, OpenOptions.NONE);
    }

    /// Returns the place of an open checkpoint, with the options that it was opened with.
    ///
    /// @throws IllegalArgumentException if it is computed and does not lie on disk
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

    /// Returns the same with a base that it is paired with.
    public Located on(Optional<Located> newBase) {
        return new Located(path, said, newBase);
    }

    /// Returns the same as what stands where a model is asked for: a document that describes a
    /// change of a base is opened as the base with the change. Anything else opens as it is, and a
    /// vector among it is refused by who asks.
    public Located asModel() {
        return Formats.ALL.isComputed(path)
                ? new Located(path, said.withAsModel(true), base)
                : this;
    }

    /// Returns the most bytes of memory that are held ahead of those who read these; 0 where all of
    /// them lie on this machine.
    public static long readAhead(Stream<Located> read) {
        return ReadAhead.memory(
                read.flatMap(one -> Stream.concat(Stream.of(one), one.base().stream()))
                        .map(Located::path));
    }

    /// Opens it without its base; reads only headers.
    ///
    /// @throws Failure if it cannot be opened
    public Checkpoint open() throws Failure {
        return Checkpoints.open(path, said);
    }

    /// Opens it, with its base if it is a vector of which more can be read then. If the base cannot
    /// be opened, the vector stays incomplete, and lists what is missing.
    ///
    /// @throws Failure if it cannot be opened itself
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
            return Optional.of(base.asModel().open());
        } catch (Failure e) {
            return Optional.empty();
        }
    }
}
