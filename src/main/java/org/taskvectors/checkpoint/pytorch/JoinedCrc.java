package org.taskvectors.checkpoint.pytorch;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/// Computes the CRC-32 of bytes that arrive in blocks, in any order. The CRC of a whole is the sum
/// modulo 2 of the blocks' own CRCs, each multiplied by x to the power of the bits that follow the
/// block, modulo the CRC's polynomial.
///
/// Source: `crc32_combine` of zlib, <https://github.com/madler/zlib/blob/master/crc32.c>.
final class JoinedCrc {
    /// The polynomial of CRC-32, lowest power first.
    private static final int POLYNOMIAL = 0xEDB88320;

    /// x to the power of 0.
    private static final int ONE = 1 << 31;

    /// x to the power of 2 to the power of the index.
    private static final int[] POWERS = powers();

    private JoinedCrc() {}

    /// Returns the block's share of the CRC of the whole; shares are joined by exclusive or.
    ///
    /// @param after bytes of the whole that follow the block
    static int share(ByteBuffer block, long after) {
        CRC32 crc = new CRC32();
        crc.update(block);
        return times(shift(after), (int) crc.getValue());
    }

    /// x to the power of 8 for each byte.
    private static int shift(long bytes) {
        int power = ONE;
        int index = 3;
        for (long rest = bytes; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                power = times(POWERS[index % POWERS.length], power);
            }
            index++;
        }
        return power;
    }

    /// The product of two polynomials modulo the CRC's.
    private static int times(int a, int b) {
        int product = 0;
        int shifted = b;
        for (int bit = ONE; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= shifted;
                if ((a & bit - 1) == 0) {
                    break;
                }
            }
            shifted = (shifted & 1) != 0 ? shifted >>> 1 ^ POLYNOMIAL : shifted >>> 1;
        }
        return product;
    }

    /// The powers repeat after 32: the polynomial is primitive, and so x to the power of 2^32 is x
    /// again.
    private static int[] powers() {
        int[] powers = new int[32];
        powers[0] = 1 << 30;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = times(powers[i - 1], powers[i - 1]);
        }
        return powers;
    }
}
