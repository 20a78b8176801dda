package org.taskvectors.analysis.spectrum;

import java.util.Map;
import java.util.TreeMap;

/// What was found of the matrices of a vector, or of two vectors together, by the names of their
/// tensors.
///
/// @param <T> what there is of each: its singular values, or the overlap of directions
/// @param values of each matrix that has them
/// @param gaps tensors of two dimensions or more that have none, each with the reason
public record PerMatrix<T>(Map<String, T> values, Map<String, String> gaps) {
    public PerMatrix {
        values = Map.copyOf(values);
        gaps = Map.copyOf(gaps);
    }

    /// Nothing found yet.
    public static <T> PerMatrix<T> none() {
        return new PerMatrix<>(Map.of(), Map.of());
    }

    /// Whether nothing is known of any tensor.
    public boolean isEmpty() {
        return values.isEmpty() && gaps.isEmpty();
    }

    /// Whether it is known of a tensor what it has, or why it has nothing.
    public boolean knows(String name) {
        return values.containsKey(name) || gaps.containsKey(name);
    }

    /// Returns what is true on every machine: that a matrix is too large for the memory of this one
    /// is not.
    public PerMatrix<T> lasting() {
        Map<String, String> some = new TreeMap<>(gaps);
        some.values().removeIf(MatrixWork.TOO_LARGE::equals);
        return new PerMatrix<>(values, some);
    }

    /// Returns both together; what `later` says counts where both know a tensor.
    public PerMatrix<T> with(PerMatrix<T> later) {
        Map<String, T> all = new TreeMap<>(values);
        all.putAll(later.values);
        Map<String, String> without = new TreeMap<>(gaps);
        without.putAll(later.gaps);
        later.values.keySet().forEach(without::remove);
        later.gaps.keySet().forEach(all::remove);
        return new PerMatrix<>(all, without);
    }
}
