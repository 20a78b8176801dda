package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.taskvectors.analysis.Magnitudes;

/// The distribution of magnitudes of some vectors as one figure: their bins laid side by side.
final class Distribution {
    static final Quantity SHARE = new Quantity("Share of weights", "", "%", Digits.decimals(2));

    /// What lies so far below the largest magnitude is no part of the picture: of float32
    /// subnormals alone there are six hundred bins.
    private static final double REACH = 1e-9;

    private static final Digits EDGE = Digits.significant(3);

    private Distribution() {}

    static LineFigure figure(About about, List<String> names, List<Magnitudes> all) {
        List<Double> edges = edges(all);
        List<String> labels = edges.stream().map(EDGE::format).toList();
        List<Series> series = new ArrayList<>();
        for (int vector = 0; vector < all.size(); vector++) {
            series.add(series(names.get(vector), vector, all.get(vector), edges));
        }
        return new LineFigure(
                about, Positions.ordered("|τ|", labels), SHARE, ValueRange.fromZero(), series);
    }

    /// The lower edges of all bins that any of them has, without gaps.
    private static List<Double> edges(List<Magnitudes> all) {
        double largest = 0;
        for (Magnitudes magnitudes : all) {
            if (magnitudes.size() > 0) {
                largest = Math.max(largest, magnitudes.to(magnitudes.size() - 1));
            }
        }
        TreeSet<Double> edges = new TreeSet<>();
        for (Magnitudes magnitudes : all) {
            for (int bin = 0; bin < magnitudes.size(); bin++) {
                if (magnitudes.from(bin) >= largest * REACH) {
                    edges.add(magnitudes.from(bin));
                }
            }
        }
        return List.copyOf(edges);
    }

    private static Series series(
            String name, int colour, Magnitudes magnitudes, List<Double> edges) {
        double[] shares = new double[edges.size()];
        for (int bin = 0; bin < magnitudes.size(); bin++) {
            int at = edges.indexOf(magnitudes.from(bin));
            if (at >= 0) {
                shares[at] = 100.0 * magnitudes.count(bin) / magnitudes.total();
            }
        }
        return Series.of(name, colour, shares);
    }
}
