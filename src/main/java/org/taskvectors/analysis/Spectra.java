package org.taskvectors.analysis;

import java.util.List;
import org.taskvectors.analysis.spectrum.VectorSpectra;

/// Singular values of the vectors of a comparison, and how many of the first ones its numbers are
/// about.
///
/// @param vectors those of each vector, in their order; empty where nothing was asked for
/// @param first k: of how many values the kept energy is
public record Spectra(List<VectorSpectra> vectors, int first) {
    /// How many of the first values numbers are about unless a person chooses otherwise.
    public static final int FIRST = 16;

    public static final Spectra NONE = new Spectra(List.of(), FIRST);

    /// @throws IllegalArgumentException where k is below 1
    public Spectra {
        if (first < 1) {
            throw new IllegalArgumentException("the first " + first + " singular values");
        }
        vectors = List.copyOf(vectors);
    }

    /// Whether singular values of any matrix are known.
    public boolean isKnown() {
        return vectors.stream().anyMatch(vector -> !vector.values().isEmpty());
    }

    /// Returns the same for another k.
    public Spectra ofFirst(int k) {
        return new Spectra(vectors, k);
    }
}
