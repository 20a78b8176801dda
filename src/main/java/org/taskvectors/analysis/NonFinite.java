package org.taskvectors.analysis;

/// How many weights are NaN, and how many are infinite.
public record NonFinite(long nan, long infinite) {
    public static final NonFinite NONE = new NonFinite(0, 0);

    public long total() {
        return nan + infinite;
    }

    public NonFinite plus(NonFinite that) {
        return new NonFinite(nan + that.nan, infinite + that.infinite);
    }
}
