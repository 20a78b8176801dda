package org.taskvectors.device.torch;

import java.util.Optional;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.DType;

/// A dtype whose blocks a device computes with, in libtorch's words.
enum ElementType {
    BF16(15, 2, 0, 0x7f80, true),
    F16(5, 2, 0, 0x7c00, true),
    F32(6, 3, 16, 0x7f80, false);

    private final int code;
    private final int bits;
    private final int shift;
    private final int notFinite;
    private final boolean exact;

    ElementType(int code, int bits, int shift, int notFinite, boolean exact) {
        this.code = code;
        this.bits = bits;
        this.shift = shift;
        this.notFinite = notFinite;
        this.exact = exact;
    }

    /// Returns the type of a block in native memory; empty for the processor's to do.
    static Optional<ElementType> of(Block block) {
        return block.bytes().isNative() ? of(block.dtype()) : Optional.empty();
    }

    private static Optional<ElementType> of(DType dtype) {
        return switch (dtype) {
            case BF16 -> Optional.of(BF16);
            case F16 -> Optional.of(F16);
            case F32 -> Optional.of(F32);
            default -> Optional.empty();
        };
    }

    /// Returns what TorchScript calls it.
    long code() {
        return code;
    }

    /// Returns what TorchScript calls the integers as wide as it.
    long bits() {
        return bits;
    }

    /// Returns by how much its bits are shifted to give the bin of its histogram.
    long shift() {
        return shift;
    }

    /// Returns the first bin of what is not finite.
    int notFinite() {
        return notFinite;
    }

    /// Whether every magnitude has a bin of its own, so that all follows from the histogram.
    boolean isExact() {
        return exact;
    }
}
