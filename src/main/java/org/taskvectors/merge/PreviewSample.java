package org.taskvectors.merge;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.PairPass;
import org.taskvectors.analysis.ProfilePass;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Buffers;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.FileStamps;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Derived;
import org.taskvectors.merge.method.Method;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.SavedVector;

/// Rows of a base and of the vectors that are merged on it, held in memory: a miniature of the
/// merge, from which every choice of method and parameters is previewed by the lines that merge,
/// without reading a file again. The same share of every tensor is taken, so that norms are those
/// of the miniature by the root of that share, and all else stands as it is.
public final class PreviewSample {
    private static final String WEIGHT = "weight";

    private final HeldTensors base;
    private final List<HeldTensors> vectors;
    private final double share;
    private final Compute compute;
    private final FileStamps looks;

    private PreviewSample(
            HeldTensors base, List<HeldTensors> vectors, double share, Compute compute) {
        this.base = base;
        this.vectors = vectors;
        this.share = share;
        this.compute = compute;
        looks =
                FileStamps.of(
                        Stream.concat(Stream.of(base), vectors.stream())
                                .flatMap(one -> one.about().weightFiles().stream())
                                .toList());
    }

    /// Reads a sample of what a request merges; its method and parameters change nothing.
    ///
    /// @param most how many elements are held of all together, about
    /// @throws IOException (a [org.taskvectors.file.Failure]) where something cannot be opened, is
    ///   no vector, or does not fit
    /// @throws CancelledException where it was cancelled
    public static PreviewSample read(
            MergeRequest request, long most, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        try (MergeSides opened = MergeSides.of(request)) {
            opened.requireVectors();
            Checkpoint base = opened.base().orElseThrow();
            LaidVectors laid = LaidVectors.on(base, opened.vectors(), request.isPartial());
            return new Reading(base, laid, most, progress, cancellation)
                    .sample(Compute.onCpu(request.compute().threads()));
        }
    }

    /// Whether the files that it was read from are still as they were, as far as sizes and times
    /// tell.
    public boolean isFresh() {
        return looks.areUnchanged();
    }

    /// Returns the share of the weights that are held; 1 if it is all of them.
    public double share() {
        return share;
    }

    /// Merges the sample and measures it.
    ///
    /// @throws IOException (a [org.taskvectors.file.Failure]) where the method does not take what
    ///   was chosen
    /// @throws CancelledException where it was cancelled
    public MergePreview preview(Method method, Chosen chosen, Cancellation cancellation)
            throws IOException, CancelledException {
        Vector merged = merged(method, chosen, vectors, cancellation);
        List<BaseTensor> whole = base.tensors().stream().map(this::measured).toList();
        List<Checkpoint> all = new ArrayList<>();
        List<NamedProfile> profiles = new ArrayList<>();
        all.add(merged.on(base));
        profiles.add(new NamedProfile("result", profile(merged.on(base), cancellation), whole));
        for (HeldTensors vector : vectors) {
            all.add(vector);
            profiles.add(new NamedProfile(vector.name(), profile(vector, cancellation), whole));
        }
        boolean isWeighted =
                vectors.size() > 1
                        && method.parameters().stream().anyMatch(p -> p.name().equals(WEIGHT));
        return new MergePreview(
                profiles,
                PairPass.run(all, compute, new Progress(), cancellation),
                share,
                isWeighted
                        ? Optional.of(conflicts(method, chosen, merged, cancellation))
                        : Optional.empty());
    }

    private BaseTensor measured(Tensor tensor) {
        double squares = 0;
        for (float weight : base.numbers(tensor.name())) {
            squares += (double) weight * weight;
        }
        return new BaseTensor(tensor.name(), tensor.dtype(), tensor.shape(), squares);
    }

    private VectorProfile profile(Checkpoint vector, Cancellation cancellation)
            throws IOException, CancelledException {
        return ProfilePass.run(vector, Optional.empty(), compute, new Progress(), cancellation);
    }

    private Vector merged(
            Method method, Chosen chosen, List<HeldTensors> of, Cancellation cancellation)
            throws IOException, CancelledException {
        return new Merger(compute, new Progress(), cancellation)
                .vectors(
                        method,
                        Optional.of(base),
                        of.stream().map(SavedVector::of).toList(),
                        chosen,
                        List.of(),
                        false);
    }

    /// What the method keeps of one ingredient is what it makes of it where all others are zeros.
    private Conflicts conflicts(
            Method method, Chosen chosen, Vector merged, Cancellation cancellation)
            throws IOException, CancelledException {
        HeldTensors zeros = vectors.getFirst().zeros();
        List<Vector> alone = new ArrayList<>();
        for (int k = 0; k < vectors.size(); k++) {
            List<HeldTensors> of = new ArrayList<>();
            for (int other = 0; other < vectors.size(); other++) {
                of.add(other == k ? vectors.get(k) : zeros);
            }
            alone.add(merged(method, chosen, of, cancellation));
        }
        List<Conflicts.OfTensor> all = new ArrayList<>();
        for (Tensor tensor : base.tensors()) {
            cancellation.check();
            if (merged.tensor(tensor.name()).isEmpty()) {
                all.add(count(tensor.name(), new float[(int) tensor.elements()], List.of()));
                continue;
            }
            float[] result = numbers(merged, tensor);
            List<float[]> each = new ArrayList<>();
            for (Vector one : alone) {
                each.add(numbers(one, tensor));
            }
            all.add(count(tensor.name(), result, each));
        }
        return new Conflicts(all);
    }

    private static Conflicts.OfTensor count(String name, float[] result, List<float[]> each) {
        long apart = 0;
        long cancelled = 0;
        long[] followed = new long[each.size()];
        for (int i = 0; i < result.length; i++) {
            boolean isUp = false;
            boolean isDown = false;
            for (float[] one : each) {
                isUp |= one[i] > 0;
                isDown |= one[i] < 0;
            }
            if (isUp && isDown) {
                apart++;
                if (result[i] == 0) {
                    cancelled++;
                } else {
                    for (int k = 0; k < followed.length; k++) {
                        if (each.get(k)[i] * result[i] > 0) {
                            followed[k]++;
                        }
                    }
                }
            }
        }
        return new Conflicts.OfTensor(
                name, result.length, apart, cancelled, Arrays.stream(followed).boxed().toList());
    }

    private static float[] numbers(Checkpoint of, Tensor tensor) throws IOException {
        float[] all = new float[(int) tensor.elements()];
        Tensor own = of.tensor(tensor.name()).orElseThrow();
        try (Arena arena = Arena.ofConfined();
                TensorReader reader = of.reader(own)) {
            MemorySegment bytes = arena.allocate(own.elements() * own.dtype().bytes());
            reader.read(0, bytes);
            Numbers.decode(own.dtype(), bytes, all.length, all);
        }
        return all;
    }

    /// One reading of a sample.
    private static final class Reading {
        private final Checkpoint base;
        private final LaidVectors laid;
        private final Map<String, MergeRow> rows = new HashMap<>();
        private final long all;
        private final double share;
        private final Progress progress;
        private final Cancellation cancellation;

        Reading(
                Checkpoint base,
                LaidVectors laid,
                long most,
                Progress progress,
                Cancellation cancellation) {
            this.base = base;
            this.laid = laid;
            this.progress = progress;
            this.cancellation = cancellation;
            laid.rows().forEach(row -> rows.put(row.output().name(), row));
            all = weights(base).stream().mapToLong(this::elements).sum();
            share = Math.min(1, (double) most / Math.max(1, all * (1 + laid.vectors().size())));
        }

        PreviewSample sample(Compute compute) throws IOException, CancelledException {
            List<Drawn> drawn = weights(base).stream().map(this::draw).toList();
            List<Drawn> merged = drawn.stream().filter(one -> one.row().isPresent()).toList();
            long taken = drawn.stream().mapToLong(one -> one.sample().taken()).sum();
            long each = merged.stream().mapToLong(one -> one.sample().taken()).sum();
            progress.begin((taken + each * laid.vectors().size()) * DType.F32.bytes());
            HeldTensors own =
                    new HeldTensors(
                            About.computed(
                                            base.name(),
                                            "sample of a base",
                                            base.about().weightFiles())
                                    .withModel(base.about()),
                            drawn.stream().map(Drawn::sampled).toList(),
                            numbers(drawn, one -> Optional.of(new Ingredient(base, one.from()))));
            List<HeldTensors> vectors = new ArrayList<>();
            for (int k = 0; k < laid.vectors().size(); k++) {
                int index = k;
                vectors.add(
                        new HeldTensors(
                                About.computed(
                                        laid.vectors().get(k).name(),
                                        "sample of a vector",
                                        laid.vectors().get(k).about().weightFiles()),
                                merged.stream().map(Drawn::sampled).toList(),
                                numbers(merged, one -> change(one.row().orElseThrow(), index))));
            }
            return new PreviewSample(own, vectors, all == 0 ? 1 : (double) taken / all, compute);
        }

        /// Returns the base's weights, each once, as a preview over every weight counts them.
        private static List<Tensor> weights(Checkpoint base) {
            Set<String> again = Naming.of(base).repeated();
            return base.tensors().stream()
                    .filter(tensor -> tensor.dtype().isFloating())
                    .filter(tensor -> !Buffers.isBuffer(tensor))
                    .filter(tensor -> base.stored(tensor).undecoded().isEmpty())
                    .filter(tensor -> !again.contains(tensor.name()))
                    .toList();
        }

        private long elements(Tensor from) {
            MergeRow row = rows.get(from.name());
            return (row == null ? from : row.output()).elements();
        }

        private Drawn draw(Tensor from) {
            Optional<MergeRow> row = Optional.ofNullable(rows.get(from.name()));
            Tensor whole = row.map(MergeRow::output).orElse(from);
            return new Drawn(from, row, whole, RowSample.of(whole, share));
        }

        /// A vector's change of a row, with zeros for the rows that it does not have.
        private Optional<Ingredient> change(MergeRow row, int vector) {
            return row.ingredients()
                    .get(vector)
                    .map(
                            own ->
                                    own.tensor().elements() == row.output().elements()
                                            ? own
                                            : new Ingredient(
                                                    new Derivation(
                                                            new Derived.Ingredient(vector),
                                                            List.of(row),
                                                            own.checkpoint().about()),
                                                    Derivation.of(row)));
        }

        private List<float[]> numbers(
                List<Drawn> drawn, Function<Drawn, Optional<Ingredient>> source)
                throws IOException, CancelledException {
            List<ReadAhead.Span> spans =
                    drawn.stream()
                            .flatMap(
                                    one ->
                                            source.apply(one).stream()
                                                    .flatMap(from -> one.sample().spans(from)))
                            .toList();
            try (ReadAhead.Plan _ = ReadAhead.announce(spans)) {
                return read(drawn, source);
            }
        }

        private List<float[]> read(List<Drawn> drawn, Function<Drawn, Optional<Ingredient>> source)
                throws IOException, CancelledException {
            List<float[]> all = new ArrayList<>();
            for (Drawn one : drawn) {
                cancellation.check();
                float[] numbers = new float[one.sample().taken()];
                Optional<Ingredient> from = source.apply(one);
                if (from.isPresent()) {
                    read(from.get(), one.sample(), numbers);
                }
                progress.add((long) numbers.length * DType.F32.bytes());
                all.add(numbers);
            }
            return all;
        }

        private static void read(Ingredient from, RowSample sample, float[] into)
                throws IOException {
            DType dtype = from.tensor().dtype();
            float[] run = new float[sample.run()];
            int at = 0;
            try (Arena arena = Arena.ofConfined();
                    TensorReader reader = from.checkpoint().reader(from.tensor())) {
                MemorySegment bytes = arena.allocate((long) sample.run() * dtype.bytes());
                for (int i = 0; i < sample.runs(); i++) {
                    int count = sample.length(i);
                    long first = sample.start(i);
                    // The base may have fewer rows than what is merged on it.
                    int held = Math.clamp(from.tensor().elements() - first, 0, count);
                    if (held > 0) {
                        MemorySegment some = bytes.asSlice(0, (long) held * dtype.bytes());
                        reader.read(first, some);
                        Numbers.decode(dtype, some, held, run);
                        System.arraycopy(run, 0, into, at, held);
                    }
                    at += count;
                }
            }
        }

        /// A tensor of the sample.
        ///
        /// @param from the base's tensor
        /// @param row what is merged of it; empty if nothing is
        /// @param whole the tensor of the result, which may have more rows than the base's
        /// @param sample which of its rows are taken
        private record Drawn(Tensor from, Optional<MergeRow> row, Tensor whole, RowSample sample) {
            Tensor sampled() {
                return sample.sampled(whole);
            }
        }
    }
}
