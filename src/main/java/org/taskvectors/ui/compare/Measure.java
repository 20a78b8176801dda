package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Family;
import org.taskvectors.analysis.metric.JointMetric;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.VectorMetric;

/// What is compared: the metrics of one family, or the distribution of all magnitudes.
public enum Measure {
    NORM("Norm", "compare.norm", VectorMetric.RELATIVE_NORM),
    SPARSITY("Sparsity", "compare.sparsity", VectorMetric.SPARSITY),
    COSINE("Cosine similarity", "compare.cosine", PairMetric.COSINE),
    SIGNS("Signs", "compare.sign", PairMetric.SIGN_CONFLICT),
    INTERFERENCE("Interference", "compare.interference", JointMetric.INTERFERENCE),
    SPECTRUM("Spectrum", "compare.spectrum", VectorMetric.STABLE_RANK),
    DISTRIBUTION("Distribution", "compare.distribution", null);

    private final String label;
    private final String key;

    @SuppressWarnings("ImmutableEnumChecker") // metrics are constants
    private final @Nullable Metric first;

    /// @param first the metric that is shown until another one is chosen
    Measure(String label, String key, @Nullable Metric first) {
        this.label = label;
        this.key = key;
        this.first = first;
    }

    public String label() {
        return label;
    }

    /// Under what a workspace keeps which of its metrics was chosen.
    String key() {
        return key;
    }

    /// The family of its metrics; empty for the distribution.
    Optional<Family> family() {
        return Optional.ofNullable(first).map(Metric::family);
    }

    /// The metrics that can be chosen, the usual one first; none for the distribution.
    public List<Metric> metrics() {
        Metric usual = first;
        return usual == null
                ? List.of()
                : Stream.concat(
                                Stream.of(usual),
                                Metric.all().stream()
                                        .filter(metric -> metric.family() == usual.family())
                                        .filter(metric -> !metric.equals(usual)))
                        .toList();
    }

    /// Whether it is a number of several vectors, which takes a pass over them together.
    public boolean isOfPairs() {
        return first != null && !(first instanceof VectorMetric);
    }
}
