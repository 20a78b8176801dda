package org.taskvectors.figure;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.analysis.metric.SpectrumWords;

/// What a figure shows, in words. Empty strings are left out of its sentence.
///
/// @param title `Relative norm by layer`
/// @param vectors the vectors' names
/// @param metric what the numbers are, by its definition: `relative norm ‖τ‖ / ‖θ₀‖`
/// @param threshold what the metric was asked at: of sparsity `|τ| ≤ 0.25 × RMS of tensor`, of the
///   first singular values `k = 16`; empty for other metrics
/// @param scope which tensors were counted: `attention, feed-forward: 224 of 291 tensors`
/// @param range which values have no place on its axis or in its colours, and which ends a person
///   chose; empty where all have one
public record FigureSubject(
        String title,
        List<String> vectors,
        String metric,
        String threshold,
        String scope,
        String range) {
    public FigureSubject {
        vectors = List.copyOf(vectors);
    }

    /// A subject all of whose values are shown.
    public FigureSubject(
            String title, List<String> vectors, String metric, String threshold, String scope) {
        this(title, vectors, metric, threshold, scope, "");
    }

    FigureSubject withRange(String words) {
        return new FigureSubject(title, vectors, metric, threshold, scope, words);
    }

    /// Whether its numbers are of the first k singular values, and not below a threshold.
    boolean isOfFirst() {
        return threshold.startsWith(SpectrumWords.FIRST);
    }

    /// One sentence for a file's metadata and for a screen reader.
    public String sentence() {
        return Stream.of(
                        title,
                        vectors.isEmpty() ? "" : "of " + String.join(", ", vectors),
                        metric,
                        threshold.isEmpty() ? "" : (isOfFirst() ? "" : "threshold ") + threshold,
                        scope.isEmpty() ? "" : "scope " + scope,
                        range)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
    }
}
