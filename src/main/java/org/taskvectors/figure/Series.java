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
    public Series {
        values = List.copyOf(values);
    }

    static List<List<Double>> values(List<Series> series) {
        return series.stream().map(Series::values).toList();
    }

    public static Series of(String name, int colour, double... values) {
        return new Series(name, colour, Arrays.stream(values).boxed().toList());
    }
}
