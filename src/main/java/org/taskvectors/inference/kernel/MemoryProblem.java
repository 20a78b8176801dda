package org.taskvectors.inference.kernel;

import org.taskvectors.file.Problem;

/// What can go wrong with native memory.
public enum MemoryProblem implements Problem {
    /// The system has no room for a block.
    NOT_ENOUGH_MEMORY
}
