package org.taskvectors.analysis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.Fingerprint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.alignment.Alignment;
import org.taskvectors.checkpoint.alignment.Coverage;
import org.taskvectors.checkpoint.naming.Buffers;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.BlockPass;
import org.taskvectors.pass.Checksums;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Part;
import org.taskvectors.pass.Row;
import org.taskvectors.tensor.Compute;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.ProvenanceCodec;
import org.taskvectors.vector.Repeats;
import org.taskvectors.vector.SavedVector;

/// Measures a vector in one pass over its numbers, and over those of its base if one is given, for
/// relative norms.
public final class ProfilePass {
    private final Checkpoint vector;
    private final List<Tensor> tensors;
    private final List<@Nullable Tensor> bases = new ArrayList<>();
    private final BlockPass pass;
    private final PassTally tally;
    private final Checksums sums;
    private final BitSet held;
    private final Progress progress;
    private final Cancellation cancellation;

    /// Which of its rows a pass reads.
    private interface Shared {
        Shared ALL = Part.WHOLE::shareOf;

        BitSet of(List<Row> rows);
    }

    private ProfilePass(
            Checkpoint vector,
            List<Tensor> tensors,
            Optional<Checkpoint> base,
            Shared shared,
            Progress progress,
            Cancellation cancellation) {
        this.vector = vector;
        this.tensors = tensors;
        this.progress = progress;
        this.cancellation = cancellation;
        Optional<Checkpoint> asVector = base.map(known -> align(vector, tensors, known));
        for (Tensor tensor : tensors) {
            bases.add(asVector.map(known -> match(tensor, known)).orElse(null));
        }
        List<Row> rows = rows(asVector);
        held = shared.of(rows);
        pass = new BlockPass(Part.only(held, rows));
        tally = new PassTally(tensors, pass.plan(), base.isPresent(), false);
        sums = new Checksums(tensors);
    }

    private List<Row> rows(Optional<Checkpoint> base) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            List<Row.Part> parts = new ArrayList<>();
            parts.add(new Row.Part(vector, tensors.get(i)));
            Tensor from = bases.get(i);
            if (from != null) {
                parts.add(new Row.Part(base.orElseThrow(), from));
            }
            rows.add(new Row(parts, 0, tensors.get(i).elements()));
        }
        return rows;
    }

    /// Measures all floating-point tensors of `vector`. Without a base it takes the base's sums
    /// from the vector's own metadata, if these have them.
    ///
    /// @param base the model that the vector changes; its tensors are found as an [Alignment] does,
    ///   and must have the vector's shapes
    public static VectorProfile run(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Compute compute,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        return measure(whole(vector, base), base, compute, progress, cancellation);
    }

    /// Returns the vector with its base, since an adapter with its base holds more tensors.
    static Checkpoint whole(Checkpoint vector, Optional<Checkpoint> base) {
        return base.map(known -> Vector.on(vector, known)).orElse(vector);
    }

    /// Returns the names of the tensors in a profile of `vector`: the floating-point ones, tied
    /// ones once, no buffers.
    static Set<String> measured(Checkpoint vector) {
        Set<String> again = uncounted(vector);
        return vector.tensors().stream()
                .filter(tensor -> tensor.dtype().isFloating())
                .map(Tensor::name)
                .filter(name -> !again.contains(name))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Returns the names of tensors that are read for the fingerprint alone: those that repeat
    /// another tensor's weights, and buffers.
    private static Set<String> uncounted(Checkpoint vector) {
        Set<String> names = new HashSet<>(Naming.of(vector).repeated());
        vector.tensors().stream()
                .filter(Buffers::isBuffer)
                .forEach(tensor -> names.add(tensor.name()));
        return names;
    }

    /// Returns the tensors of [#measured] without a head that holds the same numbers as its
    /// embedding, which is read: where the base has one weight for both, or where the vector holds
    /// both and says nothing of its origin.
    static Set<String> measuredOnce(Checkpoint vector, Optional<Checkpoint> base)
            throws IOException {
        Set<String> again = new HashSet<>();
        Naming own = Naming.of(vector);
        if (base.isPresent()) {
            again.addAll(Repeats.of(vector, own, base.get(), Naming.of(base.get())).repeated());
        } else if (isSilent(vector)) {
            again.addAll(Repeats.of(vector, own).repeated());
        }
        return measured(vector).stream()
                .filter(name -> !again.contains(name))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Whether a measurement of a vector may hold these tensors: a head that repeats its embedding
    /// was found when it was measured.
    static boolean isMeasured(Checkpoint vector, Optional<Checkpoint> base, Set<String> names) {
        Set<String> measured = new HashSet<>(measured(vector));
        if (base.isPresent() || isSilent(vector)) {
            Naming naming = Naming.of(vector);
            measured.removeIf(
                    name ->
                            !names.contains(name)
                                    && naming.place(name).kind().family() == ModuleFamily.HEAD);
        }
        return names.equals(measured);
    }

    private static boolean isSilent(Checkpoint vector) {
        return vector.about().config().isEmpty()
                && vector.about().adapter().isEmpty()
                && SavedVector.provenance(vector).isEmpty();
    }

    private static VectorProfile measure(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Compute compute,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        ProfilePass pass = of(vector, base, Shared.ALL, progress, cancellation);
        pass.run(compute);
        Optional<Provenance> provenance = new ProvenanceCodec().read(vector.about().metadata());
        return new VectorProfile(
                pass.profiles(base, provenance), provenance, pass.sums.fingerprint());
    }

    /// A share of a vector's measurement.
    record SharedProfile(ProfileShare.Common common, ProfileShare own) {}

    /// Measures a share of the floating-point tensors of `vector`, and of the base's weights that
    /// it does not hold.
    ///
    /// @param base as [#run] takes it
    static SharedProfile share(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Part part,
            Compute compute,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Checkpoint whole = whole(vector, base);
        Optional<BaseWeights> weights = base.map(known -> BaseWeights.of(whole, known));
        List<Tensor> missing = weights.map(BaseWeights::missing).orElseGet(List::of);
        List<Row> more =
                missing.stream().map(tensor -> Row.of(base.orElseThrow(), tensor)).toList();
        // One share of both, so that it is balanced over both passes.
        BitSet shared = new BitSet();
        ProfilePass pass =
                of(
                        whole,
                        base,
                        rows -> {
                            shared.or(
                                    part.shareOf(
                                            Stream.concat(rows.stream(), more.stream()).toList()));
                            return shared.get(0, rows.size());
                        },
                        progress,
                        cancellation);
        pass.run(compute);
        List<Tensor> also =
                IntStream.range(0, missing.size())
                        .filter(i -> shared.get(pass.tensors.size() + i))
                        .mapToObj(missing::get)
                        .toList();
        Map<String, Double> squares = new HashMap<>();
        if (!also.isEmpty()) {
            tensors(base.orElseThrow(), also, compute, progress, cancellation)
                    .forEach(tensor -> squares.put(tensor.name(), tensor.sumSquares()));
        }
        Optional<Provenance> provenance = new ProvenanceCodec().read(whole.about().metadata());
        List<Fingerprint.Entry> entries = pass.sums.entries();
        return new SharedProfile(
                new ProfileShare.Common(
                        pass.tensors, provenance, weights.map(known -> known.with(Map.of()))),
                new ProfileShare(
                        pass.held.stream().boxed().toList(),
                        pass.held.stream().mapToObj(row -> entries.get(row).checksum()).toList(),
                        pass.profiles(base, provenance),
                        squares,
                        pass.pass.bytes() + also.stream().mapToLong(Tensor::bytes).sum()));
    }

    private static ProfilePass of(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Shared shared,
            Progress progress,
            Cancellation cancellation)
            throws IOException {
        if (base.isPresent()) {
            SavedVector.requireBase(base.get());
        }
        if (vector instanceof Vector change) {
            change.requireReadable();
        }
        List<Tensor> floating =
                vector.tensors().stream().filter(tensor -> tensor.dtype().isFloating()).toList();
        ProfilePass pass = new ProfilePass(vector, floating, base, shared, progress, cancellation);
        if (base.isPresent()) {
            pass.requireBase(base.get());
        }
        return pass;
    }

    /// What was measured of the tensors that count.
    private List<TensorProfile> profiles(Optional<Checkpoint> base, Optional<Provenance> provenance)
            throws IOException {
        // A tied tensor is read for the fingerprint all the same.
        Set<String> counted = measuredOnce(vector, base);
        List<TensorProfile> profiles =
                held.stream()
                        .mapToObj(tally::profile)
                        .filter(profile -> counted.contains(profile.name()))
                        .toList();
        return base.isEmpty() && provenance.isPresent()
                ? withRecordedBase(profiles, provenance.get())
                : profiles;
    }

    /// Measures some floating-point tensors of any checkpoint, for the tensor browser.
    public static List<TensorProfile> tensors(
            Checkpoint checkpoint,
            List<Tensor> tensors,
            Compute compute,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        ProfilePass pass =
                new ProfilePass(
                        checkpoint, tensors, Optional.empty(), Shared.ALL, progress, cancellation);
        pass.run(compute);
        return pass.tally.profiles();
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

    /// Returns the base in the names and the layout of the vector's tensors.
    private static Checkpoint align(Checkpoint vector, List<Tensor> tensors, Checkpoint base) {
        Alignment.Side own = new Alignment.Side(tensors, vector.about().config());
        return Alignment.of(own, Alignment.Side.of(base)).apply(base);
    }

    /// Returns the base's tensor that one of the vector's changes; null if there is none.
    private static @Nullable Tensor match(Tensor tensor, Checkpoint asVector) {
        return asVector.tensor(tensor.name())
                .filter(from -> from.dtype().isFloating())
                .filter(from -> from.shape().equals(tensor.shape()))
                .orElse(null);
    }

    /// Checks that the vector's tensors are those of the base; otherwise every relative number
    /// would be of another group than its name says.
    private void requireBase(Checkpoint base) throws Failure {
        if (tensors.isEmpty()) {
            return;
        }
        Coverage coverage = Coverage.of(Alignment.of(base, vector), base, vector);
        if (bases.stream().allMatch(Objects::isNull) || coverage.isPartial()) {
            String names = coverage.names(base.name(), vector.name());
            throw Failure.of(
                    CheckpointProblem.NOT_ITS_BASE,
                    base.path().orElse(null),
                    "this is not the base of "
                            + vector.name()
                            + ": "
                            + (coverage.found() == 0
                                    ? "no tensor of the two has the same name and shape"
                                    : "only "
                                            + coverage.percent()
                                            + " of its weights have the same name and shape")
                            + (names.isEmpty() ? "" : " (" + names + ")"),
                    "Choose the model that the vector was made from");
        }
    }

    private void run(Compute compute) throws IOException, CancelledException {
        Lane checksums = sums.lane(row -> row, blocks -> blocks.part(0));
        pass.run(
                Lane.together(List.of(new ProfileLane(tally), checksums)),
                compute,
                progress,
                cancellation);
    }
}
