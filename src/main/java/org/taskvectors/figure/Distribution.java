package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.taskvectors.analysis.Magnitudes;
import org.taskvectors.analysis.metric.Quantities;

/// The distribution of magnitudes of some vectors as one figure: for each octave the share of the
/// weights whose magnitude lies in it.
final class Distribution {
    /// Octaves at the lower end that hold less than this share of every vector, in percent, make no
    /// mark on the figure; of float32 subnormals alone there are 149.
    private static final double VISIBLE = 0.001;

    private Distribution() {}

    static LineFigure figure(
            FigureSubject about, List<String> names, List<Integer> colours, List<Magnitudes> all) {
        List<SortedMap<Integer, Double>> shares = all.stream().map(Distribution::shares).toList();
        int first = Integer.MAX_VALUE;
        int last = Integer.MIN_VALUE;
        for (SortedMap<Integer, Double> one : shares) {
            for (var octave : one.entrySet()) {
                if (octave.getValue() >= VISIBLE) {
                    first = Math.min(first, octave.getKey());
                    last = Math.max(last, one.lastKey());
                    break;
                }
            }
        }
        List<Integer> octaves = IntStream.rangeClosed(first, last).boxed().toList();
        List<Series> series = new ArrayList<>();
        for (int vector = 0; vector < all.size(); vector++) {
            SortedMap<Integer, Double> of = shares.get(vector);
            series.add(
                    Series.of(
                            names.get(vector),
                            colours.get(vector),
                            octaves.stream().mapToDouble(o -> of.getOrDefault(o, 0.0)).toArray()));
        }
        return new LineFigure(
                about,
                Positions.powersOfTwo("Magnitude |τ|", octaves),
                Quantities.SHARE_OF_WEIGHTS,
                ValueRange.fromZero(),
                series);
    }

    /// In percent of all weights, by the exponent of their magnitude.
    private static SortedMap<Integer, Double> shares(Magnitudes magnitudes) {
        SortedMap<Integer, Double> shares = new TreeMap<>();
        for (int bin = 0; bin < magnitudes.size(); bin++) {
            shares.merge(
                    Math.getExponent(magnitudes.from(bin)),
                    100.0 * magnitudes.count(bin) / magnitudes.total(),
                    Double::sum);
        }
        return shares;
    }
}
