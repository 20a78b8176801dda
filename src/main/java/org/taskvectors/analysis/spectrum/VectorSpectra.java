package org.taskvectors.analysis.spectrum;

import java.util.Map;
import java.util.TreeMap;

/// Singular values of the matrices of a vector, by the names of its tensors.
///
/// @param values of each matrix all of them
/// @param gaps tensors of two dimensions or more that have none, each with the reason
public record VectorSpectra(Map<String, SingularValues> values, Map<String, String> gaps) {
    public static final VectorSpectra NONE = new VectorSpectra(Map.of(), Map.of());

    public VectorSpectra {
        values = Map.copyOf(values);
        gaps = Map.copyOf(gaps);
    }

    /// Whether it is known of a tensor that it has singular values, or why it has none.
    public boolean knows(String name) {
        return values.containsKey(name) || gaps.containsKey(name);
    }

    /// Returns what is true on every machine: that a matrix is too large for the memory of this one
    /// is not.
    public VectorSpectra lasting() {
        Map<String, String> some = new TreeMap<>(gaps);
        some.values().removeIf(SpectrumPass.TOO_LARGE::equals);
        return new VectorSpectra(values, some);
    }

    /// Returns both together; what `later` says counts where both know a tensor.
    public VectorSpectra with(VectorSpectra later) {
        Map<String, SingularValues> all = new TreeMap<>(values);
        all.putAll(later.values);
        Map<String, String> without = new TreeMap<>(gaps);
        without.putAll(later.gaps);
        later.values.keySet().forEach(without::remove);
        later.gaps.keySet().forEach(all::remove);
        return new VectorSpectra(all, without);
    }
}
