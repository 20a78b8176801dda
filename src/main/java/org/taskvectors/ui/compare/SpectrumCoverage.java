package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Optional;
import org.taskvectors.accelerator.Verdict;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.SpectrumCount;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.spectrum.MatrixWork;
import org.taskvectors.workspace.AdapterFacts;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;

/// How many matrices in scope have known singular values.
///
/// @param known those that have, over all vectors
/// @param missing those that nothing is known of yet
/// @param multiplications that these take, roughly
public record SpectrumCoverage(int known, int missing, double multiplications) {
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
        return new SpectrumCoverage(known, missing, work);
    }

    /// How long these take on this machine's processor, roughly.
    private double seconds() {
        return multiplications / SPEED / Runtime.getRuntime().availableProcessors();
    }

    /// `12 more matrices, about 5 s on GPU 0`
    ///
    /// @param where they would be found; empty where that goes without saying
    String words(Optional<Verdict> where) {
        return Amounts.count(missing)
                + (known == 0 ? "" : " more")
                + (missing == 1 ? " matrix" : " matrices")
                + ", "
                + Amounts.about(seconds(where))
                + where.map(on -> " on " + on.label()).orElse("");
    }

    /// As it was estimated with the device, else by the speed of the processor.
    private double seconds(Optional<Verdict> where) {
        return where.map(
                        on ->
                                on.accelerator().isPresent()
                                        ? on.acceleratorSeconds()
                                        : on.processorSeconds())
                .filter(Double::isFinite)
                .orElse(seconds());
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
