package org.taskvectors.ui.compare;

import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.SpectrumNumbers;
import org.taskvectors.tensor.Shape;

/// How many matrices in scope have known singular values.
///
/// @param known those that have, over all vectors
/// @param missing those that nothing is known of yet
/// @param seconds how long these take on this machine, roughly
public record SpectrumCoverage(int known, int missing, double seconds) {
    /// Multiplications of float64 that one core does in a second, as measured on a busy one.
    private static final double SPEED = 2.5e9;

    static SpectrumCoverage of(Comparison comparison) {
        int known = 0;
        int missing = 0;
        double work = 0;
        for (int vector = 0; vector < comparison.vectors().size(); vector++) {
            for (Group tensor : comparison.groups(Grouping.TENSOR)) {
                SpectrumNumbers numbers = comparison.spectrum(vector, tensor);
                known += numbers.matrices();
                if (numbers.unknown() > 0 && !comparison.isLeftOut(vector, tensor)) {
                    missing++;
                    work +=
                            comparison
                                    .shape(vector, tensor)
                                    .map(SpectrumCoverage::work)
                                    .orElse(0.0);
                }
            }
        }
        return new SpectrumCoverage(
                known, missing, work / SPEED / Runtime.getRuntime().availableProcessors());
    }

    /// The values, and the directions where there are pairs, as much again.
    private static double work(Shape shape) {
        double shorter = Math.min(shape.size(0), shape.size(1));
        double longer = Math.max(shape.size(0), shape.size(1));
        return shorter * shorter * (0.5 * longer + 0.7 * shorter);
    }
}
