package org.taskvectors.checkpoint.adapter;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.naming.ModuleKinds;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// The fine-tuned model that an adapter stands for: of each weight that it changes θ0 + τ, added in
/// float32 (float64 where θ0 is) and rounded once; all others are the base's. A quantised base
/// counts as the float32 numbers that it stands for.
public final class BaseWithAdapter implements Checkpoint {
    private static final int BLOCK = 1 << 14;

    private final Checkpoint base;
    private final AdapterCheckpoint adapter;
    private final List<Tensor> tensors;
    private final Map<String, Tensor> byName;

    /// The change of a base's tensor, by its name.
    private final Map<String, Tensor> changes = new HashMap<>();

    private BaseWithAdapter(
            Checkpoint base, AdapterCheckpoint adapter, Function<Tensor, DType> dtypes) {
        this.base = base;
        this.adapter = adapter;
        this.tensors =
                base.tensors().stream()
                        .map(
                                tensor ->
                                        tensor.dtype().isFloating()
                                                ? new Tensor(
                                                        tensor.name(),
                                                        dtypes.apply(tensor),
                                                        tensor.shape())
                                                : tensor)
                        .toList();
        this.byName = HashMap.newHashMap(tensors.size());
        tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    }

    /// The model in the dtypes of its base.
    ///
    /// @throws Failure as the other does
    public static BaseWithAdapter of(Checkpoint base, AdapterCheckpoint adapter) throws Failure {
        return of(base, adapter, Tensor::dtype);
    }

    /// Base and adapter stay the caller's; closing the result closes neither.
    ///
    /// @param dtypes the floating-point dtype that each floating-point tensor of the base is
    ///   rounded to
    /// @throws Failure where the adapter changes a tensor that the base does not have in that
    ///   shape, or where some of its change cannot be read: the result would be another model
    public static BaseWithAdapter of(
            Checkpoint base, AdapterCheckpoint adapter, Function<Tensor, DType> dtypes)
            throws Failure {
        AdapterCheckpoint on = adapter.on(base);
        Optional<Failure> scale = on.scaleFailure();
        if (scale.isPresent()) {
            throw scale.get();
        }
        if (!on.incomplete().isEmpty()) {
            Incomplete first = on.incomplete().getFirst();
            throw Failure.of(
                            AdapterProblem.INCOMPLETE,
                            adapter.path().orElse(null),
                            "the change of this tensor cannot be read: " + first.reason(),
                            "Merge the adapter with PEFT (merge_and_unload)")
                    .at("tensor " + Shown.of(first.name()));
        }
        BaseWithAdapter whole = new BaseWithAdapter(base, on, dtypes);
        Naming naming = Naming.of(base);
        Map<String, Tensor> byStripped = naming.byStrippedName(base.tensors());
        Naming own = Naming.of(on);
        for (Tensor change : on.tensors()) {
            Tensor found = byStripped.get(own.place(change.name()).stripped());
            if (found == null
                    && naming.servesAsHead().isPresent()
                    && naming.place(change.name()).kind().equals(ModuleKinds.HEAD)) {
                throw Failure.of(
                                CheckpointProblem.NOT_ITS_BASE,
                                base.path().orElse(null),
                                "the base has no head of its own, its embedding serves as one, and "
                                        + adapter.name()
                                        + " changes the head by itself",
                                "Save the base with a head of its own first"
                                        + " (tie_word_embeddings=False)")
                        .at("tensor " + Shown.of(change.name()));
            }
            if (found == null
                    || !found.dtype().isFloating()
                    || !found.shape().equals(change.shape())) {
                throw Failure.of(
                                CheckpointProblem.NOT_ITS_BASE,
                                base.path().orElse(null),
                                "this is not the base of "
                                        + adapter.name()
                                        + ": it has no such tensor of "
                                        + change.shape(),
                                "Choose the base that the adapter was trained on")
                        .at("tensor " + Shown.of(change.name()));
            }
            whole.changes.put(found.name(), change);
        }
        return whole;
    }

    /// The names of the base's tensors that the adapter changes.
    public Set<String> changed() {
        return Set.copyOf(changes.keySet());
    }

    @Override
    public void read(Tensor tensor, long firstElement, MemorySegment target) throws IOException {
        Tensor from = source(tensor);
        Tensor change = changes.get(tensor.name());
        if (change == null && from.dtype() == tensor.dtype()) {
            base.read(from, firstElement, target);
            return;
        }
        int width = tensor.dtype().bytes();
        long count = target.byteSize() / width;
        try (Arena arena = Arena.ofConfined()) {
            int most = (int) Math.min(BLOCK, count);
            Sum sum = new Sum(arena, from, change, most);
            for (long at = 0; at < count; at += BLOCK) {
                int part = (int) Math.min(BLOCK, count - at);
                MemorySegment into = target.asSlice(at * width, (long) part * width);
                sum.write(firstElement + at, part, tensor.dtype(), into);
            }
        }
    }

    private Tensor source(Tensor tensor) {
        if (!tensor.equals(byName.get(tensor.name()))) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " is not in " + name());
        }
        return base.tensor(tensor.name()).orElseThrow();
    }

    /// The sums of one tensor, block by block.
    private final class Sum {
        private final Tensor from;
        private final @Nullable Tensor change;
        private final MemorySegment block;
        private final boolean isDouble;

        Sum(Arena arena, Tensor from, @Nullable Tensor change, int most) {
            this.from = from;
            this.change = change;
            isDouble = from.dtype() == DType.F64 || (change != null && change.dtype() == DType.F64);
            block = arena.allocate(8L * most, 64);
        }

        void write(long first, int count, DType dtype, MemorySegment into) throws IOException {
            if (isDouble) {
                double[] sum = new double[count];
                Numbers.decode(from.dtype(), read(base, from, first, count), count, sum);
                if (change != null) {
                    double[] more = new double[count];
                    Numbers.decode(
                            change.dtype(), read(adapter, change, first, count), count, more);
                    for (int i = 0; i < count; i++) {
                        sum[i] += more[i];
                    }
                }
                Numbers.encode(sum, count, dtype, into);
            } else {
                float[] sum = new float[count];
                Numbers.decode(from.dtype(), read(base, from, first, count), count, sum);
                if (change != null) {
                    float[] more = new float[count];
                    Numbers.decode(
                            change.dtype(), read(adapter, change, first, count), count, more);
                    for (int i = 0; i < count; i++) {
                        sum[i] += more[i];
                    }
                }
                Numbers.encode(sum, count, dtype, into);
            }
        }

        private MemorySegment read(Checkpoint side, Tensor tensor, long first, int count)
                throws IOException {
            MemorySegment bytes = block.asSlice(0, (long) count * tensor.dtype().bytes());
            side.read(tensor, first, bytes);
            return bytes;
        }
    }

    @Override
    public String name() {
        return base.name() + " + " + adapter.name();
    }

    @Override
    public Optional<Path> path() {
        return Optional.empty();
    }

    @Override
    public String format() {
        return "base with an adapter";
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Override
    public Optional<Encoding> encoding(Tensor tensor) {
        // What is read is a sum, or rounded: no longer what a code stands for.
        return changes.containsKey(tensor.name()) || source(tensor).dtype() != tensor.dtype()
                ? Optional.empty()
                : base.encoding(source(tensor));
    }

    @Override
    public Tied tied() {
        return base.tied().only(name -> !changes.containsKey(name));
    }

    @Override
    public Optional<String> undecoded(Tensor tensor) {
        return base.undecoded(source(tensor));
    }

    @Override
    public Map<String, String> metadata() {
        return base.metadata();
    }

    @Override
    public Optional<ModelConfig> config() {
        return base.config();
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>(base.notes());
        notes.addAll(adapter.notes());
        return notes;
    }

    @Override
    public List<String> companions() {
        return base.companions();
    }

    @Override
    public long bytesOnDisk() {
        return 0;
    }

    @Override
    public int files() {
        return 0;
    }

    @Override
    public List<Path> weightFiles() {
        List<Path> files = new ArrayList<>(base.weightFiles());
        files.addAll(adapter.weightFiles());
        return files;
    }

    @Override
    public void close() {}
}
