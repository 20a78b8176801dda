package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.metric.Pair;

/// The compared vectors that figures and table show: all of them, or of many on several bases those
/// on one. Indices are those of the vectors in `comparison`.
///
/// @param comparison of these vectors
/// @param vectors their indices among all compared vectors, rising
/// @param chosen the pairs that stand out, the one that a person chose first of all; empty where
///   there is no pair
record Focused(Comparison comparison, List<Integer> vectors, List<Pair> chosen) {
    /// More vectors than these have no columns and colours of their own in tables and figures of
    /// pairs.
    static final int FEW = 3;

    Focused {
        vectors = List.copyOf(vectors);
        chosen = List.copyOf(chosen);
    }

    Optional<Pair> pair() {
        return chosen.stream().findFirst();
    }

    boolean isMany() {
        return vectors.size() > FEW;
    }

    List<Pair> pairs() {
        return Pair.all(vectors.size());
    }

    /// Returns a pair of these vectors by its indices among all compared ones.
    Pair amongAll(Pair pair) {
        return new Pair(vectors.get(pair.a()), vectors.get(pair.b()));
    }

    /// Returns a pair by its indices in a list of vectors that holds both.
    static Pair within(List<Integer> vectors, Pair amongAll) {
        return new Pair(vectors.indexOf(amongAll.a()), vectors.indexOf(amongAll.b()));
    }
}
