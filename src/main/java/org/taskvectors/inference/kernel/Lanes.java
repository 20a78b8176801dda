package org.taskvectors.inference.kernel;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
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

    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private Lanes() {}

    private static VectorShuffle<Float> rotation(int by) {
        return VectorShuffle.fromOp(FLOATS, lane -> (lane + by) % LENGTH);
    }

    /// Returns the sum of the lanes, halves first. `reduceLanes` leaves the order open: compiled
    /// code may add in another one than the interpreter, and a text would not be the same twice.
    static float sum(FloatVector vector) {
        FloatVector sum = vector;
        if (LENGTH >= 16) {
            sum = sum.add(sum.rearrange(BY_8));
        }
        if (LENGTH >= 8) {
            sum = sum.add(sum.rearrange(BY_4));
        }
        if (LENGTH >= 4) {
            sum = sum.add(sum.rearrange(BY_2));
        }
        return sum.add(sum.rearrange(BY_1)).lane(0);
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

    /// Reads float32 from a byte offset on.
    static FloatVector float32(MemorySegment memory, long offset) {
        return FloatVector.fromMemorySegment(FLOATS, memory, offset, LITTLE);
    }

    static FloatVector of(float[] array, int at) {
        return FloatVector.fromArray(FLOATS, array, at);
    }
}
