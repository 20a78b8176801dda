package org.taskvectors.checkpoint.gguf;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.tensor.DType;

/// The types that a tensor of a GGUF file can have: plain ones, quantised ones that are read as
/// numbers, and quantised ones that are carried as bytes.
///
/// Source of numbers, blocks and bytes: `enum ggml_type` in ggml/include/ggml.h and
/// `GGML_QUANT_SIZES` of the Python package gguf 0.19.
///
/// The relative errors are those of llama.cpp's own quantisers without an importance matrix for 2²²
/// independent Gaussian weights in rows of 4,096, measured by
/// `src/test/oracle/gguf/gaussian_errors.py`; they do not depend on the weights' scale as long as
/// float16 holds the blocks' scales.
@SuppressWarnings("ImmutableEnumChecker") // dequantisers are functions without state
enum GgmlType {
    F32(0, DType.F32),
    F16(1, DType.F16),
    Q4_0(2, 32, 18, 0.08595, SmallBlocks::q4Zero),
    Q4_1(3, 32, 20, 0.07821, SmallBlocks::q4One),
    Q5_0(6, 32, 22, 0.04269, SmallBlocks::q5Zero),
    Q5_1(7, 32, 24, 0.03784, SmallBlocks::q5One),
    Q8_0(8, 32, 34, 0.005353, SmallBlocks::q8Zero),
    /// 36 bytes in llama.cpp, 40 in its Python package: llama.cpp makes it while a model runs and
    /// never stores it.
    Q8_1(9, 32, 36),
    Q2_K(10, 256, 84, 0.2967, LargeBlocks::q2),
    Q3_K(11, 256, 110, 0.1510, LargeBlocks::q3),
    Q4_K(12, 256, 144, 0.07133, LargeBlocks::q4),
    Q5_K(13, 256, 176, 0.03612, LargeBlocks::q5),
    Q6_K(14, 256, 210, 0.01776, LargeBlocks::q6),
    Q8_K(15, 256, 292, Double.NaN, LargeBlocks::q8),
    IQ2_XXS(16, 256, 66),
    IQ2_XS(17, 256, 74),
    IQ3_XXS(18, 256, 98, 0.2131),
    IQ1_S(19, 256, 50),
    IQ4_NL(20, 32, 18, 0.07613),
    IQ3_S(21, 256, 110, 0.1660),
    IQ2_S(22, 256, 82, 0.2648),
    IQ4_XS(23, 256, 136, 0.07672),
    I8(24, DType.I8),
    I16(25, DType.I16),
    I32(26, DType.I32),
    I64(27, DType.I64),
    F64(28, DType.F64),
    IQ1_M(29, 256, 56),
    BF16(30, DType.BF16),
    TQ1_0(34, 256, 54, 0.8070),
    TQ2_0(35, 256, 66, 0.8070),
    MXFP4(39, 32, 17, 0.1141),
    NVFP4(40, 64, 36),
    Q1_0(41, 128, 18);

    private final int number;
    private final int blockWeights;
    private final int blockBytes;
    private final double relativeError;
    private final @Nullable DType plain;
    private final @Nullable Dequantizer dequantizer;

    GgmlType(int number, DType plain) {
        this(number, 1, plain.bytes(), Double.NaN, plain, null);
    }

    GgmlType(int number, int blockWeights, int blockBytes) {
        this(number, blockWeights, blockBytes, Double.NaN, null, null);
    }

    GgmlType(int number, int blockWeights, int blockBytes, double relativeError) {
        this(number, blockWeights, blockBytes, relativeError, null, null);
    }

    GgmlType(
            int number,
            int blockWeights,
            int blockBytes,
            double relativeError,
            Dequantizer dequantizer) {
        this(number, blockWeights, blockBytes, relativeError, null, dequantizer);
    }

    GgmlType(
            int number,
            int blockWeights,
            int blockBytes,
            double relativeError,
            @Nullable DType plain,
            @Nullable Dequantizer dequantizer) {
        this.number = number;
        this.blockWeights = blockWeights;
        this.blockBytes = blockBytes;
        this.relativeError = relativeError;
        this.plain = plain;
        this.dequantizer = dequantizer;
    }

    static Optional<GgmlType> of(long number) {
        for (GgmlType type : values()) {
            if (type.number == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /// Returns the name that an older version of the format gave this number; empty if none did.
    static String removed(long number) {
        return switch ((int) Math.min(number, Integer.MAX_VALUE)) {
            case 4 -> "Q4_2";
            case 5 -> "Q4_3";
            case 31 -> "Q4_0_4_4";
            case 32 -> "Q4_0_4_8";
            case 33 -> "Q4_0_8_8";
            case 36 -> "IQ4_NL_4_4";
            case 37 -> "IQ4_NL_4_8";
            case 38 -> "IQ4_NL_8_8";
            default -> "";
        };
    }

    /// Returns the weights in one block; 1 for plain types.
    int blockWeights() {
        return blockWeights;
    }

    /// Returns the bytes of one block.
    int blockBytes() {
        return blockBytes;
    }

    double bitsPerWeight() {
        return 8.0 * blockBytes / blockWeights;
    }

    /// Returns the expected ‖quantised − exact‖ / ‖exact‖ of Gaussian weights; NaN if it is not
    /// known.
    double relativeError() {
        return relativeError;
    }

    /// Returns the dtype of a plain type's elements; null for a quantised type.
    @Nullable DType plain() {
        return plain;
    }

    /// Returns the decoder of the type's blocks; null for a plain type, and for a type that this
    /// program does not decode.
    @Nullable Dequantizer dequantizer() {
        return dequantizer;
    }

    boolean isQuantized() {
        return plain == null;
    }

    /// Whether this program reads the type's numbers; otherwise it shows the bytes.
    boolean isRead() {
        return plain != null || dequantizer != null;
    }
}
