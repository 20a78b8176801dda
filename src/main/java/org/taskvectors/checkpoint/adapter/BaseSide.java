package org.taskvectors.checkpoint.adapter;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.checkpoint.alignment.Alignment;
import org.taskvectors.checkpoint.naming.ModuleKinds;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.LowRankKernels;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.Shape;

/// Computes an adapter's changes together with its base.
final class BaseSide {
    private final Checkpoint base;

    /// The base in the adapter's names, for tensors that are put together of rows of several.
    private final Checkpoint asAdapter;

    private final Set<String> joined;
    private final Checkpoint files;
    private final FactorCache cache;
    private final Map<String, Tensor> tensors = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<Change.Rescaled, Lengths> lengths = new HashMap<>();

    /// @param frozen the base's own weights in the adapter's file, by the base's names
    BaseSide(
            Checkpoint base,
            Checkpoint files,
            FactorCache cache,
            List<Change> all,
            Map<String, Tensor> frozen) {
        this.base = base;
        this.files = files;
        this.cache = cache;
        Naming naming = Naming.of(base);
        Alignment alignment =
                Alignment.of(
                        new Alignment.Side(
                                all.stream().map(Change::tensor).toList(), Optional.empty()),
                        Alignment.Side.of(base));
        asAdapter = alignment.apply(base);
        joined = alignment.joined().stream().map(Tensor::name).collect(Collectors.toSet());
        Optional<Tensor> asHead = naming.servesAsHead().flatMap(base::tensor);
        Naming own =
                Naming.of(
                        all.stream().map(change -> change.tensor().name()).toList(),
                        Optional.empty());
        int turned = 0;
        for (Change change : all) {
            Placement placement = own.place(change.tensor().name());
            Optional<Tensor> whole = alignment.whole(change.tensor());
            Tensor found = whole.or(() -> alignment.found(change.tensor())).orElse(null);
            if (found == null && isHead(placement)) {
                found = asHead.orElse(null);
            }
            if (found == null) {
                changes.add(change);
                continue;
            }
            tensors.put(change.tensor().name(), found);
            Change turnedRound = fitting(change, found.shape());
            turned += turnedRound.equals(change) ? 0 : 1;
            Change fitting = grown(turnedRound, found, frozen.get(change.tensor().name()));
            changes.add(fitting);
            if (fitting instanceof Change.Rescaled rescaled) {
                lengths.put(rescaled, new Lengths(rescaled, files, in(found), found));
            }
        }
        if (turned > 0) {
            notes.add(
                    turned
                            + " modules lie the other way round in the base than fan_in_fan_out"
                            + " says; the base counts");
        }
    }

    Checkpoint checkpoint() {
        return base;
    }

    /// Returns where the numbers of a tensor are read that was found.
    private Checkpoint in(Tensor found) {
        return joined.contains(found.name()) ? asAdapter : base;
    }

    /// Returns the changes, transposed if the base's shapes show that a module is stored the other
    /// way round.
    List<Change> changes() {
        return changes;
    }

    List<String> notes() {
        return notes;
    }

    /// The weight of a language head; a head of classes is a model's own.
    private static boolean isHead(Placement placement) {
        return placement.kind().equals(ModuleKinds.HEAD)
                && placement.stripped().endsWith("lm_head.weight");
    }

    private static Change fitting(Change change, Shape shape) {
        Shape own = change.tensor().shape();
        boolean other =
                !own.equals(shape)
                        && own.rank() == 2
                        && shape.equals(Shape.of(own.size(1), own.size(0)));
        if (!other) {
            return change;
        }
        return switch (change) {
            case Change.Product product -> product.a() == null ? product : product.turned();
            case Change.Rescaled rescaled ->
                    new Change.Rescaled(rescaled.product().turned(), rescaled.magnitude());
            case Change.Replaced _, Change.Rows _, Change.OfParameter _, Change.Grown _ -> change;
        };
    }

    /// Returns the change with the rows that the base does not have: what lies below its factors in
    /// the file is not the base's there.
    private static Change grown(Change change, Tensor from, @Nullable Tensor below) {
        return change instanceof Change.Product product
                        && below != null
                        && below.dtype().isFloating()
                        && below.shape().equals(product.tensor().shape())
                        && sameRows(from.shape(), below.shape())
                        && from.elements() < below.elements()
                ? new Change.Grown(product, below, from.elements())
                : change;
    }

    /// Returns why a change cannot be read even with the base; empty if it can.
    Optional<Incomplete> unread(Change change) {
        if (change instanceof Change.Grown
                || (change instanceof Change.Product product
                        && !product.outputs().needsHeads()
                        && !(product.isStack() && tensors.get(product.tensor().name()) == null))) {
            return Optional.empty();
        }
        Tensor found = tensors.get(change.tensor().name());
        Shape shape = change.tensor().shape();
        @Nullable String reason = null;
        if (found == null) {
            reason = "the base has no tensor of this name";
        } else if (!found.dtype().isFloating()) {
            reason = "the base's tensor is not floating point";
        } else if (change instanceof Change.Rescaled && !found.shape().equals(shape)) {
            reason = "the base's tensor has another shape, " + found.shape();
        } else if (!sameRows(found.shape(), shape)) {
            reason = "the base's tensor has another shape, " + found.shape();
        }
        return Optional.ofNullable(reason)
                .map(why -> new Incomplete(change.tensor().name(), shape, false, why));
    }

    /// Whether the rows of both have the same length; their numbers may differ, since a vocabulary
    /// may have grown.
    private static boolean sameRows(Shape one, Shape other) {
        return one.rank() == other.rank()
                && (one.rank() > 0 || other.rank() == 0)
                && FactorReader.columns(one) == FactorReader.columns(other);
    }

    /// Returns the wider dtype of the change's file and the base; a quantised base counts as having
    /// 8 bits.
    DType storedAs(Change change) {
        Tensor found = tensors.get(change.tensor().name());
        if (found == null) {
            return DType.wider(change.stored(), change.stored());
        }
        Optional<Encoding> encoding = in(found).stored(found).encoding();
        return DType.wider(encoding.isPresent() ? DType.F8_E4M3 : found.dtype(), change.stored());
    }

    /// Computes θ − θ0 in float32, in float64 if either side is float64; rows that the base does
    /// not have count as zeros there.
    void replaced(Change.Replaced change, long first, int count, MemorySegment target)
            throws IOException {
        difference(change, first, first, count, target);
    }

    /// Computes θ − θ0 in the rows that were trained, and zeros elsewhere.
    void rows(Change.Rows change, long first, int count, MemorySegment target) throws IOException {
        target.fill((byte) 0);
        long columns = FactorReader.columns(change.tensor().shape());
        int bytes = change.tensor().dtype().bytes();
        for (int i = 0; i < change.rows().size(); i++) {
            long begin = Math.max(first, change.rows().get(i) * columns);
            long end = Math.min(first + count, (change.rows().get(i) + 1) * columns);
            if (begin < end) {
                int some = (int) (end - begin);
                difference(
                        change,
                        i * columns + begin % columns,
                        begin,
                        some,
                        target.asSlice((begin - first) * bytes, (long) some * bytes));
            }
        }
    }

    /// @param firstValue the first element in the file
    /// @param firstFrom the first element in the base
    private void difference(
            Change change, long firstValue, long firstFrom, int count, MemorySegment target)
            throws IOException {
        Tensor from = tensor(change);
        Tensor value = value(change);
        int held = (int) Math.max(0, Math.min(count, from.elements() - firstFrom));
        if (change.tensor().dtype() == DType.F64) {
            double[] after = doubles(files, value, firstValue, count);
            double[] before = doubles(in(from), from, firstFrom, held);
            for (int i = 0; i < held; i++) {
                after[i] -= before[i];
            }
            Numbers.encode(after, count, DType.F64, target);
        } else {
            float[] after = floats(files, value, firstValue, count);
            float[] before = floats(in(from), from, firstFrom, held);
            for (int i = 0; i < held; i++) {
                after[i] -= before[i];
            }
            Numbers.encode(after, count, DType.F32, target);
        }
    }

    private static Tensor value(Change change) {
        return switch (change) {
            case Change.Replaced replaced -> replaced.value();
            case Change.Rows rows -> rows.value();
            default -> throw new IllegalArgumentException(change + " holds no weights");
        };
    }

    /// Computes m · (θ0 + s·B·A) / ‖θ0 + s·B·A‖ − θ0 in float64, rounded once. Source: Liu et al.
    /// 2024 (DoRA); PEFT 0.21, `tuners/lora/variants.py`.
    void rescaled(
            Change.Rescaled change,
            LowRankKernels kernels,
            long first,
            int count,
            MemorySegment target)
            throws IOException {
        Lengths own = lengths.get(change);
        if (own == null) {
            throw new IllegalStateException(change.tensor().name() + " has no base");
        }
        long columns = FactorReader.columns(change.tensor().shape());
        boolean byRow = !change.product().transposed();
        try (FactorCache.Use use = cache.use(change.product())) {
            double[] sum = new double[count];
            own.sums(use, kernels, first, count, sum);
            double[] before = doubles(in(tensor(change)), tensor(change), first, count);
            double[] factors =
                    byRow
                            ? own.ofRows(
                                    (int) (first / columns),
                                    (int) ((first + count - 1) / columns),
                                    use,
                                    kernels)
                            : own.ofColumns(use, kernels);
            for (int i = 0; i < count; i++) {
                long output = byRow ? (first + i) / columns : (first + i) % columns;
                sum[i] = factors[(int) output] * sum[i] - before[i];
            }
            Numbers.encode(sum, count, DType.F32, target);
        }
    }

    /// Returns which bytes of the adapter's files and of the base's are read for some elements of a
    /// change.
    List<ReadAhead.Span> spans(Change change, long first, long count) {
        Tensor from = tensor(change);
        Checkpoint in = in(from);
        List<ReadAhead.Span> before = TensorSpans.within(in, from, first, count);
        return switch (change) {
            case Change.Rescaled rescaled -> {
                List<ReadAhead.Span> all = new ArrayList<>();
                all.addAll(FactorReader.spans(files, rescaled.product()));
                all.addAll(TensorSpans.whole(files, rescaled.magnitude()));
                if (rescaled.product().transposed()) {
                    // All lengths are known before the first block.
                    all.addAll(TensorSpans.whole(in, from));
                }
                all.addAll(before);
                yield all;
            }
            case Change.Replaced replaced ->
                    TensorSpans.sideBySide(
                            List.of(
                                    TensorSpans.within(files, replaced.value(), first, count),
                                    before));
            case Change.Rows rows -> {
                List<ReadAhead.Span> all = new ArrayList<>();
                all.addAll(TensorSpans.whole(files, rows.value()));
                long columns = FactorReader.columns(rows.tensor().shape());
                for (long row : rows.rows()) {
                    long at = Math.max(first, row * columns);
                    long end = Math.min(first + count, (row + 1) * columns);
                    all.addAll(TensorSpans.within(in, from, at, end - at));
                }
                yield all;
            }
            default -> throw new IllegalArgumentException(change + " needs no base");
        };
    }

    private Tensor tensor(Change change) {
        Tensor found = tensors.get(change.tensor().name());
        if (found == null) {
            throw new IllegalStateException(change.tensor().name() + " has no base");
        }
        return found;
    }

    static double[] doubles(Checkpoint from, Tensor tensor, long first, int count)
            throws IOException {
        double[] values = new double[count];
        if (count > 0) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment bytes = arena.allocate((long) count * tensor.dtype().bytes(), 8);
                from.read(tensor, first, bytes);
                Numbers.decode(tensor.dtype(), bytes, count, values);
            }
        }
        return values;
    }

    private static float[] floats(Checkpoint from, Tensor tensor, long first, int count)
            throws IOException {
        float[] values = new float[count];
        if (count > 0) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment bytes = arena.allocate((long) count * tensor.dtype().bytes(), 8);
                from.read(tensor, first, bytes);
                Numbers.decode(tensor.dtype(), bytes, count, values);
            }
        }
        return values;
    }
}
