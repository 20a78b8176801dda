package org.taskvectors.evaluation;

import java.util.ArrayList;
import java.util.List;

/// How well a model's probabilities foretell that it is right: the probability of its answer among
/// the choices, in ten bins of equal width.
///
/// @param bins from 0 to 1
public record Calibration(List<Bin> bins) {
    private static final int BINS = 10;

    public Calibration {
        bins = List.copyOf(bins);
    }

    /// One bin. Its upper end belongs to it, its lower one does not.
    ///
    /// @param low its lower end
    /// @param high its upper end
    /// @param right among its rows
    /// @param confidence the mean probability of its rows' answers; NaN of no rows
    public record Bin(double low, double high, Proportion right, double confidence) {}

    /// Returns the calibration over the rows that are counted.
    static Calibration of(Answers answers, List<Integer> rows) {
        int[] counts = new int[BINS];
        int[] hits = new int[BINS];
        double[] sums = new double[BINS];
        for (int row : rows) {
            int answer = answers.answer(row);
            if (answer >= 0) {
                double probability = answers.probability(row, answer);
                int bin = Math.clamp((long) Math.ceil(probability * BINS) - 1, 0, BINS - 1);
                counts[bin]++;
                hits[bin] += answers.isRight(row) ? 1 : 0;
                sums[bin] += probability;
            }
        }
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < BINS; i++) {
            bins.add(
                    new Bin(
                            (double) i / BINS,
                            (i + 1.0) / BINS,
                            new Proportion(hits[i], counts[i]),
                            counts[i] == 0 ? Double.NaN : sums[i] / counts[i]));
        }
        return new Calibration(bins);
    }

    /// Returns the expected calibration error: the bins' distances between confidence and accuracy,
    /// weighted by their rows; NaN of no rows.
    public double error() {
        int rows = bins.stream().mapToInt(bin -> bin.right().rows()).sum();
        if (rows == 0) {
            return Double.NaN;
        }
        return bins.stream()
                        .filter(bin -> bin.right().rows() > 0)
                        .mapToDouble(
                                bin ->
                                        bin.right().rows()
                                                * Math.abs(bin.right().share() - bin.confidence()))
                        .sum()
                / rows;
    }
}
