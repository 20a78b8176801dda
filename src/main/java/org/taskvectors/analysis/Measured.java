package org.taskvectors.analysis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Checkpoints;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.vector.BaseTensor;

/// What is known of vectors: taken from where it is kept, or measured now and kept.
public final class Measured {
    private final ProfileStore store;
    private final Passes passes;

    /// @param store where measurements are kept
    /// @param passes how they are made
    public Measured(ProfileStore store, Passes passes) {
        this.store = store;
        this.passes = passes;
    }

    /// What there is to know of a vector.
    ///
    /// @param base the base that its numbers relate to; empty for the one that the vector's own
    ///   metadata records, if it does
    public Measurement profile(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Optional<Measurement> kept = kept(vector, base);
        return kept.isPresent() ? kept.get() : measureAndKeep(vector, base, progress, cancellation);
    }

    /// What is kept of a vector and still true by its header, size and time of modification.
    public Optional<Measurement> kept(Checkpoint vector, Optional<Checkpoint> base) {
        Optional<Path> path = vector.path();
        if (path.isEmpty()) {
            return Optional.empty();
        }
        if (base.isEmpty()) {
            return store.find(path.get());
        }
        return base.get().path().flatMap(of -> store.find(path.get(), of));
    }

    /// Reads the whole vector again, whatever is kept, and says in what the two differ. What was
    /// read now is what is kept afterwards.
    public Verification verify(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Optional<Measurement> kept = kept(vector, base);
        Measurement now = measure(vector, base, progress, cancellation);
        if (kept.isEmpty()) {
            keep(vector, base, now);
            return new Verification(now, false, List.of());
        }
        List<String> differences = ProfileDifference.between(kept.get().profile(), now.profile());
        if (differences.isEmpty()) {
            // What the extraction measured of both sides is more than the vector alone can tell.
            return new Verification(kept.get(), true, List.of());
        }
        keep(vector, base, now);
        return new Verification(now, true, differences);
    }

    /// The sums over several vectors, in their order.
    public PairSums pairs(List<Checkpoint> vectors, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        List<Path> paths = vectors.stream().flatMap(vector -> vector.path().stream()).toList();
        if (paths.size() < vectors.size()) {
            return passes.pairs(vectors, progress, cancellation);
        }
        // Measured and kept in one order, so that the same vectors chosen in another need no pass.
        int[] order =
                IntStream.range(0, paths.size())
                        .boxed()
                        .sorted(Comparator.comparing(paths::get))
                        .mapToInt(Integer::intValue)
                        .toArray();
        List<Path> sorted = Arrays.stream(order).mapToObj(paths::get).toList();
        Optional<PairSums> kept = store.findPairs(sorted);
        if (kept.isPresent()) {
            return PairOrder.restore(kept.get(), order);
        }
        PairSums sums =
                passes.pairs(
                        Arrays.stream(order).mapToObj(vectors::get).toList(),
                        progress,
                        cancellation);
        store.keepPairs(sorted, sums);
        return PairOrder.restore(sums, order);
    }

    private Measurement measureAndKeep(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Measurement now = measure(vector, base, progress, cancellation);
        keep(vector, base, now);
        return now;
    }

    private void keep(Checkpoint vector, Optional<Checkpoint> base, Measurement measurement) {
        Optional<Path> path = vector.path();
        if (path.isEmpty()) {
            return;
        }
        if (base.isEmpty()) {
            store.keep(path.get(), measurement);
        } else {
            base.get().path().ifPresent(of -> store.keep(path.get(), of, measurement));
        }
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
        return new Measurement(profile, baseTensors(profile, base.get(), progress, cancellation));
    }

    /// The base's floating-point tensors, tied ones once. Those that the vector does not hold are
    /// read here, for their norm.
    private List<BaseTensor> baseTensors(
            VectorProfile vector, Checkpoint base, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        Naming naming = Naming.of(base);
        Set<String> held = new HashSet<>();
        vector.tensors().forEach(tensor -> held.add(naming.place(tensor.name()).stripped()));
        Set<String> again = new HashSet<>();
        naming.tied().forEach(set -> set.stream().skip(1).forEach(again::add));
        List<Tensor> wanted =
                base.tensors().stream()
                        .filter(tensor -> tensor.dtype().isFloating())
                        .filter(tensor -> !Checkpoints.isScaled8Bit(base, tensor))
                        .filter(tensor -> !again.contains(tensor.name()))
                        .toList();
        List<Tensor> missing =
                wanted.stream()
                        .filter(t -> !held.contains(naming.place(t.name()).stripped()))
                        .toList();
        Map<String, Double> squares = new LinkedHashMap<>();
        if (!missing.isEmpty()) {
            VectorProfile rest =
                    passes.profile(
                            new SomeTensors(base, missing),
                            Optional.empty(),
                            progress,
                            cancellation);
            rest.tensors().forEach(tensor -> squares.put(tensor.name(), tensor.sumSquares()));
        }
        List<BaseTensor> tensors = new ArrayList<>();
        for (Tensor tensor : wanted) {
            tensors.add(
                    new BaseTensor(
                            tensor.name(),
                            tensor.dtype(),
                            tensor.shape(),
                            squares.getOrDefault(tensor.name(), Double.NaN)));
        }
        return tensors;
    }
}
