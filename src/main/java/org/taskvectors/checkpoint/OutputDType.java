package org.taskvectors.checkpoint;

import java.util.Locale;
import org.taskvectors.tensor.DType;

/// The dtype that a vector is stored in.
public enum OutputDType {
    FLOAT32,
    BFLOAT16,
    FLOAT16,
    /// The wider of the two sides, tensor by tensor; bfloat16 if both have 8 bits; float32 for
    /// float16 and bfloat16, of which neither holds the other. A quantised side counts as one of 8
    /// bits, though its numbers are read as float32.
    SOURCE;

    /// Returns the dtype for one pair of floating-point sides.
    public DType of(DType base, DType tuned) {
        return switch (this) {
            case FLOAT32 -> DType.F32;
            case BFLOAT16 -> DType.BF16;
            case FLOAT16 -> DType.F16;
            case SOURCE -> DType.wider(base, tuned);
        };
    }

    /// Returns the dtype that a side's tensor counts as in this choice: a quantised tensor has at
    /// most 8 bits of information, though its numbers are float32.
    public static DType counted(Checkpoint side, Tensor tensor) {
        return side.stored(tensor).encoding().isPresent() ? DType.F8_E4M3 : tensor.dtype();
    }

    /// Returns the word on the command line: `bfloat16`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
