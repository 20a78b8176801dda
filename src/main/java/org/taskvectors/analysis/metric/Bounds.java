package org.taskvectors.analysis.metric;

/// The values that a quantity can have, in its own unit; axes and colours end there.
public enum Bounds {
    /// No largest value.
    OPEN(Double.POSITIVE_INFINITY, false),
    /// From 0 to 100 %.
    SHARE(100, false),
    /// From 0 to 1.
    ONE(1, false),
    /// From −1 to 1.
    BOTH_SIGNS(1, true);

    private final double limit;
    private final boolean signed;

    Bounds(double limit, boolean signed) {
        this.limit = limit;
        this.signed = signed;
    }

    /// Returns the largest magnitude; infinite if there is none.
    public double limit() {
        return limit;
    }

    /// Whether values have a sign, and zero is the middle of their scale.
    public boolean isSigned() {
        return signed;
    }

    public boolean isBounded() {
        return this != OPEN;
    }
}
