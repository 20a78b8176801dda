package org.taskvectors.evaluation;

import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;

/// A share of rows, with its 95 % Wilson interval.
///
/// @param hits how many rows count
/// @param rows out of how many
public record Proportion(int hits, int rows) {
    private static final double CONFIDENCE = 0.95;

    /// Returns the share; NaN of no rows.
    public double share() {
        return rows == 0 ? Double.NaN : (double) hits / rows;
    }

    /// Returns the lower end of the interval; NaN of no rows.
    public double low() {
        // The formula leaves a rounding error where it is 0.
        return rows == 0 ? Double.NaN : hits == 0 ? 0 : interval().getLowerBound();
    }

    /// Returns the upper end of the interval; NaN of no rows.
    public double high() {
        return rows == 0 ? Double.NaN : hits == rows ? 1 : interval().getUpperBound();
    }

    private ConfidenceInterval interval() {
        return new WilsonScoreInterval().createInterval(rows, hits, CONFIDENCE);
    }
}
