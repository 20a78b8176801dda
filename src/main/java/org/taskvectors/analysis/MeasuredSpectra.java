package org.taskvectors.analysis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.taskvectors.analysis.spectrum.DirectionOverlap;
import org.taskvectors.analysis.spectrum.MatrixWork;
import org.taskvectors.analysis.spectrum.PerMatrix;
import org.taskvectors.analysis.spectrum.SingularValues;
import org.taskvectors.analysis.spectrum.SpectrumPass;
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
    /// @param compute with what new ones are computed, or what chooses it; it changes no digit that
    ///   `src/site/markdown/numbers.md` promises
    public MeasuredSpectra(ProfileStore store, Compute compute) {
        this.store = store;
        this.compute = compute;
    }

    /// Returns what is kept of some vectors and of their pairs, and still true; reads no weights.
    ///
    /// @throws IOException where one of them cannot be opened
    public Spectra kept(List<Located> located) throws IOException {
        try (OpenedTogether<VectorSides> opened = open(located)) {
            return new Spectra(
                    opened.all().stream().map(each -> kept(each.vector(), each.base())).toList(),
                    keptOverlaps(whole(opened)),
                    Spectra.FIRST);
        }
    }

    /// Returns the singular values of some vectors and the overlaps of their pairs, of all matrices
    /// in scope, and whatever else is kept.
    ///
    /// @param inScope by the tensors' names
    /// @throws IOException where one of them cannot be opened or read
    public Spectra of(
            List<Located> located,
            Predicate<String> inScope,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        try (OpenedTogether<VectorSides> opened = open(located)) {
            MatrixWork.Operations operations = new MatrixWork.Operations(progress);
            begin(operations, opened, inScope, cancellation);
            List<PerMatrix<SingularValues>> found = new ArrayList<>();
            for (VectorSides each : opened.all()) {
                found.add(of(each.vector(), each.base(), inScope, operations, cancellation));
            }
            return new Spectra(
                    found,
                    overlaps(whole(opened), inScope, operations, cancellation),
                    Spectra.FIRST);
        }
    }

    /// One count over all vectors and their overlaps, so that its end is the end of all.
    private void begin(
            MatrixWork.Operations operations,
            OpenedTogether<VectorSides> opened,
            Predicate<String> inScope,
            Cancellation cancellation)
            throws IOException {
        double multiplications = 0;
        int matrices = 0;
        for (VectorSides each : opened.all()) {
            Checkpoint whole = ProfilePass.whole(each.vector(), each.base());
            List<Tensor> missing = missing(whole, inScope, kept(each.vector(), each.base()));
            multiplications +=
                    missing.stream()
                            .mapToDouble(tensor -> MatrixWork.multiplications(whole, tensor))
                            .sum();
            matrices += missing.size();
        }
        List<Checkpoint> whole = whole(opened);
        OverlapPass.Amount overlaps =
                new OverlapPass(whole, compute, operations, cancellation)
                        .amount(isMissing(whole.size(), inScope, keptOverlaps(whole)));
        operations.beginSeveral(
                multiplications + overlaps.multiplications(), matrices + overlaps.matrices());
    }

    private static OpenedTogether<VectorSides> open(List<Located> located) throws IOException {
        return OpenedTogether.of(located, VectorSides::open, VectorSides::close);
    }

    private static List<Checkpoint> whole(OpenedTogether<VectorSides> opened) {
        return opened.all().stream()
                .map(each -> ProfilePass.whole(each.vector(), each.base()))
                .toList();
    }

    /// Returns what is kept of a vector and still true; reads no weights.
    public PerMatrix<SingularValues> kept(Checkpoint vector, Optional<Checkpoint> base) {
        return Locations.of(vector, base).flatMap(store::lookUpSpectra).orElse(PerMatrix.none());
    }

    /// Returns the singular values of all matrices in scope, and whatever else is kept.
    ///
    /// @param base the base that was chosen, which an adapter may need to be read
    /// @param inScope by the tensors' names
    public PerMatrix<SingularValues> of(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Predicate<String> inScope,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        return of(vector, base, inScope, new MatrixWork.Operations(progress), cancellation);
    }

    private PerMatrix<SingularValues> of(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Predicate<String> inScope,
            MatrixWork.Operations operations,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Optional<List<Location>> places = Locations.of(vector, base);
        // Looked at before what is kept: a file that is replaced between the two keeps nothing.
        Optional<List<Stamp>> before = places.flatMap(ProfileStore::stamps);
        PerMatrix<SingularValues> kept = kept(vector, base);
        Checkpoint whole = ProfilePass.whole(vector, base);
        List<Tensor> missing = missing(whole, inScope, kept);
        if (missing.isEmpty()) {
            return kept;
        }
        if (places.isEmpty()) {
            SpectrumPass pass = new SpectrumPass(whole, compute, operations, cancellation);
            pass.run(missing);
            return pass.found();
        }
        return findAndKeep(places.get(), before, inScope, kept, operations, cancellation);
    }

    /// Returns what is kept of the overlaps of every pair of some vectors, in the order (0,1),
    /// (0,2), …, (1,2), …; reads no weights.
    public List<PerMatrix<DirectionOverlap>> keptOverlaps(List<Checkpoint> vectors) {
        List<PerMatrix<DirectionOverlap>> kept = new ArrayList<>();
        for (OverlapPass.VectorPair pair : pairs(vectors.size())) {
            kept.add(places(vectors, pair).flatMap(store::lookUpOverlaps).orElse(PerMatrix.none()));
        }
        return kept;
    }

    /// Returns the overlaps of the first singular directions of every pair of some vectors in all
    /// matrices in scope, in the order (0,1), (0,2), …, (1,2), …, and whatever else is kept of
    /// them.
    ///
    /// @param vectors with their bases, where they need them
    /// @param inScope by the tensors' names
    public List<PerMatrix<DirectionOverlap>> overlaps(
            List<Checkpoint> vectors,
            Predicate<String> inScope,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        return overlaps(vectors, inScope, new MatrixWork.Operations(progress), cancellation);
    }

    private static BiPredicate<OverlapPass.VectorPair, String> isMissing(
            int vectors, Predicate<String> inScope, List<PerMatrix<DirectionOverlap>> kept) {
        return (pair, name) ->
                inScope.test(name)
                        && !kept.get(PairSums.indexOf(pair.a(), pair.b(), vectors)).knows(name);
    }

    /// Opens the files anew between two looks at their stamps, as [Measured] does.
    private List<PerMatrix<DirectionOverlap>> overlaps(
            List<Checkpoint> vectors,
            Predicate<String> inScope,
            MatrixWork.Operations operations,
            Cancellation cancellation)
            throws IOException, CancelledException {
        List<OverlapPass.VectorPair> pairs = pairs(vectors.size());
        List<Optional<List<Stamp>>> before =
                pairs.stream()
                        .map(pair -> places(vectors, pair).flatMap(ProfileStore::stamps))
                        .toList();
        List<PerMatrix<DirectionOverlap>> kept = keptOverlaps(vectors);
        List<Optional<Location>> own =
                vectors.stream()
                        .map(vector -> Locations.of(List.of(vector)).map(List::getFirst))
                        .toList();
        List<PerMatrix<DirectionOverlap>> all = new ArrayList<>();
        try (OpenedLocations opened =
                OpenedLocations.of(own.stream().flatMap(Optional::stream).toList())) {
            OverlapPass pass =
                    new OverlapPass(anew(vectors, own, opened), compute, operations, cancellation);
            try {
                pass.run(isMissing(vectors.size(), inScope, kept));
            } finally {
                for (int i = 0; i < pairs.size(); i++) {
                    PerMatrix<DirectionOverlap> fresh = pass.of(pairs.get(i));
                    all.add(kept.get(i).with(fresh));
                    Optional<List<Location>> places = places(vectors, pairs.get(i));
                    if (!fresh.isEmpty() && places.isPresent()) {
                        store.keepOverlaps(
                                places.get(), before.get(i), kept.get(i).with(fresh.lasting()));
                    }
                }
            }
        }
        return all;
    }

    /// Returns each vector as its file is now; those that are no file of their own as they are.
    private static List<Checkpoint> anew(
            List<Checkpoint> vectors, List<Optional<Location>> own, OpenedLocations opened) {
        Iterator<Checkpoint> next = opened.checkpoints().iterator();
        List<Checkpoint> anew = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            anew.add(own.get(i).isPresent() ? next.next() : vectors.get(i));
        }
        return anew;
    }

    private static List<OverlapPass.VectorPair> pairs(int vectors) {
        List<OverlapPass.VectorPair> pairs = new ArrayList<>();
        for (int a = 0; a < vectors; a++) {
            for (int b = a + 1; b < vectors; b++) {
                pairs.add(new OverlapPass.VectorPair(a, b));
            }
        }
        return pairs;
    }

    /// The places of two vectors in an order of their own: which of them comes first changes no
    /// overlap.
    private static Optional<List<Location>> places(
            List<Checkpoint> vectors, OverlapPass.VectorPair pair) {
        return Locations.of(List.of(vectors.get(pair.a()), vectors.get(pair.b())))
                .map(both -> both.stream().sorted(Location.ORDER).toList());
    }

    /// Opens the files anew between two looks at their stamps, as [Measured] does.
    private PerMatrix<SingularValues> findAndKeep(
            List<Location> places,
            Optional<List<Stamp>> before,
            Predicate<String> inScope,
            PerMatrix<SingularValues> kept,
            MatrixWork.Operations operations,
            Cancellation cancellation)
            throws IOException, CancelledException {
        try (OpenedLocations opened = OpenedLocations.of(places)) {
            List<Checkpoint> fresh = opened.checkpoints();
            Checkpoint whole =
                    ProfilePass.whole(
                            fresh.getFirst(),
                            fresh.size() > 1 ? Optional.of(fresh.getLast()) : Optional.empty());
            SpectrumPass pass = new SpectrumPass(whole, compute, operations, cancellation);
            try {
                pass.run(missing(whole, inScope, kept));
            } finally {
                if (!pass.found().isEmpty()) {
                    store.keepSpectra(places, before, kept.with(pass.found().lasting()));
                }
            }
            return kept.with(pass.found());
        }
    }

    private static List<Tensor> missing(
            Checkpoint vector, Predicate<String> inScope, PerMatrix<SingularValues> known) {
        Set<String> measured = ProfilePass.measured(vector);
        return vector.tensors().stream()
                .filter(MatrixWork::hasMatrices)
                .filter(tensor -> measured.contains(tensor.name()))
                .filter(tensor -> inScope.test(tensor.name()))
                .filter(tensor -> !known.knows(tensor.name()))
                .toList();
    }
}
