package org.taskvectors.analysis.metric;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.Comparison;

/// Two of the compared vectors, by their indices, a < b.
public record Pair(int a, int b) {

    /// Returns all pairs of that many vectors.
    public static List<Pair> all(int vectors) {
        List<Pair> pairs = new ArrayList<>();
        for (int a = 0; a < vectors; a++) {
            for (int b = a + 1; b < vectors; b++) {
                pairs.add(new Pair(a, b));
            }
        }
        return pairs;
    }

    /// Returns the pair's name: `SST-2 · MNLI`.
    public String name(Comparison comparison) {
        return comparison.vectors().get(a).name() + " · " + comparison.vectors().get(b).name();
    }
}
