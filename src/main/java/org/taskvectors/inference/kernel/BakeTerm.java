package org.taskvectors.inference.kernel;

import java.lang.foreign.MemorySegment;
import org.taskvectors.tensor.DType;

/// One λ·τ of a sum.
///
/// @param memory the numbers of τ, from its first element on
/// @param dtype of them: BF16, F16 or F32
/// @param lambda λ, rounded to float32; 0 leaves the term out
public record BakeTerm(MemorySegment memory, DType dtype, float lambda) {}
