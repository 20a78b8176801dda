package org.taskvectors.checkpoint.gguf;

/// The types with blocks of 32 weights and one scale each. A weight's low bits lie in 16 bytes,
/// weights 0 to 15 in the lower halves, 16 to 31 in the upper ones.
///
/// Source of the layouts: `block_q4_0` to `block_q8_0` in ggml/src/ggml-common.h of llama.cpp.
final class SmallBlocks {
    private static final int WEIGHTS = 32;
    private static final int HALF = 16;

    private SmallBlocks() {}

    /// Q4_0: d (float16), 16 bytes. w = d · (q − 8).
    static void q4Zero(byte[] blocks, int at, int count, float[] into, int to) {
        for (int b = 0; b < count; b++) {
            int from = at + 18 * b;
            float d = Bytes.half(blocks, from);
            nibbles(blocks, from + 2, d, 8, into, to + WEIGHTS * b);
        }
    }

    private static void nibbles(byte[] q, int from, float d, int zero, float[] into, int to) {
        for (int i = 0; i < HALF; i++) {
            into[to + i] = d * ((q[from + i] & 15) - zero);
        }
        for (int i = 0; i < HALF; i++) {
            into[to + HALF + i] = d * (((q[from + i] >> 4) & 15) - zero);
        }
    }

    /// Q4_1: d, m (float16), 16 bytes. w = d · q + m.
    static void q4One(byte[] blocks, int at, int count, float[] into, int to) {
        for (int b = 0; b < count; b++) {
            int from = at + 20 * b;
            float d = Bytes.half(blocks, from);
            float m = Bytes.half(blocks, from + 2);
            int q = from + 4;
            int out = to + WEIGHTS * b;
            for (int i = 0; i < HALF; i++) {
                into[out + i] = d * (blocks[q + i] & 15) + m;
            }
            for (int i = 0; i < HALF; i++) {
                into[out + HALF + i] = d * ((blocks[q + i] >> 4) & 15) + m;
            }
        }
    }

    /// Q5_0: d (float16), the fifth bits (32 bits, weight 0 lowest), 16 bytes. w = d · (q − 16).
    static void q5Zero(byte[] blocks, int at, int count, float[] into, int to) {
        for (int b = 0; b < count; b++) {
            int from = at + 22 * b;
            float d = Bytes.half(blocks, from);
            int high = Bytes.word(blocks, from + 2);
            int q = from + 6;
            int out = to + WEIGHTS * b;
            for (int i = 0; i < HALF; i++) {
                int low = blocks[q + i] & 15;
                into[out + i] = d * ((low | (((high >>> i) & 1) << 4)) - 16);
            }
            for (int i = 0; i < HALF; i++) {
                int low = (blocks[q + i] >> 4) & 15;
                into[out + HALF + i] = d * ((low | (((high >>> (i + HALF)) & 1) << 4)) - 16);
            }
        }
    }

    /// Q5_1: d, m (float16), the fifth bits, 16 bytes. w = d · q + m.
    static void q5One(byte[] blocks, int at, int count, float[] into, int to) {
        for (int b = 0; b < count; b++) {
            int from = at + 24 * b;
            float d = Bytes.half(blocks, from);
            float m = Bytes.half(blocks, from + 2);
            int high = Bytes.word(blocks, from + 4);
            int q = from + 8;
            int out = to + WEIGHTS * b;
            for (int i = 0; i < HALF; i++) {
                int low = blocks[q + i] & 15;
                into[out + i] = d * (low | (((high >>> i) & 1) << 4)) + m;
            }
            for (int i = 0; i < HALF; i++) {
                int low = (blocks[q + i] >> 4) & 15;
                into[out + HALF + i] = d * (low | (((high >>> (i + HALF)) & 1) << 4)) + m;
            }
        }
    }

    /// Q8_0: d (float16), 32 signed bytes. w = q · d.
    static void q8Zero(byte[] blocks, int at, int count, float[] into, int to) {
        for (int b = 0; b < count; b++) {
            int from = at + 34 * b;
            float d = Bytes.half(blocks, from);
            int out = to + WEIGHTS * b;
            for (int i = 0; i < WEIGHTS; i++) {
                into[out + i] = blocks[from + 2 + i] * d;
            }
        }
    }
}
