package org.taskvectors.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.taskvectors.job.CancelledException;

/// Takes the bytes of a file in their order, each of them once.
@FunctionalInterface
public interface Sink {
    /// Takes all of `bytes`, which are another's afterwards.
    void write(ByteBuffer bytes) throws IOException, CancelledException;
}
