package org.taskvectors.tensor;

import static jdk.incubator.vector.VectorOperators.I2S;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// bfloat16 as floats and back, in the machine's widest lanes; what is left of a block by
/// [Numbers].
final class VectorFloats {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /// As many shorts as there are ints.
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(INTS.vectorBitSize() / 2));

    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE);

    private VectorFloats() {}

    /// Reads `count` bfloat16.
    static void decode(MemorySegment bytes, int count, float[] into) {
        int whole = INTS.loopBound(count);
        for (int i = 0; i < whole; i += INTS.length()) {
            ShortVector stored = ShortVector.fromMemorySegment(SHORTS, bytes, 2L * i, LITTLE);
            IntVector bits = (IntVector) stored.convertShape(ZERO_EXTEND_S2I, INTS, 0);
            bits.lanewise(LSHL, 16).reinterpretAsFloats().intoArray(into, i);
        }
        for (int i = whole; i < count; i++) {
            into[i] = Numbers.fromBFloat16(bytes.get(SHORT, 2L * i));
        }
    }

    /// Writes `count` floats of which none is NaN, rounded to nearest even.
    static void encode(float[] values, int count, MemorySegment into) {
        int whole = INTS.loopBound(count);
        IntVector one = IntVector.broadcast(INTS, 1);
        IntVector half = IntVector.broadcast(INTS, 0x7fff);
        for (int i = 0; i < whole; i += INTS.length()) {
            IntVector bits = FloatVector.fromArray(FLOATS, values, i).reinterpretAsInts();
            IntVector rounded =
                    bits.add(bits.lanewise(LSHR, 16).and(one)).add(half).lanewise(LSHR, 16);
            ShortVector stored = (ShortVector) rounded.convertShape(I2S, SHORTS, 0);
            stored.intoMemorySegment(into, 2L * i, LITTLE);
        }
        for (int i = whole; i < count; i++) {
            into.set(SHORT, 2L * i, Numbers.toBFloat16(values[i]));
        }
    }
}
