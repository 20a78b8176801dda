package org.taskvectors.inference.kernel;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The lanes that the vector twins compute in, and what each of them does with a vector.
final class Lanes {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /// As many bfloat16 as there are float lanes.
    static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));

    static final int LENGTH = FLOATS.length();
    static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

    private static final VectorShuffle<Float> APART_8 = exchange(8);
    private static final VectorShuffle<Float> APART_4 = exchange(4);
    private static final VectorShuffle<Float> APART_2 = exchange(2);
    private static final VectorShuffle<Float> APART_1 = exchange(1);

    private static final VectorMask<Float> SECOND_HALVES = lanesWith(LENGTH / 2);
    private static final VectorMask<Float> SECOND_QUARTERS = lanesWith(LENGTH / 4);
    private static final VectorShuffle<Float> HALVES = exchange(LENGTH / 2);
    private static final VectorShuffle<Float> QUARTERS = exchange(LENGTH / 4);

    /// Numbers past the last lane mean the lanes of a second vector.
    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(FLOATS, lane -> 2 * lane);

    private static final VectorShuffle<Float> ODD =
            VectorShuffle.fromOp(FLOATS, lane -> 2 * lane + 1);

    /// All memory, for loops in which the checks of a block's own segment take longer than the
    /// reading (measured: 1.2 to 1.6 times as fast). Who reads through it has checked the range and
    /// that the block is open, and holds the model's lock, so that no other thread closes it.
    @SuppressWarnings("restricted")
    static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /// The upper half of 32 bits.
    static final int UPPER = 0xffff0000;

    private Lanes() {}

    /// Each lane changes places with the one so far apart.
    private static VectorShuffle<Float> exchange(int apart) {
        return VectorShuffle.fromOp(FLOATS, lane -> (lane ^ apart) % LENGTH);
    }

    private static VectorMask<Float> lanesWith(int bit) {
        boolean[] lanes = new boolean[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            lanes[i] = (i & bit) != 0;
        }
        return VectorMask.fromArray(FLOATS, lanes, 0);
    }

    /// Returns the sum of the lanes, halves first. `reduceLanes` leaves the order open: compiled
    /// code may add in another one than the interpreter, and a text would not be the same twice.
    static float sum(FloatVector vector) {
        FloatVector sum = vector;
        if (LENGTH >= 16) {
            sum = sum.add(sum.rearrange(APART_8));
        }
        if (LENGTH >= 8) {
            sum = sum.add(sum.rearrange(APART_4));
        }
        if (LENGTH >= 4) {
            sum = sum.add(sum.rearrange(APART_2));
        }
        return sum.add(sum.rearrange(APART_1)).lane(0);
    }

    /// Sums the lanes of four vectors that lie one after the other from `at` on, each in the order
    /// of [#sum]. The sums take their place: at `at`, and each quarter of a vector's length after
    /// it; what lies between them does not matter.
    ///
    /// The vectors come out of memory, as with four at a time in registers beside those of a loop
    /// the compiler gives up (measured: 8 times as slow).
    static void sums(float[] vectors, int at) {
        FloatVector v0 = of(vectors, at);
        FloatVector v1 = of(vectors, at + LENGTH);
        FloatVector v2 = of(vectors, at + 2 * LENGTH);
        FloatVector v3 = of(vectors, at + 3 * LENGTH);
        FloatVector v02 =
                v0.blend(v2, SECOND_HALVES).add(v2.blend(v0, SECOND_HALVES).rearrange(HALVES));
        FloatVector v13 =
                v1.blend(v3, SECOND_HALVES).add(v3.blend(v1, SECOND_HALVES).rearrange(HALVES));
        FloatVector all =
                v02.blend(v13, SECOND_QUARTERS)
                        .add(v13.blend(v02, SECOND_QUARTERS).rearrange(QUARTERS));
        if (LENGTH >= 16) {
            all = all.add(all.rearrange(APART_2));
        }
        if (LENGTH >= 8) {
            all = all.add(all.rearrange(APART_1));
        }
        all.intoArray(vectors, at);
    }

    /// Returns the largest lane; NaN if one is.
    static float largest(FloatVector vector) {
        return vector.reduceLanes(MAX);
    }

    /// Reads bfloat16 from a byte offset on.
    static FloatVector bfloat16(MemorySegment memory, long offset) {
        IntVector bits =
                (IntVector)
                        ShortVector.fromMemorySegment(SHORTS, memory, offset, LITTLE)
                                .convertShape(ZERO_EXTEND_S2I, INTS, 0);
        return bits.lanewise(LSHL, 16).reinterpretAsFloats();
    }

    /// Reads twice as many bfloat16 as there are float lanes, in pairs of 32 bits.
    static IntVector bits(MemorySegment memory, long offset) {
        return IntVector.fromMemorySegment(INTS, memory, offset, LITTLE);
    }

    /// Returns the first of each pair of bfloat16.
    static FloatVector even(IntVector bits) {
        return bits.lanewise(LSHL, 16).reinterpretAsFloats();
    }

    /// Returns the second of each pair of bfloat16.
    ///
    /// @param upper [#UPPER] in every lane; made before a loop, as within one it is made anew
    static FloatVector odd(IntVector bits, IntVector upper) {
        return bits.and(upper).reinterpretAsFloats();
    }

    /// Returns the lanes of even numbers of two vectors that follow one another.
    static FloatVector evenOf(FloatVector first, FloatVector second) {
        return first.rearrange(EVEN, second);
    }

    /// Returns the lanes of odd numbers of two vectors that follow one another.
    static FloatVector oddOf(FloatVector first, FloatVector second) {
        return first.rearrange(ODD, second);
    }

    /// Reads float32 from a byte offset on.
    static FloatVector float32(MemorySegment memory, long offset) {
        return FloatVector.fromMemorySegment(FLOATS, memory, offset, LITTLE);
    }

    static FloatVector of(float[] array, int at) {
        return FloatVector.fromArray(FLOATS, array, at);
    }
}
