package org.taskvectors.ui.library;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.spectrum.AdapterSpectra.OfChange;
import org.taskvectors.ui.common.Numbers;

/// What the factors of an adapter say of one of its tensors.
///
/// @param numbers label and number, in order; empty for what is no adapter's
record FactorFigures(List<TensorFigures.Entry> numbers) {
    static final FactorFigures NONE = new FactorFigures(List.of());

    private static final int DIGITS = 4;

    FactorFigures {
        numbers = List.copyOf(numbers);
    }

    static FactorFigures of(OfChange change) {
        List<TensorFigures.Entry> numbers = new ArrayList<>();
        change.rank().ifPresent(rank -> numbers.add(new TensorFigures.Entry("rank", "" + rank)));
        change.scale()
                .ifPresent(scale -> numbers.add(new TensorFigures.Entry("scale", plain(scale))));
        if (change.values().isPresent()) {
            numbers.add(new TensorFigures.Entry("σ₁", Numbers.norm(change.largest())));
            numbers.add(
                    new TensorFigures.Entry(
                            "stable rank", Numbers.significant(change.stableRank(), DIGITS)));
            numbers.add(
                    new TensorFigures.Entry(
                            "effective rank", Numbers.significant(change.effectiveRank(), DIGITS)));
        } else {
            numbers.add(
                    new TensorFigures.Entry(
                            "singular values", "not from factors: " + change.gap()));
        }
        return new FactorFigures(numbers);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? Long.toString((long) value)
                : Numbers.significant(value, DIGITS);
    }
}
