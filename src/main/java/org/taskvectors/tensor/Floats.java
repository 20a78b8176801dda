package org.taskvectors.tensor;

import java.lang.foreign.MemorySegment;

/// Turns stored elements into floats and back, as [Numbers] does, bit for bit; bfloat16 of large
/// work by vector code, which takes a quarter of the time.
public sealed interface Floats {
    /// Returns the one for work of so many bytes: small work ends before vector code is compiled.
    static Floats of(long bytesToRead) {
        return bytesToRead < VectorKernels.WORTHWHILE || !Fused.IN_HARDWARE
                ? new Scalar()
                : new InVectors();
    }

    /// Reads `count` elements as floats; float64 is rounded.
    default void decode(DType dtype, MemorySegment bytes, int count, float[] into) {
        Numbers.decode(dtype, bytes, count, into);
    }

    /// Writes `count` floats of which none is NaN, each rounded once.
    default void encodeNumbers(float[] values, int count, DType dtype, MemorySegment into) {
        Numbers.encodeNumbers(values, count, dtype, into);
    }

    /// Small work.
    record Scalar() implements Floats {}

    /// Large work.
    record InVectors() implements Floats {
        @Override
        public void decode(DType dtype, MemorySegment bytes, int count, float[] into) {
            if (dtype == DType.BF16) {
                VectorFloats.decode(bytes, count, into);
            } else {
                Numbers.decode(dtype, bytes, count, into);
            }
        }

        @Override
        public void encodeNumbers(float[] values, int count, DType dtype, MemorySegment into) {
            if (dtype == DType.BF16) {
                VectorFloats.encode(values, count, into);
            } else {
                Numbers.encodeNumbers(values, count, dtype, into);
            }
        }
    }
}
