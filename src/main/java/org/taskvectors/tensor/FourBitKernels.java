package org.taskvectors.tensor;

/// Turns codes of four bits into the numbers that they stand for, each times its block's scale and
/// rounded to float32. All implementations give the same bits. Safe for several threads at once.
public interface FourBitKernels {
    /// How many numbers four bits can stand for.
    int CODES = 16;

    /// Decodes adjacent whole blocks, two codes a byte, the upper half first: `weights[to + i] =
    /// numbers[code i] · scales[scalesAt + i / (2·blockBytes)]`.
    ///
    /// @param codes packed, `blocks · blockBytes` from index `at` on
    /// @param numbers [#CODES] of them
    /// @param scales one for each block
    void decode(
            byte[] codes,
            int at,
            int blocks,
            int blockBytes,
            float[] numbers,
            float[] scales,
            int scalesAt,
            float[] weights,
            int to);
}
