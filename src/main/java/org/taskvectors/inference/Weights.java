package org.taskvectors.inference;

import java.lang.foreign.MemorySegment;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// The weights of one tensor in native memory, row-major, beginning at a multiple of 64 bytes. Base
/// and edited model share those that no vector changes.
///
/// @param memory its bytes
/// @param dtype BF16 or F32; float16 is held as the same numbers in F32
/// @param shape of the tensor
public record Weights(MemorySegment memory, DType dtype, Shape shape) {}
