package org.taskvectors.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The sizes of a tensor's dimensions, outermost first; rank 0 is a scalar and has one element. The
/// product of the sizes fits a signed 64-bit integer.
public final class Shape {
    private final long[] sizes;
    private final long elements;

    private Shape(long[] sizes) {
        this.sizes = sizes;
        long product = 1;
        boolean empty = false;
        for (long size : sizes) {
            if (size < 0) {
                throw new ArithmeticException("negative size " + size);
            }
            empty |= size == 0;
        }
        for (long size : sizes) {
            product = empty ? 0 : Math.multiplyExact(product, size);
        }
        this.elements = product;
    }

    /// @throws ArithmeticException if a size is negative or the product overflows 64 bits
    public static Shape of(long... sizes) {
        return new Shape(sizes.clone());
    }

    public int rank() {
        return sizes.length;
    }

    public long size(int dimension) {
        return sizes[dimension];
    }

    public long[] sizes() {
        return sizes.clone();
    }

    /// Returns how many elements a tensor of this shape has.
    public long elements() {
        return elements;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && Arrays.equals(sizes, that.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    /// Returns `4096 × 14336`, for example; `scalar` for rank 0.
    @Override
    public String toString() {
        return rank() == 0
                ? "scalar"
                : Arrays.stream(sizes).mapToObj(Long::toString).collect(Collectors.joining(" × "));
    }
}
