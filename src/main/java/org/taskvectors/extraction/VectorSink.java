package org.taskvectors.extraction;

import java.lang.foreign.MemorySegment;
import org.taskvectors.file.Failure;

/// Where the bytes of a vector go. The pass does not know whether it is a new file, and the
/// benchmark times it without the file system's allocation.
@FunctionalInterface
public interface VectorSink {
    /// Writes at that place of the file; called by several threads at once.
    void write(long position, MemorySegment bytes) throws Failure;
}
