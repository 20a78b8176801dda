package org.taskvectors.tensor;

import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.NE;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// The Vector API's kernels: the sixteen numbers of a block lie in one register of 512 bits or two
/// of 256, and codes are looked up by a permutation of its lanes, as many at a time as there are.
/// Machines with narrower registers have the scalar twin.
///
/// Written out, constants before the loop: see [VectorKernels].
final class VectorFourBitKernels extends ScalarFourBitKernels {
    /// Weights from which on it pays to wait for the compiler.
    static final long WORTHWHILE = 1L << 20;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /// Bytes of one step: an int for every eight lanes.
    private static final int STEP = INTS.length() / 2;

    /// How far the code of a lane lies from the lowest bit of its int, when it has been read with
    /// the first byte lowest.
    private static final IntVector SHIFTS = shifts();

    private static final VectorMask<Integer> UPPER_LANES =
            VectorMask.fromLong(INTS, 0xff00L & ((1L << INTS.length()) - 1));

    private static IntVector shifts() {
        int[] shifts = new int[INTS.length()];
        for (int lane = 0; lane < shifts.length; lane++) {
            // The upper half of a byte comes first.
            shifts[lane] = 4 * (lane % 8 ^ 1);
        }
        return IntVector.fromArray(INTS, shifts, 0);
    }

    @Override
    public void decode(
            byte[] codes,
            int at,
            int blocks,
            int blockBytes,
            float[] numbers,
            float[] scales,
            int scalesAt,
            float[] weights,
            int to) {
        int lanes = INTS.length();
        if (lanes == CODES && blockBytes % STEP == 0) {
            wide(codes, at, blocks, blockBytes, numbers, scales, scalesAt, weights, to);
        } else if (2 * lanes == CODES && blockBytes % STEP == 0) {
            narrow(codes, at, blocks, blockBytes, numbers, scales, scalesAt, weights, to);
        } else {
            super.decode(codes, at, blocks, blockBytes, numbers, scales, scalesAt, weights, to);
        }
    }

    private static void wide(
            byte[] codes,
            int at,
            int blocks,
            int blockBytes,
            float[] numbers,
            float[] scales,
            int scalesAt,
            float[] weights,
            int to) {
        FloatVector table = FloatVector.fromArray(FLOATS, numbers, 0);
        IntVector shifts = SHIFTS;
        VectorMask<Integer> upper = UPPER_LANES;
        int from = at;
        int i = to;
        for (int block = 0; block < blocks; block++) {
            IntVector scaled = table.mul(scales[scalesAt + block]).reinterpretAsInts();
            for (int end = from + blockBytes; from < end; from += STEP) {
                IntVector both =
                        IntVector.broadcast(INTS, (int) INT.get(codes, from))
                                .blend((int) INT.get(codes, from + 4), upper);
                // Only the lowest four bits of an index count.
                both.lanewise(LSHR, shifts)
                        .selectFrom(scaled)
                        .reinterpretAsFloats()
                        .intoArray(weights, i);
                i += 2 * STEP;
            }
        }
    }

    private static void narrow(
            byte[] codes,
            int at,
            int blocks,
            int blockBytes,
            float[] numbers,
            float[] scales,
            int scalesAt,
            float[] weights,
            int to) {
        FloatVector near = FloatVector.fromArray(FLOATS, numbers, 0);
        FloatVector far = FloatVector.fromArray(FLOATS, numbers, FLOATS.length());
        IntVector shifts = SHIFTS;
        int from = at;
        int i = to;
        for (int block = 0; block < blocks; block++) {
            float scale = scales[scalesAt + block];
            IntVector low = near.mul(scale).reinterpretAsInts();
            IntVector high = far.mul(scale).reinterpretAsInts();
            for (int end = from + blockBytes; from < end; from += STEP) {
                IntVector index =
                        IntVector.broadcast(INTS, (int) INT.get(codes, from))
                                .lanewise(LSHR, shifts);
                VectorMask<Integer> isHigh = index.and(8).compare(NE, 0);
                // Only the lowest three bits of an index count.
                index.selectFrom(low)
                        .blend(index.selectFrom(high), isHigh)
                        .reinterpretAsFloats()
                        .intoArray(weights, i);
                i += 2 * STEP;
            }
        }
    }
}
