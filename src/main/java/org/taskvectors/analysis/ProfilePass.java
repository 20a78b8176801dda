package org.taskvectors.analysis;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.Fingerprint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.MagnitudeSums;
import org.taskvectors.tensor.TreeSum;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.ProvenanceCodec;

/// Measures a vector that is already on disk, in one pass over its bytes (and over those of its
/// base where one is given, for relative norms).
public final class ProfilePass {
    private final Checkpoint vector;
    private final List<Tensor> tensors;
    private final List<@Nullable Tensor> bases = new ArrayList<>();
    private final Optional<Checkpoint> base;
    private final UnitPlan plan;
    private final PassTally tally;
    private final Progress progress;
    private final Cancellation cancellation;
    private final long bytes;

    private ProfilePass(
            Checkpoint vector,
            List<Tensor> tensors,
            Optional<Checkpoint> base,
            Progress progress,
            Cancellation cancellation) {
        this.vector = vector;
        this.tensors = tensors;
        this.base = base;
        this.progress = progress;
        this.cancellation = cancellation;
        if (base.isPresent()) {
            bases.addAll(matches(vector, tensors, base.get()));
        } else {
            tensors.forEach(tensor -> bases.add(null));
        }
        plan = UnitPlan.of(tensors);
        tally = new PassTally(tensors, plan, base.isPresent(), false);
        bytes =
                tensors.stream().mapToLong(Tensor::bytes).sum()
                        + bases.stream().mapToLong(b -> b == null ? 0 : b.bytes()).sum();
    }

    /// Profiles all floating-point tensors of `vector`. Where no base is given, the base's sums
    /// that the vector's own metadata records are taken.
    ///
    /// @param base the model that the vector changes; its tensors are found by name, the tools'
    ///   prefixes apart, and must have the vector's shapes
    public static VectorProfile run(
            Checkpoint vector,
            Optional<Checkpoint> base,
            int threads,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        return measure(whole(vector, base), base, threads, progress, cancellation);
    }

    /// An adapter with its base at hand holds more than one that stands alone.
    static Checkpoint whole(Checkpoint vector, Optional<Checkpoint> base) {
        return base.map(known -> Vector.on(vector, known)).orElse(vector);
    }

    /// The names of the tensors that a profile of `vector` has: the floating-point ones, tied ones
    /// once.
    static Set<String> measured(Checkpoint vector) {
        Set<String> again = repeated(vector);
        return vector.tensors().stream()
                .filter(tensor -> tensor.dtype().isFloating())
                .map(Tensor::name)
                .filter(name -> !again.contains(name))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Tensors that are another one's weights once more.
    private static Set<String> repeated(Checkpoint vector) {
        return Naming.of(vector).repeated();
    }

    private static VectorProfile measure(
            Checkpoint vector,
            Optional<Checkpoint> base,
            int threads,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        if (vector instanceof Vector change) {
            change.requireReadable();
        }
        List<Tensor> floating =
                vector.tensors().stream().filter(tensor -> tensor.dtype().isFloating()).toList();
        ProfilePass pass = new ProfilePass(vector, floating, base, progress, cancellation);
        if (base.isPresent()) {
            pass.requireBase(base.get());
        }
        pass.run(threads);
        Optional<Provenance> provenance = new ProvenanceCodec().read(vector.about().metadata());
        // A tied tensor is read for the fingerprint all the same.
        Set<String> again = repeated(vector);
        List<TensorProfile> profiles =
                pass.tally.profiles().stream()
                        .filter(profile -> !again.contains(profile.name()))
                        .toList();
        if (base.isEmpty() && provenance.isPresent()) {
            profiles = withRecordedBase(profiles, provenance.get());
        }
        return new VectorProfile(profiles, provenance, pass.fingerprint());
    }

    /// Profiles some floating-point tensors of any checkpoint: the browser's look at one tensor.
    public static List<TensorProfile> tensors(
            Checkpoint checkpoint,
            List<Tensor> tensors,
            int threads,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        ProfilePass pass =
                new ProfilePass(checkpoint, tensors, Optional.empty(), progress, cancellation);
        pass.run(threads);
        return pass.tally.profiles();
    }

    private String fingerprint() {
        List<Fingerprint.Entry> entries = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            entries.add(new Fingerprint.Entry(tensors.get(i), tally.checksum(i)));
        }
        return Fingerprint.of(entries);
    }

    private static List<TensorProfile> withRecordedBase(
            List<TensorProfile> profiles, Provenance provenance) {
        Map<String, Double> recorded = new HashMap<>();
        provenance
                .baseTensors()
                .forEach(tensor -> recorded.put(tensor.name(), tensor.sumSquares()));
        return profiles.stream()
                .map(
                        profile ->
                                profile.withBaseSquares(
                                        recorded.getOrDefault(profile.name(), Double.NaN)))
                .toList();
    }

    /// For each of the vector's tensors the base's tensor that it changes, null where there is
    /// none.
    private static List<@Nullable Tensor> matches(
            Checkpoint vector, List<Tensor> tensors, Checkpoint base) {
        Map<String, Tensor> found = Naming.of(base).byStrippedName(base.tensors());
        Naming naming = Naming.of(vector);
        List<@Nullable Tensor> matches = new ArrayList<>();
        for (Tensor tensor : tensors) {
            Tensor match = found.get(naming.place(tensor.name()).stripped());
            boolean same =
                    match != null
                            && match.dtype().isFloating()
                            && match.shape().equals(tensor.shape());
            matches.add(same ? match : null);
        }
        return matches;
    }

    /// Every number would be of the other model otherwise: of a vector of zeros.
    private void requireBase(Checkpoint base) throws Failure {
        if (!tensors.isEmpty() && bases.stream().allMatch(Objects::isNull)) {
            throw Failure.of(
                    CheckpointProblem.NOT_ITS_BASE,
                    base.path().orElse(null),
                    "this is not the base of "
                            + vector.name()
                            + ": no tensor of the two has the same name and shape",
                    "Choose the base that was fine-tuned");
        }
    }

    private void run(int threads) throws IOException, CancelledException {
        progress.begin(bytes);
        Workers.run(threads, plan.size(), cancellation, Worker::new);
    }

    private final class Worker implements Workers.Worker {
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment stored = arena.allocate(UnitPlan.BLOCK_BYTES, 64);
        private final MemorySegment side = arena.allocate(UnitPlan.BLOCK_BYTES, 64);
        private final BlockReader reader = new BlockReader(progress);
        private final Kernels kernels = Kernels.on(Device.CPU, bytes);
        private final PassTally.ThreadTally counters = tally.thread();

        @Override
        public void unit(int number) throws IOException, CancelledException {
            UnitPlan.Unit unit = plan.unit(number);
            Tensor tensor = tensors.get(unit.tensor());
            Tensor from = bases.get(unit.tensor());
            int widest = Math.max(tensor.dtype().bytes(), from == null ? 0 : from.dtype().bytes());
            int step = UnitPlan.blockElements(widest);
            MagnitudeSums sums = counters.begin(unit);
            long checksum = 0;
            TreeSum squares = new TreeSum();
            for (long at = unit.first(); at < unit.first() + unit.count(); at += step) {
                cancellation.check();
                int count = (int) Math.min(step, unit.first() + unit.count() - at);
                Block block = reader.read(vector, tensor, at, count, stored);
                kernels.measure(block, sums);
                checksum += kernels.checksum(block.bytes(), at * tensor.dtype().bytes());
                if (from != null) {
                    Block weights = reader.read(base.orElseThrow(), from, at, count, side);
                    kernels.squaresWhereFinite(weights, block, squares);
                }
            }
            counters.end(unit, checksum, from == null ? Double.NaN : squares.sum());
        }

        @Override
        public void close() {
            counters.close();
            arena.close();
        }
    }
}
