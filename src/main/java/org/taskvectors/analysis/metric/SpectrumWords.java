package org.taskvectors.analysis.metric;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.SpectrumNumbers;

/// Words for the singular values of a comparison in figures and below tables.
public final class SpectrumWords {
    /// How words about the first k begin.
    public static final String FIRST = "k = ";

    private SpectrumWords() {}

    /// Returns how many of the first values a metric is about, as a figure says it: `k = 16`; empty
    /// where it is about none.
    public static String of(Metric metric, Comparison comparison) {
        return metric.needs(Need.FIRST) ? FIRST + comparison.spectra().first() : "";
    }

    /// Returns what must be said beside numbers of singular values; nothing where there are none.
    public static List<String> below(Comparison comparison) {
        List<String> said = new ArrayList<>();
        if (!comparison.spectra().isKnown()) {
            return said;
        }
        said.add(
                "energy: share that the first "
                        + comparison.spectra().first()
                        + " singular values of each matrix keep; ranks of several matrices are"
                        + " their median, σ₁ is the largest");
        for (int vector = 0; vector < comparison.vectors().size(); vector++) {
            SpectrumNumbers all = comparison.spectrum(vector, Group.ALL);
            said.add(
                    comparison.vectors().get(vector).name()
                            + ": singular values of "
                            + Amounts.count(all.matrices())
                            + (all.matrices() == 1 ? " matrix" : " matrices")
                            + (all.unknown() == 0
                                    ? ""
                                    : ", none of " + Amounts.count(all.unknown()) + " more"));
        }
        return said;
    }
}
