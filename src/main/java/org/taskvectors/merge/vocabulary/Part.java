package org.taskvectors.merge.vocabulary;

import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;

/// A tensor whose rows are read.
record Part(Checkpoint checkpoint, Tensor tensor) {}
