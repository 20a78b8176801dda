package org.taskvectors.checkpoint.gguf;

/// The "K" types: blocks of 256 weights in groups of 16 or 32, each group with a scale (and for
/// some a minimum) of few bits, which one or two float16 of the block scale in turn.
///
/// Source of the layouts: `block_q2_K` to `block_q8_K` in ggml/src/ggml-common.h of llama.cpp.
final class LargeBlocks {
    private static final int WEIGHTS = 256;

    private LargeBlocks() {}

    /// Q2_K: 16 bytes of scales (low half the scale, high half the minimum), 64 bytes of weights,
    /// d, dmin (float16). w = d · s · q − dmin · m, in groups of 16.
    static void q2(byte[] blocks, int at, int count, float[] into, int to) {
        for (int b = 0; b < count; b++) {
            int from = at + 84 * b;
            float d = Bytes.half(blocks, from + 80);
            float dmin = Bytes.half(blocks, from + 82);
            for (int group = 0; group < 16; group++) {
                int scale = blocks[from + group];
                // 128 weights share 32 bytes: two bits of each byte for every 32 of them.
                int q = from + 16 + 32 * (group >> 3) + 16 * (group & 1);
                int shift = ((group >> 1) & 3) * 2;
                float dl = d * (scale & 15);
                float ml = dmin * ((scale >> 4) & 15);
                int out = to + WEIGHTS * b + 16 * group;
                for (int i = 0; i < 16; i++) {
                    into[out + i] = dl * ((blocks[q + i] >> shift) & 3) - ml;
                }
            }
        }
    }

    /// Q3_K: 32 bytes of third bits, 64 bytes of low bits, 12 bytes of 6-bit scales, d (float16). w
    /// = d · (s − 32) · (q − 4 where the third bit is 0), in groups of 16.
    static void q3(byte[] blocks, int at, int count, float[] into, int to) {
        for (int b = 0; b < count; b++) {
            int from = at + 110 * b;
            float d = Bytes.half(blocks, from + 108);
            int scales = from + 96;
            for (int group = 0; group < 16; group++) {
                int low = (blocks[scales + (group & 7)] >> ((group >> 3) * 4)) & 15;
                int high = (blocks[scales + 8 + (group & 3)] >> ((group >> 2) * 2)) & 3;
                float dl = d * ((low | (high << 4)) - 32);
                int third = from + 16 * (group & 1);
                int q = from + 32 + 32 * (group >> 3) + 16 * (group & 1);
                int shift = ((group >> 1) & 3) * 2;
                int bit = group >> 1;
                int out = to + WEIGHTS * b + 16 * group;
                for (int i = 0; i < 16; i++) {
                    int absent = ~(blocks[third + i] >> bit) & 1;
                    into[out + i] = dl * (((blocks[q + i] >> shift) & 3) - (absent << 2));
                }
            }
        }
    }

    /// The 6-bit scale of group 0 to 7 in the 12 bytes that Q4_K and Q5_K have for scales and
    /// minima.
    private static int scale(byte[] blocks, int scales, int group) {
        return group < 4
                ? blocks[scales + group] & 63
                : (blocks[scales + 4 + group] & 15)
                        | (((blocks[scales + group - 4] >> 6) & 3) << 4);
    }

    /// The 6-bit minimum of group 0 to 7.
    private static int minimum(byte[] blocks, int scales, int group) {
        return group < 4
                ? blocks[scales + 4 + group] & 63
                : ((blocks[scales + 4 + group] >> 4) & 15)
                        | (((blocks[scales + group] >> 6) & 3) << 4);
    }

    /// Q4_K: d, dmin (float16), 12 bytes of scales and minima, 128 bytes of weights. w = d · s · q
    /// − dmin · m, in groups of 32.
    static void q4(byte[] blocks, int at, int count, float[] into, int to) {
        for (int b = 0; b < count; b++) {
            int from = at + 144 * b;
            float d = Bytes.half(blocks, from);
            float dmin = Bytes.half(blocks, from + 2);
            for (int group = 0; group < 8; group++) {
                float dl = d * scale(blocks, from + 4, group);
                float ml = dmin * minimum(blocks, from + 4, group);
                int q = from + 16 + 32 * (group >> 1);
                int shift = (group & 1) * 4;
                int out = to + WEIGHTS * b + 32 * group;
                for (int i = 0; i < 32; i++) {
                    into[out + i] = dl * ((blocks[q + i] >> shift) & 15) - ml;
                }
            }
        }
    }

    /// Q5_K: d, dmin (float16), 12 bytes of scales and minima, 32 bytes of fifth bits, 128 bytes of
    /// weights. w = d · s · q − dmin · m, in groups of 32.
    static void q5(byte[] blocks, int at, int count, float[] into, int to) {
        for (int b = 0; b < count; b++) {
            int from = at + 176 * b;
            float d = Bytes.half(blocks, from);
            float dmin = Bytes.half(blocks, from + 2);
            for (int group = 0; group < 8; group++) {
                float dl = d * scale(blocks, from + 4, group);
                float ml = dmin * minimum(blocks, from + 4, group);
                int fifth = from + 16;
                int bit = group;
                int q = from + 48 + 32 * (group >> 1);
                int shift = (group & 1) * 4;
                int out = to + WEIGHTS * b + 32 * group;
                for (int i = 0; i < 32; i++) {
                    int high = (blocks[fifth + i] >> bit) & 1;
                    into[out + i] = dl * (((blocks[q + i] >> shift) & 15) | (high << 4)) - ml;
                }
            }
        }
    }

    /// Q6_K: 128 bytes of low bits, 64 bytes of high bits, 16 signed scales, d (float16). w = d · s
    /// · (q − 32), in groups of 16.
    static void q6(byte[] blocks, int at, int count, float[] into, int to) {
        for (int b = 0; b < count; b++) {
            int from = at + 210 * b;
            float d = Bytes.half(blocks, from + 208);
            for (int group = 0; group < 16; group++) {
                float dl = d * blocks[from + 192 + group];
                // 128 weights share 64 bytes of low bits, the first 64 of them the lower halves,
                // and 32 bytes of high bits.
                int half = group >> 3;
                int quarter = (group >> 1) & 3;
                int low = from + 64 * half + 32 * (quarter & 1) + 16 * (group & 1);
                int lowShift = (quarter >> 1) * 4;
                int high = from + 128 + 32 * half + 16 * (group & 1);
                int highShift = quarter * 2;
                int out = to + WEIGHTS * b + 16 * group;
                for (int i = 0; i < 16; i++) {
                    int q =
                            ((blocks[low + i] >> lowShift) & 15)
                                    | (((blocks[high + i] >> highShift) & 3) << 4);
                    into[out + i] = dl * (q - 32);
                }
            }
        }
    }

    /// Q8_K: d (float32), 256 signed bytes, 16 sums that readers have no use for. w = d · q.
    static void q8(byte[] blocks, int at, int count, float[] into, int to) {
        for (int b = 0; b < count; b++) {
            int from = at + 292 * b;
            float d = Float.intBitsToFloat(Bytes.word(blocks, from));
            int out = to + WEIGHTS * b;
            for (int i = 0; i < WEIGHTS; i++) {
                into[out + i] = d * blocks[from + 4 + i];
            }
        }
    }
}
