package org.taskvectors.tensor;

/// Sorts magnitudes into the bins of a histogram. The bins are ranges of the bit patterns of |x|,
/// whose order is that of the magnitudes. For types of 16 bits and fewer there is a bin for every
/// magnitude; wider types are cut to their upper bits, which leaves bins that are 1/128 of their
/// lower edge wide (at most 0.79 %), subnormals apart.
public enum Binning {
    /// Bin = the 15 magnitude bits of a bfloat16; exact.
    BF16(1 << 15, true),
    /// Bin = the 15 magnitude bits of a float16; exact.
    F16(1 << 15, true),
    /// Bin = the upper 15 magnitude bits of a float32.
    F32(1 << 15, false),
    /// Bin = the upper 18 magnitude bits of a float64.
    F64(1 << 18, false);

    private final int bins;
    private final boolean exact;

    Binning(int bins, boolean exact) {
        this.bins = bins;
        this.exact = exact;
    }

    /// Returns the binning of a vector that is stored as `dtype`.
    public static Binning of(DType dtype) {
        return switch (dtype) {
            case BF16 -> BF16;
            case F16 -> F16;
            case F64 -> F64;
            // Both 8-bit types are subsets of float16, so each of their magnitudes has a bin of its
            // own there.
            case F8_E4M3, F8_E5M2 -> F16;
            default -> F32;
        };
    }

    public int bins() {
        return bins;
    }

    /// Whether every magnitude has a bin of its own.
    public boolean isExact() {
        return exact;
    }

    /// Returns the smallest magnitude in `bin`. `lowest(bins())` of a finite bin's successor may be
    /// infinite or NaN.
    public double lowest(int bin) {
        return switch (this) {
            case BF16, F32 -> Float.intBitsToFloat(bin << 16);
            case F16 -> Float.float16ToFloat((short) bin);
            case F64 -> Double.longBitsToDouble((long) bin << 45);
        };
    }

    /// Returns the largest magnitude in `bin`.
    public double highest(int bin) {
        return switch (this) {
            case BF16, F16 -> lowest(bin);
            case F32 -> Float.intBitsToFloat((bin << 16) | 0xffff);
            case F64 -> Double.longBitsToDouble(((long) bin << 45) | ((1L << 45) - 1));
        };
    }

    /// Returns the bin of a finite magnitude. An exact binning accepts only values of its own type.
    public int bin(double magnitude) {
        return switch (this) {
            case BF16, F32 -> Float.floatToRawIntBits((float) magnitude) >>> 16;
            case F16 -> Float.floatToFloat16((float) magnitude) & 0x7fff;
            case F64 -> (int) (Double.doubleToRawLongBits(magnitude) >>> 45);
        };
    }
}
