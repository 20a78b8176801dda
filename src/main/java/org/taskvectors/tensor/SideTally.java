package org.taskvectors.tensor;

/// One thread's sums over the two sides of a difference, for one unit of work.
public final class SideTally {
    /// Σ θ0² over weights whose stored τ is finite.
    final TreeSum baseSquares = new TreeSum();

    long baseNan;
    long baseInfinite;
    long tunedNan;
    long tunedInfinite;
    long roundTripSame;
    double roundTripError;

    public double baseSquares() {
        return baseSquares.sum();
    }

    public long baseNan() {
        return baseNan;
    }

    public long baseInfinite() {
        return baseInfinite;
    }

    public long tunedNan() {
        return tunedNan;
    }

    public long tunedInfinite() {
        return tunedInfinite;
    }

    /// Returns how many weights round(θ0 + τ) restores bit for bit.
    public long roundTripSame() {
        return roundTripSame;
    }

    /// Returns the largest |round(θ0 + τ) − θ| over weights that are finite on both sides.
    public double roundTripError() {
        return roundTripError;
    }
}
