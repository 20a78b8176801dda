package org.taskvectors.figure;

import java.util.Arrays;
import java.util.List;

/// One vector's numbers: a line, or one bar of each group.
///
/// @param name the vector's name
/// @param colour the vector's place in the list of vectors, from 0; it chooses colour, dash and
///   marker, the same in every figure
/// @param values one for each position; NaN is a gap
public record Series(String name, int colour, List<Double> values) {
    /// The colour of what is no vector and is there to be compared with, as what chance gives: grey
    /// and dashed, without markers.
    public static final int REFERENCE = -1;

    public Series {
        values = List.copyOf(values);
    }

    static List<List<Double>> values(List<Series> series) {
        return series.stream().map(Series::values).toList();
    }

    /// How it looks in a legend and under the pointer.
    Look look() {
        return colour == REFERENCE ? Look.base() : Look.vector(colour);
    }

    public static Series of(String name, int colour, double... values) {
        return new Series(name, colour, Arrays.stream(values).boxed().toList());
    }
}
