package org.taskvectors.checkpoint;

import java.util.Locale;
import org.taskvectors.tensor.DType;

/// The dtype that a vector is stored in.
public enum OutputDType {
    FLOAT32,
    BFLOAT16,
    FLOAT16,
    /// The wider of the two sides, tensor by tensor; bfloat16 where both have 8 bits; float32 where
    /// one is float16 and the other bfloat16, since neither holds the other. A quantised side
    /// counts as one of 8 bits, though its numbers are read as float32.
    SOURCE;

    /// The dtype for one pair of floating-point sides.
    public DType of(DType base, DType tuned) {
        return switch (this) {
            case FLOAT32 -> DType.F32;
            case BFLOAT16 -> DType.BF16;
            case FLOAT16 -> DType.F16;
            case SOURCE -> DType.wider(base, tuned);
        };
    }

    /// The dtype that a tensor of a side counts as in this choice: what was quantised has no more
    /// than 8 bits to give, though its numbers are float32.
    public static DType counted(Checkpoint side, Tensor tensor) {
        return side.stored(tensor).encoding().isPresent() ? DType.F8_E4M3 : tensor.dtype();
    }

    /// The word on the command line: `bfloat16`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
