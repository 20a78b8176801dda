package org.taskvectors.evaluation.token;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.taskvectors.inference.Logits;

/// Sums what [Promoted] says, position by position, in float64. It holds two numbers for each token
/// of the vocabulary, however many positions there are.
final class PromotedTally {
    private double[] sums = {};
    private long[] counts = {};
    private boolean[] isNew = {};
    private long positions;

    void add(Logits base, Logits edited) {
        if (sums.length == 0) {
            sums = new double[base.size()];
            counts = new long[base.size()];
            isNew = new boolean[base.size()];
        }
        positions++;
        for (int token = 0; token < sums.length; token++) {
            sums[token] += edited.log(token) - base.log(token);
        }
        int[] one = base.highest(Promoted.TOP);
        int[] other = edited.highest(Promoted.TOP);
        for (int[] top : List.of(one, other)) {
            for (int token : top) {
                if (!isNew[token]) {
                    isNew[token] = true;
                    counts[token]++;
                }
            }
        }
        Arrays.stream(one).forEach(token -> isNew[token] = false);
        Arrays.stream(other).forEach(token -> isNew[token] = false);
    }

    Promoted result() {
        List<Promoted.Entry> seen =
                IntStream.range(0, counts.length)
                        .filter(token -> counts[token] > 0)
                        .mapToObj(
                                token ->
                                        new Promoted.Entry(
                                                token, sums[token] / positions, counts[token]))
                        .toList();
        List<Promoted.Entry> defined =
                seen.stream()
                        .filter(entry -> Double.isFinite(entry.mean()))
                        .sorted(
                                Comparator.comparingDouble(Promoted.Entry::mean)
                                        .reversed()
                                        .thenComparingInt(Promoted.Entry::token))
                        .toList();
        return new Promoted(positions, defined, seen.size() - defined.size());
    }
}
