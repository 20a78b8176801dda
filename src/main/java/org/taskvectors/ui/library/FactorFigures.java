package org.taskvectors.ui.library;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.metric.Quantities;
import org.taskvectors.analysis.spectrum.AdapterSpectra.OfChange;

/// What the factors of an adapter say of one of its tensors.
///
/// @param numbers label and number, in order; empty for what is no adapter's
record FactorFigures(List<TensorFigures.Entry> numbers) {
    static final FactorFigures NONE = new FactorFigures(List.of());

    FactorFigures {
        numbers = List.copyOf(numbers);
    }

    static FactorFigures of(OfChange change) {
        List<TensorFigures.Entry> numbers = new ArrayList<>();
        change.rank().ifPresent(rank -> numbers.add(new TensorFigures.Entry("rank", "" + rank)));
        change.scale()
                .ifPresent(
                        scale ->
                                numbers.add(
                                        new TensorFigures.Entry(
                                                "scale", Quantities.SCALE.say(scale))));
        if (change.values().isPresent()) {
            numbers.add(
                    new TensorFigures.Entry(
                            "σ₁", Quantities.LARGEST_SINGULAR_VALUE.say(change.largest())));
            numbers.add(
                    new TensorFigures.Entry(
                            "stable rank", Quantities.STABLE_RANK.say(change.stableRank())));
            numbers.add(
                    new TensorFigures.Entry(
                            "effective rank",
                            Quantities.EFFECTIVE_RANK.say(change.effectiveRank())));
        } else {
            numbers.add(
                    new TensorFigures.Entry(
                            "singular values", "not from factors: " + change.gap()));
        }
        return new FactorFigures(numbers);
    }
}
