package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.spectrum.DirectionOverlap;
import org.taskvectors.analysis.spectrum.PerMatrix;
import org.taskvectors.analysis.spectrum.SingularValues;

/// Singular values of the vectors of a comparison, and how many of the first ones its numbers are
/// about.
///
/// @param vectors those of each vector, in their order; empty where nothing was asked for
/// @param pairs the overlaps of the first singular directions of each pair, in the order (0,1),
///   (0,2), …, (1,2), …; empty where nothing was asked for
/// @param first k: of how many values the kept energy is, and of how many directions the overlap
public record Spectra(
        List<PerMatrix<SingularValues>> vectors,
        List<PerMatrix<DirectionOverlap>> pairs,
        int first) {
    /// How many of the first values numbers are about unless a person chooses otherwise.
    public static final int FIRST = 16;

    public static final Spectra NONE = new Spectra(List.of(), List.of(), FIRST);

    /// @throws IllegalArgumentException where k is below 1
    public Spectra {
        if (first < 1) {
            throw new IllegalArgumentException("the first " + first + " singular values");
        }
        vectors = List.copyOf(vectors);
        pairs = List.copyOf(pairs);
    }

    /// Whether singular values of any matrix are known.
    public boolean isKnown() {
        return vectors.stream().anyMatch(vector -> !vector.values().isEmpty());
    }

    /// Whether the overlap of any matrix is known.
    public boolean hasOverlaps() {
        return pairs.stream().anyMatch(pair -> !pair.values().isEmpty());
    }

    /// Returns those of some of the vectors, in that order.
    ///
    /// @param some indices of vectors, rising
    public Spectra only(List<Integer> some) {
        List<PerMatrix<DirectionOverlap>> found = new ArrayList<>();
        int all = vectors.size();
        for (int i = 0; i < some.size() && !pairs.isEmpty(); i++) {
            for (int j = i + 1; j < some.size(); j++) {
                found.add(pairs.get(PairSums.indexOf(some.get(i), some.get(j), all)));
            }
        }
        return new Spectra(
                vectors.isEmpty() ? vectors : some.stream().map(vectors::get).toList(),
                found,
                first);
    }

    /// Returns the same for another k.
    public Spectra ofFirst(int k) {
        return new Spectra(vectors, pairs, k);
    }
}
