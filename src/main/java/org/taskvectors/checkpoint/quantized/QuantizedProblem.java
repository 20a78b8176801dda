package org.taskvectors.checkpoint.quantized;

import org.taskvectors.file.Problem;

/// What can be wrong with the parts of a quantised tensor. A format that is unknown here is no
/// problem: its tensors are shown as they are stored and left out by name.
public enum QuantizedProblem implements Problem {
    /// The state of a bitsandbytes tensor is not JSON, or holds a value that bitsandbytes never
    /// writes.
    STATE_MALFORMED,
    /// The state names a type that is neither NF4 nor FP4.
    UNKNOWN_TYPE,
    /// A part has another number of elements, or another dtype, than the tensor's shape calls for.
    PART_DOES_NOT_FIT,
    /// The table of numbers that codes stand for is not the one of the type that the state names.
    OTHER_TABLE
}
