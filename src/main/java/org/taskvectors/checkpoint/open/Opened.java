package org.taskvectors.checkpoint.open;

import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;

/// An open checkpoint, a vector possibly with its base. Closing closes both.
public final class Opened implements AutoCloseable {
    private final Checkpoint own;
    private final Optional<Checkpoint> base;
    private final Checkpoint checkpoint;

    Opened(Checkpoint own, Optional<Checkpoint> base, Checkpoint checkpoint) {
        this.own = own;
        this.base = base;
        this.checkpoint = checkpoint;
    }

    /// Returns the checkpoint.
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    @Override
    public void close() {
        own.close();
        base.ifPresent(Checkpoint::close);
    }
}
