package org.taskvectors.ui.figures;

import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.figure.RangeChoice;

/// Says which part of its values a figure shows.
final class RangeWords {
    private static final Digits DIGITS = Digits.atMost(4);

    private RangeWords() {}

    /// `without outliers`, `all values, logarithmic`, `0.5 to 2 by hand`.
    static String of(RangeChoice choice) {
        String ends =
                switch (choice.reach()) {
                    case ROBUST -> "without outliers";
                    case EVERYTHING -> "all values";
                    case BY_HAND ->
                            DIGITS.format(choice.low())
                                    + " to "
                                    + DIGITS.format(choice.high())
                                    + " by hand";
                };
        return ends + (choice.log() ? ", logarithmic" : "");
    }
}
