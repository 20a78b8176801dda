package org.taskvectors.checkpoint.quantized;

import java.util.List;
import java.util.Optional;

/// The two types of bitsandbytes' four bits. Their tables are facts of the formats
/// (`bitsandbytes.functional.get_4bit_type`, 0.50; NF4: Dettmers et al. 2023, QLoRA, appendix E).
public enum FourBitType {
    NF4,
    FP4;

    private static final List<Float> NF4_NUMBERS =
            List.of(
                    -1f,
                    -0.6961928f,
                    -0.52507305f,
                    -0.3949175f,
                    -0.28444138f,
                    -0.18477343f,
                    -0.091050036f,
                    0f,
                    0.0795803f,
                    0.1609302f,
                    0.2461123f,
                    0.33791524f,
                    0.44070983f,
                    0.562617f,
                    0.72295684f,
                    1f);

    private static final List<Float> FP4_NUMBERS =
            List.of(
                    0f,
                    0.0625f / 12,
                    8f / 12,
                    1f,
                    4f / 12,
                    6f / 12,
                    2f / 12,
                    3f / 12,
                    -0f,
                    -0.0625f / 12,
                    -8f / 12,
                    -1f,
                    -4f / 12,
                    -6f / 12,
                    -2f / 12,
                    -3f / 12);

    String label() {
        return name();
    }

    /// Returns the number of a code before it is scaled.
    public float number(int code) {
        return switch (this) {
            case NF4 -> NF4_NUMBERS.get(code);
            case FP4 -> FP4_NUMBERS.get(code);
        };
    }

    /// Returns the type that a state calls `word`; empty if there is none.
    static Optional<FourBitType> of(String word) {
        return switch (word) {
            case "nf4" -> Optional.of(NF4);
            case "fp4" -> Optional.of(FP4);
            default -> Optional.empty();
        };
    }
}
