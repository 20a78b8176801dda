package org.taskvectors.tensor;

/// The joined sums of all threads over one tensor. Counts may arrive in any order; floating-point
/// sums arrive once, already joined in a fixed order.
public final class MagnitudeTotals {
    private final Binning binning;
    private final long[] table;
    private long nan;
    private long infinite;
    private long zeros;
    private double largest;
    private double sumMagnitude;
    private double sumSquares;

    public MagnitudeTotals(DType dtype) {
        binning = Binning.of(dtype);
        table = new long[binning.bins()];
    }

    synchronized void addCounters(int[] counters) {
        for (int i = 0; i < counters.length; i++) {
            table[i % MagnitudeSums.NARROW] += counters[i];
        }
    }

    synchronized void addTable(long[] counts) {
        for (int bin = 0; bin < table.length; bin++) {
            table[bin] += counts[bin];
        }
    }

    synchronized void addCounts(long newNan, long newInfinite, long newZeros, double newLargest) {
        nan += newNan;
        infinite += newInfinite;
        zeros += newZeros;
        largest = Math.max(largest, newLargest);
    }

    /// Ends the counting. For an exact binning everything follows from the histogram; for others
    /// the arguments are Σ|τ| and Σ τ².
    public synchronized void finish(double newSumMagnitude, double newSumSquares) {
        if (binning.isExact()) {
            takeFromTable();
        } else {
            sumMagnitude = newSumMagnitude;
            sumSquares = newSumSquares;
        }
    }

    private void takeFromTable() {
        int firstInfinite = binning == Binning.BF16 ? 0x7f80 : 0x7c00;
        zeros = table[0];
        infinite = table[firstInfinite];
        nan = 0;
        for (int bin = firstInfinite + 1; bin < table.length; bin++) {
            nan += table[bin];
            table[bin] = 0;
        }
        table[firstInfinite] = 0;
        // Neumaier's compensated sums: a count times a magnitude can be 2⁴⁰ times what a later bin
        // adds.
        double squaresCompensation = 0;
        double magnitudeCompensation = 0;
        for (int bin = 1; bin < firstInfinite; bin++) {
            if (table[bin] == 0) {
                continue;
            }
            double magnitude = binning.lowest(bin);
            double m = table[bin] * magnitude;
            double s = m * magnitude;
            double newMagnitude = sumMagnitude + m;
            magnitudeCompensation += compensation(sumMagnitude, m, newMagnitude);
            sumMagnitude = newMagnitude;
            double newSquares = sumSquares + s;
            squaresCompensation += compensation(sumSquares, s, newSquares);
            sumSquares = newSquares;
            largest = magnitude;
        }
        sumMagnitude += magnitudeCompensation;
        sumSquares += squaresCompensation;
    }

    private static double compensation(double a, double b, double sum) {
        return Math.abs(a) >= Math.abs(b) ? (a - sum) + b : (b - sum) + a;
    }

    /// Returns the histogram of the finite elements.
    public synchronized Histogram histogram() {
        return Histogram.ofTable(binning, table);
    }

    public synchronized long nan() {
        return nan;
    }

    public synchronized long infinite() {
        return infinite;
    }

    public synchronized long zeros() {
        return zeros;
    }

    public synchronized double largest() {
        return largest;
    }

    public synchronized double sumMagnitude() {
        return sumMagnitude;
    }

    public synchronized double sumSquares() {
        return sumSquares;
    }
}
