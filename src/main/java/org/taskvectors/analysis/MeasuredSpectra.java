package org.taskvectors.analysis;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.taskvectors.analysis.spectrum.SpectrumPass;
import org.taskvectors.analysis.spectrum.VectorSpectra;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;

/// Finds the singular values of vectors, or what is kept of them; new ones are kept, matrix by
/// matrix, also where it was cancelled on the way.
public final class MeasuredSpectra {
    private final ProfileStore store;
    private final Compute compute;

    /// @param store where singular values are kept
    /// @param compute with what new ones are computed; it changes no digit
    public MeasuredSpectra(ProfileStore store, Compute compute) {
        this.store = store;
        this.compute = compute;
    }

    /// Returns what is kept of a vector and still true; reads no weights.
    ///
    /// @throws IOException where it cannot be opened
    public VectorSpectra kept(Located located) throws IOException {
        try (VectorSides sides = VectorSides.open(located)) {
            return kept(sides.vector(), sides.base());
        }
    }

    /// Returns what is kept of a vector and still true; reads no weights.
    public VectorSpectra kept(Checkpoint vector, Optional<Checkpoint> base) {
        return Locations.of(vector, base).flatMap(store::lookUpSpectra).orElse(VectorSpectra.NONE);
    }

    /// Returns the singular values of all matrices in scope, and whatever else is kept.
    ///
    /// @param inScope by the tensors' names
    /// @throws IOException where it cannot be opened or read
    public VectorSpectra of(
            Located located,
            Predicate<String> inScope,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        try (VectorSides sides = VectorSides.open(located)) {
            return of(sides.vector(), sides.base(), inScope, progress, cancellation);
        }
    }

    /// Returns the singular values of all matrices in scope, and whatever else is kept.
    ///
    /// @param base the base that was chosen, which an adapter may need to be read
    /// @param inScope by the tensors' names
    public VectorSpectra of(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Predicate<String> inScope,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        VectorSpectra kept = kept(vector, base);
        if (missing(ProfilePass.whole(vector, base), inScope, kept).isEmpty()) {
            return kept;
        }
        Optional<List<Location>> places = Locations.of(vector, base);
        if (places.isEmpty()) {
            Checkpoint whole = ProfilePass.whole(vector, base);
            SpectrumPass pass = new SpectrumPass(whole, compute, progress, cancellation);
            pass.run(missing(whole, inScope, kept));
            return pass.found();
        }
        return findAndKeep(places.get(), inScope, kept, progress, cancellation);
    }

    /// Returns how many multiplications the matrices take of which nothing is known yet.
    public double work(Checkpoint vector, Predicate<String> inScope, VectorSpectra known) {
        return missing(vector, inScope, known).stream()
                .mapToDouble(tensor -> SpectrumPass.work(vector, tensor))
                .sum();
    }

    /// Opens the files anew between two looks at their stamps, as [Measured] does.
    private VectorSpectra findAndKeep(
            List<Location> places,
            Predicate<String> inScope,
            VectorSpectra kept,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Optional<List<Stamp>> before = ProfileStore.stamps(places);
        try (OpenedLocations opened = OpenedLocations.of(places)) {
            List<Checkpoint> fresh = opened.checkpoints();
            Checkpoint whole =
                    ProfilePass.whole(
                            fresh.getFirst(),
                            fresh.size() > 1 ? Optional.of(fresh.getLast()) : Optional.empty());
            SpectrumPass pass = new SpectrumPass(whole, compute, progress, cancellation);
            try {
                pass.run(missing(whole, inScope, kept));
            } finally {
                if (!pass.found().equals(VectorSpectra.NONE)) {
                    store.keepSpectra(places, before, kept.with(pass.found().lasting()));
                }
            }
            return kept.with(pass.found());
        }
    }

    private static List<Tensor> missing(
            Checkpoint vector, Predicate<String> inScope, VectorSpectra known) {
        Set<String> measured = ProfilePass.measured(vector);
        return vector.tensors().stream()
                .filter(SpectrumPass::hasMatrices)
                .filter(tensor -> measured.contains(tensor.name()))
                .filter(tensor -> inScope.test(tensor.name()))
                .filter(tensor -> !known.knows(tensor.name()))
                .toList();
    }
}
