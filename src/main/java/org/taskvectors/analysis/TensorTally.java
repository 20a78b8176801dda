package org.taskvectors.analysis;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.MagnitudeSums;
import org.taskvectors.tensor.MagnitudeTotals;
import org.taskvectors.tensor.SideTally;
import org.taskvectors.tensor.TreeSum;

/// Joins what the threads found out about one tensor. Floating-point sums are kept by unit and
/// joined as [TreeSum] says.
final class TensorTally {
    private final Tensor tensor;
    private final boolean withBase;
    private final boolean withSides;
    private int left;
    private @Nullable MagnitudeTotals totals;
    private final double[] magnitudes;
    private final double[] squares;
    private final double[] baseSquares;
    private NonFinite base = NonFinite.NONE;
    private NonFinite tuned = NonFinite.NONE;
    private long roundTripSame;
    private double roundTripError;
    private @Nullable TensorProfile profile;

    TensorTally(Tensor tensor, int parts, boolean withBase, boolean withSides) {
        this.tensor = tensor;
        this.withBase = withBase;
        this.withSides = withSides;
        left = parts;
        magnitudes = new double[parts];
        squares = new double[parts];
        baseSquares = new double[parts];
        if (parts == 0) {
            finish();
        }
    }

    /// Takes the sums of one unit.
    synchronized void unit(int part, double[] sums, double unitBaseSquares) {
        magnitudes[part] = sums[0];
        squares[part] = sums[1];
        baseSquares[part] = unitBaseSquares;
    }

    synchronized void sides(SideTally sides) {
        base = base.plus(new NonFinite(sides.baseNan(), sides.baseInfinite()));
        tuned = tuned.plus(new NonFinite(sides.tunedNan(), sides.tunedInfinite()));
        roundTripSame += sides.roundTripSame();
        roundTripError = Math.max(roundTripError, sides.roundTripError());
    }

    /// Takes the counters of a thread that did `units` of this tensor's units; the last one ends
    /// the tensor.
    synchronized void drain(MagnitudeSums sums, int units) {
        sums.drainInto(totals());
        left -= units;
        if (left == 0) {
            finish();
        }
    }

    private MagnitudeTotals totals() {
        if (totals == null) {
            totals = new MagnitudeTotals(tensor.dtype());
        }
        return totals;
    }

    private void finish() {
        MagnitudeTotals all = totals();
        all.finish(sum(magnitudes), sum(squares));
        profile =
                new TensorProfile(
                        tensor.name(),
                        tensor.dtype(),
                        tensor.shape(),
                        new NonFinite(all.nan(), all.infinite()),
                        all.zeros(),
                        all.sumMagnitude(),
                        all.sumSquares(),
                        all.largest(),
                        all.histogram(),
                        withBase ? sum(baseSquares) : Double.NaN,
                        withSides
                                ? Optional.of(
                                        new SideSums(base, tuned, roundTripSame, roundTripError))
                                : Optional.empty());
        // The table of an 8-byte counter for each bin is a quarter of a megabyte, and models have
        // hundreds of tensors.
        totals = null;
    }

    private static double sum(double[] units) {
        return TreeSum.join(units.length, unit -> units[unit]);
    }

    /// What was found, once all units are drained.
    synchronized TensorProfile profile() {
        if (profile == null) {
            throw new IllegalStateException(tensor.name() + " is not measured yet");
        }
        return profile;
    }
}
