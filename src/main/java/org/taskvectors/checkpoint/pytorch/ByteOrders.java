package org.taskvectors.checkpoint.pytorch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.taskvectors.tensor.DType;

/// Changes numbers from one byte order to the other.
final class ByteOrders {
    private ByteOrders() {}

    /// Reverses the bytes of each number in `bytes`; of a complex number, of each part.
    static void turn(MemorySegment bytes, DType dtype) {
        int width = dtype == DType.C64 ? Float.BYTES : dtype.bytes();
        switch (width) {
            case 1 -> {}
            case 2 -> {
                for (long at = 0; at < bytes.byteSize(); at += 2) {
                    short turned =
                            Short.reverseBytes(bytes.get(ValueLayout.JAVA_SHORT_UNALIGNED, at));
                    bytes.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, turned);
                }
            }
            case 4 -> {
                for (long at = 0; at < bytes.byteSize(); at += 4) {
                    int turned =
                            Integer.reverseBytes(bytes.get(ValueLayout.JAVA_INT_UNALIGNED, at));
                    bytes.set(ValueLayout.JAVA_INT_UNALIGNED, at, turned);
                }
            }
            case 8 -> {
                for (long at = 0; at < bytes.byteSize(); at += 8) {
                    long turned = Long.reverseBytes(bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, at));
                    bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, at, turned);
                }
            }
            default -> throw new IllegalArgumentException(dtype + " has " + width + " bytes");
        }
    }
}
