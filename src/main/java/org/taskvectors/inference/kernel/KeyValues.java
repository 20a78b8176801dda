package org.taskvectors.inference.kernel;

import java.lang.foreign.MemorySegment;
import org.taskvectors.tensor.DType;

/// Keys and values of one key head of one layer, each positions × head width without gaps.
///
/// @param keys from position 0 on
/// @param values from position 0 on
/// @param dtype of both: BF16 or F32
public record KeyValues(MemorySegment keys, MemorySegment values, DType dtype) {}
