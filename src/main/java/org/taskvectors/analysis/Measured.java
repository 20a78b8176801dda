package org.taskvectors.analysis;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.open.Opened;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.vector.BaseTensor;

/// Measures vectors, or finds kept measurements of them; a new measurement is kept.
public final class Measured {
    private final ProfileStore store;
    private final Passes passes;

    /// @param store where measurements are kept
    /// @param passes makes new measurements
    public Measured(ProfileStore store, Passes passes) {
        this.store = store;
        this.passes = passes;
    }

    /// Returns the measurement of a vector: a kept one if it is still true, otherwise a new one.
    ///
    /// @param base the base that its numbers relate to; empty for the one in the vector's own
    ///   metadata, if there is one
    public Measurement profile(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Optional<Measurement> kept = kept(vector, base);
        return kept.isPresent()
                ? kept.get()
                : measureAndKeep(vector, base, any -> true, progress, cancellation);
    }

    /// Returns a kept measurement of a vector that is still true; reads no weights. Takes the base
    /// that the vector is paired with if the vector's own metadata record none.
    ///
    /// @throws IOException where it cannot be opened
    public Optional<Measurement> kept(Located located) throws IOException {
        try (VectorSides sides = VectorSides.open(located)) {
            return kept(sides.vector(), sides.base());
        }
    }

    /// Returns the measurement of a vector: a kept one if it is still true, otherwise a new one.
    ///
    /// @throws IOException where it cannot be opened or read
    /// @throws CancelledException where it was cancelled
    public Measurement profile(Located located, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        try (VectorSides sides = VectorSides.open(located)) {
            return profile(sides.vector(), sides.base(), progress, cancellation);
        }
    }

    /// Returns kept sums over several vectors that are still true, in the order of the vectors.
    ///
    /// @throws IOException where one of them cannot be opened
    public Optional<PairSums> keptPairsOf(List<Located> located) throws IOException {
        try (OpenedTogether<Opened> opened = open(located)) {
            return keptPairs(checkpoints(opened));
        }
    }

    /// Returns the sums over several vectors, in their order.
    ///
    /// @throws IOException where one of them cannot be opened or read
    /// @throws CancelledException where it was cancelled
    public PairSums pairsOf(List<Located> located, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        try (OpenedTogether<Opened> opened = open(located)) {
            return pairs(checkpoints(opened), progress, cancellation);
        }
    }

    private static OpenedTogether<Opened> open(List<Located> located) throws IOException {
        return OpenedTogether.of(located, Located::openWithBase, Opened::close);
    }

    private static List<Checkpoint> checkpoints(OpenedTogether<Opened> opened) {
        return opened.all().stream().map(Opened::checkpoint).toList();
    }

    /// Returns a kept measurement that is still true by the vector's header, size and time of
    /// modification.
    public Optional<Measurement> kept(Checkpoint vector, Optional<Checkpoint> base) {
        return Locations.of(vector, base)
                .flatMap(store::lookUp)
                .filter(
                        kept ->
                                ProfilePass.isMeasured(
                                        ProfilePass.whole(vector, base),
                                        base,
                                        names(kept.profile())));
    }

    /// Measures the vector again, even if a measurement is kept, compares the two, and keeps the
    /// new one.
    public Verification verify(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Optional<Measurement> kept = kept(vector, base);
        if (kept.isEmpty()) {
            Measurement now = measureAndKeep(vector, base, any -> true, progress, cancellation);
            return new Verification(now, false, List.of());
        }
        VectorProfile before = kept.get().profile();
        Measurement now =
                measureAndKeep(
                        vector,
                        base,
                        read -> !ProfileDifference.between(before, read.profile()).isEmpty(),
                        progress,
                        cancellation);
        List<String> differences = ProfileDifference.between(before, now.profile());
        // What an extraction measured of both sides is more than the vector alone can tell.
        return new Verification(differences.isEmpty() ? kept.get() : now, true, differences);
    }

    /// Returns the sums over several vectors, in their order.
    public PairSums pairs(List<Checkpoint> vectors, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        Optional<List<Location>> places = Locations.of(vectors);
        if (places.isEmpty()) {
            return passes.pairs(vectors, progress, cancellation);
        }
        int[] order = order(places.get());
        List<Location> sorted = sorted(places.get(), order);
        Optional<PairSums> kept = store.lookUpPairs(sorted);
        PairSums sums =
                kept.isPresent() ? kept.get() : measureAndKeepPairs(sorted, progress, cancellation);
        return PairOrder.restore(sums, order);
    }

    /// Returns kept sums over several vectors that are still true, in their order.
    public Optional<PairSums> keptPairs(List<Checkpoint> vectors) {
        Optional<List<Location>> places = Locations.of(vectors);
        if (places.isEmpty()) {
            return Optional.empty();
        }
        int[] order = order(places.get());
        return store.lookUpPairs(sorted(places.get(), order))
                .map(kept -> PairOrder.restore(kept, order));
    }

    /// Returns the order in which sums are measured and kept, so that the same vectors in another
    /// order need no pass.
    static int[] order(List<Location> places) {
        return IntStream.range(0, places.size())
                .boxed()
                .sorted(Comparator.comparing(places::get, Location.ORDER))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    static List<Location> sorted(List<Location> places, int[] order) {
        return Arrays.stream(order).mapToObj(places::get).toList();
    }

    /// Measures and keeps. Opens the files anew between two looks at their stamps, so that a
    /// measurement is kept for the files it was made of, even if a vector was opened long ago and
    /// replaced since.
    private Measurement measureAndKeep(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Predicate<Measurement> worthKeeping,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Optional<List<Location>> places = Locations.of(vector, base);
        if (places.isEmpty()) {
            return measure(vector, base, progress, cancellation);
        }
        Optional<List<Stamp>> before = ProfileStore.stamps(places.get());
        try (OpenedLocations opened = OpenedLocations.of(places.get())) {
            List<Checkpoint> fresh = opened.checkpoints();
            Measurement now =
                    measure(
                            fresh.getFirst(),
                            base.map(any -> fresh.getLast()),
                            progress,
                            cancellation);
            if (worthKeeping.test(now)) {
                store.keep(places.get(), before, now);
            }
            return now;
        }
    }

    private PairSums measureAndKeepPairs(
            List<Location> places, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        Optional<List<Stamp>> before = ProfileStore.stamps(places);
        try (OpenedLocations opened = OpenedLocations.of(places)) {
            PairSums sums = passes.pairs(opened.checkpoints(), progress, cancellation);
            store.keepPairs(places, before, sums);
            return sums;
        }
    }

    private static Set<String> names(VectorProfile profile) {
        return profile.tensors().stream().map(TensorProfile::name).collect(Collectors.toSet());
    }

    private Measurement measure(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        VectorProfile profile = passes.profile(vector, base, progress, cancellation);
        if (base.isEmpty()) {
            return Measurement.of(profile);
        }
        return new Measurement(
                profile,
                baseTensors(ProfilePass.whole(vector, base), base.get(), progress, cancellation));
    }

    private List<BaseTensor> baseTensors(
            Checkpoint vector, Checkpoint base, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        BaseWeights weights = BaseWeights.of(vector, base);
        Map<String, Double> squares = new LinkedHashMap<>();
        if (!weights.missing().isEmpty()) {
            passes.tensors(base, weights.missing(), progress, cancellation)
                    .forEach(tensor -> squares.put(tensor.name(), tensor.sumSquares()));
        }
        return weights.with(squares);
    }
}
