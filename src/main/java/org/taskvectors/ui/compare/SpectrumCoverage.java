package org.taskvectors.ui.compare;

import java.util.List;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.SpectrumCount;
import org.taskvectors.analysis.spectrum.MatrixWork;
import org.taskvectors.workspace.AdapterFacts;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;

/// How many matrices in scope have known singular values.
///
/// @param known those that have, over all vectors
/// @param missing those that nothing is known of yet
/// @param seconds how long these take on this machine, roughly
public record SpectrumCoverage(int known, int missing, double seconds) {
    /// Multiplications of float64 that one core does in a second, as measured on a busy one.
    private static final double SPEED = 2.5e9;

    /// @param adapters for each vector the rank of its factors where it is an adapter, else 0
    static SpectrumCoverage of(Comparison comparison, List<Integer> adapters) {
        int known = 0;
        int missing = 0;
        double work = 0;
        for (int vector = 0; vector < comparison.vectors().size(); vector++) {
            int rank = adapters.get(vector);
            for (Group tensor : comparison.groups(Grouping.TENSOR)) {
                SpectrumCount count = comparison.spectra(vector, tensor);
                known += count.known();
                if (count.open() > 0) {
                    missing++;
                    work +=
                            comparison
                                    .shape(vector, tensor)
                                    .map(shape -> MatrixWork.multiplications(shape, rank))
                                    .orElse(0.0);
                }
            }
        }
        return new SpectrumCoverage(
                known, missing, work / SPEED / Runtime.getRuntime().availableProcessors());
    }

    /// Returns the rank of the factors from which singular values of a vector follow; 0 where all
    /// its numbers have to be read, as those of a vector and of DoRA have.
    static int factors(FileItem item) {
        return item.facts()
                .flatMap(Facts::adapter)
                .filter(adapter -> !adapter.method().contains("DoRA"))
                .map(AdapterFacts::highestRank)
                .orElse(0);
    }
}
