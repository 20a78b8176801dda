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
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// The fine-tuned model that an adapter stands for: of each weight that it changes θ0 + τ, added in
/// float32 (float64 where θ0 is) and rounded once to the dtype of θ0; all others are the base's. A
/// quantised base counts as the float32 numbers that it stands for.
public final class BaseWithAdapter implements Checkpoint {
    private static final int BLOCK = 1 << 14;

    private final Checkpoint base;
    private final AdapterCheckpoint adapter;

    /// The change of a base's tensor, by its name.
    private final Map<String, Tensor> changes = new HashMap<>();

    private BaseWithAdapter(Checkpoint base, AdapterCheckpoint adapter) {
        this.base = base;
        this.adapter = adapter;
    }

    /// Base and adapter stay the caller's; closing the result closes neither.
    ///
    /// @throws Failure where the adapter changes a tensor that the base does not have in that
    ///   shape, or where some of its change cannot be read: the result would be another model
    public static BaseWithAdapter of(Checkpoint base, AdapterCheckpoint adapter) throws Failure {
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
        BaseWithAdapter whole = new BaseWithAdapter(base, on);
        Map<String, Tensor> byStripped = Naming.of(base).byStrippedName(base.tensors());
        Naming own = Naming.of(on);
        for (Tensor change : on.tensors()) {
            Tensor found = byStripped.get(own.place(change.name()).stripped());
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

    @Override
    public void read(Tensor tensor, long firstElement, MemorySegment target) throws IOException {
        base.read(tensor, firstElement, target);
        Tensor change = changes.get(tensor.name());
        if (change == null) {
            return;
        }
        int width = tensor.dtype().bytes();
        long count = target.byteSize() / width;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate((long) BLOCK * change.dtype().bytes(), 64);
            for (long at = 0; at < count; at += BLOCK) {
                int part = (int) Math.min(BLOCK, count - at);
                MemorySegment changed = block.asSlice(0, (long) part * change.dtype().bytes());
                adapter.read(change, firstElement + at, changed);
                MemorySegment into = target.asSlice(at * width, (long) part * width);
                add(into, tensor.dtype(), changed, change.dtype(), part);
            }
        }
    }

    private static void add(
            MemorySegment into, DType dtype, MemorySegment change, DType changeType, int count) {
        if (dtype == DType.F64 || changeType == DType.F64) {
            double[] sum = new double[count];
            double[] change64 = new double[count];
            Numbers.decode(dtype, into, count, sum);
            Numbers.decode(changeType, change, count, change64);
            for (int i = 0; i < count; i++) {
                sum[i] += change64[i];
            }
            Numbers.encode(sum, count, dtype, into);
        } else {
            float[] sum = new float[count];
            float[] change32 = new float[count];
            Numbers.decode(dtype, into, count, sum);
            Numbers.decode(changeType, change, count, change32);
            for (int i = 0; i < count; i++) {
                sum[i] += change32[i];
            }
            Numbers.encode(sum, count, dtype, into);
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
        return base.tensors();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return base.tensor(name);
    }

    @Override
    public Optional<Encoding> encoding(Tensor tensor) {
        return changes.containsKey(tensor.name()) ? Optional.empty() : base.encoding(tensor);
    }

    @Override
    public Tied tied() {
        return base.tied().only(name -> !changes.containsKey(name));
    }

    @Override
    public Optional<String> undecoded(Tensor tensor) {
        return base.undecoded(tensor);
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
