package org.taskvectors.figure;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a figure shows, in words. Empty strings are left out of its sentence.
///
/// @param title `Relative norm by layer`
/// @param vectors the vectors' names
/// @param metric what the numbers are, by its definition: `relative norm ‖τ‖ / ‖θ₀‖`
/// @param threshold of sparsity: `|τ| ≤ 0.25 × RMS of tensor`; empty for other metrics
/// @param scope which tensors were counted: `attention, feed-forward: 224 of 291 tensors`
public record FigureSubject(
        String title, List<String> vectors, String metric, String threshold, String scope) {
    public FigureSubject {
        vectors = List.copyOf(vectors);
    }

    /// One sentence for a file's metadata and for a screen reader.
    public String sentence() {
        return Stream.of(
                        title,
                        vectors.isEmpty() ? "" : "of " + String.join(", ", vectors),
                        metric,
                        threshold.isEmpty() ? "" : "threshold " + threshold,
                        scope.isEmpty() ? "" : "scope " + scope)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
    }
}
