package org.taskvectors.checkpoint.adapter;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.LowRankKernels;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.Shape;

/// Computes an adapter's changes together with its base.
final class BaseSide {
    private final Checkpoint base;
    private final Checkpoint files;
    private final FactorCache cache;
    private final Map<String, Tensor> tensors = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<Change.Rescaled, Lengths> lengths = new HashMap<>();

    BaseSide(Checkpoint base, Checkpoint files, FactorCache cache, List<Change> all) {
        this.base = base;
        this.files = files;
        this.cache = cache;
        Map<String, Tensor> byStripped = Naming.of(base).byStrippedName(base.tensors());
        Naming own =
                Naming.of(
                        all.stream().map(change -> change.tensor().name()).toList(),
                        Optional.empty());
        int turned = 0;
        for (Change change : all) {
            Tensor found = byStripped.get(own.place(change.tensor().name()).stripped());
            if (found == null) {
                changes.add(change);
                continue;
            }
            tensors.put(change.tensor().name(), found);
            Change fitting = fitting(change, found.shape());
            turned += fitting.equals(change) ? 0 : 1;
            changes.add(fitting);
            if (fitting instanceof Change.Rescaled rescaled) {
                lengths.put(rescaled, new Lengths(rescaled, found));
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

    /// Returns the changes, transposed if the base's shapes show that a module is stored the other
    /// way round.
    List<Change> changes() {
        return changes;
    }

    List<String> notes() {
        return notes;
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
            case Change.Replaced _, Change.Rows _, Change.OfParameter _ -> change;
        };
    }

    /// Returns why a change cannot be read even with the base; empty if it can.
    Optional<Incomplete> unread(Change change) {
        if (change instanceof Change.Product product && !product.outputs().needsHeads()) {
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
        Optional<Encoding> encoding = base.stored(found).encoding();
        return DType.wider(encoding.isPresent() ? DType.F8_E4M3 : found.dtype(), change.stored());
    }

    /// Computes θ − θ0 in float32, in float64 if either side is float64; rows that the base does
    /// not have count as zeros there.
    void replaced(Change.Replaced change, long first, int count, MemorySegment target)
            throws IOException {
        difference(
                change.value(),
                first,
                tensor(change),
                first,
                count,
                change.tensor().dtype(),
                target);
    }

    private void difference(
            Tensor value,
            long firstValue,
            Tensor from,
            long firstFrom,
            int count,
            DType dtype,
            MemorySegment target)
            throws IOException {
        int held = (int) Math.max(0, Math.min(count, from.elements() - firstFrom));
        if (dtype == DType.F64) {
            double[] after = doubles(files, value, firstValue, count);
            double[] before = doubles(base, from, firstFrom, held);
            for (int i = 0; i < held; i++) {
                after[i] -= before[i];
            }
            Numbers.encode(after, count, DType.F64, target);
        } else {
            float[] after = floats(files, value, firstValue, count);
            float[] before = floats(base, from, firstFrom, held);
            for (int i = 0; i < held; i++) {
                after[i] -= before[i];
            }
            Numbers.encode(after, count, DType.F32, target);
        }
    }

    /// Computes θ − θ0 in the rows that were trained, and zeros elsewhere.
    void rows(Change.Rows change, long first, int count, MemorySegment target) throws IOException {
        target.fill((byte) 0);
        Tensor from = tensor(change);
        long columns = FactorReader.columns(change.tensor().shape());
        int bytes = change.tensor().dtype().bytes();
        for (int i = 0; i < change.rows().size(); i++) {
            long begin = Math.max(first, change.rows().get(i) * columns);
            long end = Math.min(first + count, (change.rows().get(i) + 1) * columns);
            if (begin < end) {
                int some = (int) (end - begin);
                difference(
                        change.value(),
                        i * columns + begin % columns,
                        from,
                        begin,
                        some,
                        change.tensor().dtype(),
                        target.asSlice((begin - first) * bytes, (long) some * bytes));
            }
        }
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
            double[] before = doubles(base, tensor(change), first, count);
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

    private Tensor tensor(Change change) {
        Tensor found = tensors.get(change.tensor().name());
        if (found == null) {
            throw new IllegalStateException(change.tensor().name() + " has no base");
        }
        return found;
    }

    private static double[] doubles(Checkpoint from, Tensor tensor, long first, int count)
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

    /// DoRA's factors m / ‖θ0 + s·B·A‖ of one tensor, by output, computed on first use and then
    /// kept. Each length is summed in float64 along the output's inputs, in their order.
    private final class Lengths {
        private static final int BLOCK = 1 << 13;
        private static final double UNKNOWN = Double.NEGATIVE_INFINITY;

        private final Change.Rescaled change;
        private final Tensor from;
        private double @Nullable [] factors;

        Lengths(Change.Rescaled change, Tensor from) {
            this.change = change;
            this.from = from;
        }

        /// θ0 + s·B·A.
        void sums(FactorCache.Use use, LowRankKernels kernels, long first, int count, double[] into)
                throws IOException {
            kernels.product(use.factors(), first, count, into);
            double[] before = doubles(base, from, first, count);
            for (int i = 0; i < count; i++) {
                into[i] += before[i];
            }
        }

        /// Returns the factors, of which at least those of these rows are computed.
        double[] ofRows(int first, int last, FactorCache.Use use, LowRankKernels kernels)
                throws IOException {
            double[] known = begun();
            double[] magnitudes = doubles(files, change.magnitude(), first, last - first + 1);
            for (int row = first; row <= last; row++) {
                if (isKnown(known, row)) {
                    continue;
                }
                // Outside of the lock: any thread that computes it gets the same.
                double factor = magnitudes[row - first] / row(row, use, kernels);
                synchronized (this) {
                    known[row] = factor;
                }
            }
            return known;
        }

        private synchronized boolean isKnown(double[] known, int row) {
            return known[row] != UNKNOWN;
        }

        private synchronized double[] begun() {
            double[] known = factors;
            if (known == null) {
                known = new double[(int) change.magnitude().elements()];
                Arrays.fill(known, UNKNOWN);
                factors = known;
            }
            return known;
        }

        /// Returns all factors, since each takes part in every row.
        synchronized double[] ofColumns(FactorCache.Use use, LowRankKernels kernels)
                throws IOException {
            double[] known = factors;
            if (known == null) {
                int outputs = (int) change.magnitude().elements();
                known = new double[outputs];
                byColumn(known, doubles(files, change.magnitude(), 0, outputs), use, kernels);
                factors = known;
            }
            return known;
        }

        private double row(int output, FactorCache.Use use, LowRankKernels kernels)
                throws IOException {
            long columns = FactorReader.columns(change.tensor().shape());
            double[] sums = new double[(int) Math.min(BLOCK, columns)];
            double squares = 0;
            for (long at = 0; at < columns; at += sums.length) {
                int count = (int) Math.min(sums.length, columns - at);
                sums(use, kernels, output * columns + at, count, sums);
                for (int i = 0; i < count; i++) {
                    squares += sums[i] * sums[i];
                }
            }
            return Math.sqrt(squares);
        }

        private void byColumn(
                double[] into, double[] magnitudes, FactorCache.Use use, LowRankKernels kernels)
                throws IOException {
            long elements = change.tensor().elements();
            double[] sums = new double[(int) Math.min(BLOCK, elements)];
            for (long at = 0; at < elements; at += sums.length) {
                int count = (int) Math.min(sums.length, elements - at);
                sums(use, kernels, at, count, sums);
                for (int i = 0; i < count; i++) {
                    into[(int) ((at + i) % into.length)] += sums[i] * sums[i];
                }
            }
            for (int i = 0; i < into.length; i++) {
                into[i] = magnitudes[i] / Math.sqrt(into[i]);
            }
        }
    }
}
