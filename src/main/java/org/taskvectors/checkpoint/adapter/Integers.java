package org.taskvectors.checkpoint.adapter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.taskvectors.tensor.DType;

/// Reads a single whole number, as some tools store an alpha.
final class Integers {
    private Integers() {}

    /// Returns the number; NaN if the dtype is of no whole numbers.
    static double decode(DType dtype, MemorySegment bytes) {
        return switch (dtype) {
            case I8, U8 -> bytes.get(ValueLayout.JAVA_BYTE, 0);
            case I16 -> bytes.get(little(ValueLayout.JAVA_SHORT_UNALIGNED), 0);
            case I32 ->
                    bytes.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
            case I64 ->
                    bytes.get(
                            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
            default -> Double.NaN;
        };
    }

    private static ValueLayout.OfShort little(ValueLayout.OfShort layout) {
        return layout.withOrder(ByteOrder.LITTLE_ENDIAN);
    }
}
