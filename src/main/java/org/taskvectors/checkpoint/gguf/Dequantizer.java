package org.taskvectors.checkpoint.gguf;

/// Turns blocks of a quantised type into the numbers that they stand for. Each number is computed
/// in float32, in the order of operations of llama.cpp's reference (`dequantize_row_*` in
/// ggml/src/ggml-quants.c), so that the bits are the same.
@FunctionalInterface
interface Dequantizer {
    /// @param blocks holds the blocks
    /// @param at where the first begins
    /// @param count how many there are
    /// @param into takes the numbers, from `to` on
    void decode(byte[] blocks, int at, int count, float[] into, int to);
}
