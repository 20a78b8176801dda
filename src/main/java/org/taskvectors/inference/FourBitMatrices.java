package org.taskvectors.inference;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.checkpoint.quantized.FourBitType;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.inference.kernel.FourBitBlocks;
import org.taskvectors.inference.kernel.NativeBlock;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.DType;

/// The matrices of a model's layers held in four bits, as QLoRA holds them (Dettmers and others
/// 2023, arXiv:2305.14314): NF4, a float32 scale for each 64 numbers of the flattened matrix,
/// scales not quantised again. Whoever computes with one expands it into memory of its own first.
///
/// Matrices that a file holds in NF4 with blocks of 64 are the same codes here; of others it is
/// measured how far they are from what they were.
public final class FourBitMatrices implements AutoCloseable {
    /// Numbers of one unit of work, a multiple of a block.
    private static final int UNIT = 1 << 20;

    /// Numbers that are read at a time, a multiple of a block.
    private static final int READ = 1 << 16;

    private static final ValueLayout.OfFloat FLOATS =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final List<Matrix> matrices = new ArrayList<>();
    private final Map<String, Matrix> byName = new LinkedHashMap<>();
    private final Map<Weights, Matrix> byWeights = new HashMap<>();
    private final FourBitBlocks blocks = new FourBitBlocks(numbers());
    private final NativeBlock block;
    private double error = Double.NaN;

    /// A matrix and where its codes and scales lie.
    private record Matrix(Slot slot, Weights weights, MemorySegment codes, MemorySegment scales) {}

    /// Numbers of a matrix that one thread reads.
    private record Unit(Matrix matrix, long first, int count) {}

    private FourBitMatrices(List<Slot> slots, NativeBlock block) {
        this.block = block;
        long at = 0;
        for (Slot slot : slots) {
            long count = slot.tensor().elements();
            MemorySegment codes = block.memory().asSlice(at, FourBitBlocks.codeBytes(count));
            at += WeightPlan.aligned(codes.byteSize());
            MemorySegment scales =
                    block.memory().asSlice(at, FourBitBlocks.scales(count) * Float.BYTES);
            at += WeightPlan.aligned(scales.byteSize());
            // Whoever reads them as numbers without asking here fails, and does not read codes.
            Weights weights = new Weights(codes.asSlice(0, 0), slot.dtype(), slot.tensor().shape());
            Matrix matrix = new Matrix(slot, weights, codes, scales);
            matrices.add(matrix);
            byName.put(slot.name(), matrix);
            byWeights.put(weights, matrix);
        }
    }

    private static float[] numbers() {
        float[] numbers = new float[16];
        for (int code = 0; code < numbers.length; code++) {
            numbers[code] = FourBitType.NF4.number(code);
        }
        return numbers;
    }

    /// Whether a tensor of a model is held in four bits: the matrices of linear modules in layers.
    public static boolean holds(Slot slot) {
        return !slot.place().isBias() && slot.place().role().isLinear();
    }

    /// Returns the plan of the tensors that are held as numbers.
    public static WeightPlan others(WeightPlan plan) {
        return plan.only(
                plan.slots().stream()
                        .filter(slot -> !holds(slot))
                        .map(Slot::name)
                        .collect(Collectors.toSet()));
    }

    /// Returns the bytes that the matrices of a plan take.
    public static long bytes(WeightPlan plan) {
        return plan.slots().stream()
                .filter(FourBitMatrices::holds)
                .mapToLong(slot -> bytes(slot.tensor().elements()))
                .sum();
    }

    private static long bytes(long count) {
        return WeightPlan.aligned(FourBitBlocks.codeBytes(count))
                + WeightPlan.aligned(FourBitBlocks.scales(count) * Float.BYTES);
    }

    /// Allocates memory for the matrices of a plan; it holds zeros until [#fill].
    ///
    /// @throws Failure where the machine has not so much
    public static FourBitMatrices of(WeightPlan plan) throws Failure {
        List<Slot> slots = plan.slots().stream().filter(FourBitMatrices::holds).toList();
        return new FourBitMatrices(slots, NativeBlock.allocate(bytes(plan)));
    }

    /// Reads a model's matrices and packs them.
    ///
    /// @param model has the plan's tensors, in any dtype
    /// @param progress counts the bytes that the matrices would take unpacked
    /// @throws Failure if a tensor cannot be read, or has numbers that are not finite
    /// @throws CancelledException if it was cancelled
    public void fill(Checkpoint model, int threads, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        List<Unit> units = new ArrayList<>();
        for (Matrix matrix : matrices) {
            long count = matrix.slot().tensor().elements();
            for (long first = 0; first < count; first += UNIT) {
                units.add(new Unit(matrix, first, (int) Math.min(UNIT, count - first)));
            }
        }
        double[][] sums = new double[units.size()][];
        Stream<Tensor> read =
                matrices.stream().map(matrix -> model.tensor(matrix.slot().name()).orElseThrow());
        try (ReadAhead.Plan _ = TensorSpans.announce(model, read)) {
            Workers.run(
                    threads,
                    units.size(),
                    cancellation,
                    () -> new Packer(model, units, sums, progress, cancellation));
        }
        double errors = 0;
        double squares = 0;
        for (double[] sum : sums) {
            errors += sum[0];
            squares += sum[1];
        }
        error = squares == 0 ? 0 : Math.sqrt(errors / squares);
        if (!Double.isFinite(error)) {
            throw Failure.of(
                    InferenceProblem.NOT_FINITE,
                    model.path().orElse(null),
                    "the model has weights that are not finite, and four bits cannot hold these",
                    "Hold the base in bfloat16");
        }
    }

    /// Returns ‖W − Q(W)‖ / ‖W‖ over all matrices; NaN before they are filled.
    public double error() {
        return error;
    }

    /// Returns the bytes that all matrices take.
    public long bytes() {
        return block.memory().byteSize();
    }

    /// Returns a model with these matrices, which have no memory of their own in it.
    ///
    /// @param plan of the whole model
    /// @param others returns the weights of the other tensors by their names
    public BoundModel bound(WeightPlan plan, Function<String, Weights> others) {
        return BoundModel.of(
                plan,
                name ->
                        Optional.ofNullable(byName.get(name))
                                .map(Matrix::weights)
                                .orElseGet(() -> others.apply(name)));
    }

    /// Whether weights of a model are held here.
    public boolean holds(Weights weights) {
        return byWeights.containsKey(weights);
    }

    /// Writes the numbers that a matrix stands for.
    ///
    /// @param weights of the model, which are held here
    /// @param into takes the whole matrix in its dtype
    public void expand(Weights weights, MemorySegment into) {
        Matrix matrix = Optional.ofNullable(byWeights.get(weights)).orElseThrow();
        blocks.expand(
                matrix.codes(),
                matrix.scales(),
                0,
                matrix.slot().tensor().elements(),
                weights.dtype(),
                into);
    }

    /// One thread's way to the matrices.
    private final class Packer implements Workers.Worker {
        private final Checkpoint model;
        private final List<Unit> units;
        private final double[][] sums;
        private final Progress progress;
        private final Cancellation cancellation;
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment buffer = arena.allocate((long) READ * Float.BYTES, Float.BYTES);
        private final float[] values = new float[READ];
        private final HeldBlocks read = new HeldBlocks();

        Packer(
                Checkpoint model,
                List<Unit> units,
                double[][] sums,
                Progress progress,
                Cancellation cancellation) {
            this.model = model;
            this.units = units;
            this.sums = sums;
            this.progress = progress;
            this.cancellation = cancellation;
        }

        @Override
        public void unit(int number) throws IOException, CancelledException {
            Unit unit = units.get(number);
            Matrix matrix = unit.matrix();
            Tensor tensor = model.tensor(matrix.slot().name()).orElseThrow();
            double[] sum = new double[2];
            try (TensorReader reader = model.reader(tensor)) {
                for (int done = 0; done < unit.count(); done += READ) {
                    cancellation.check();
                    int count = Math.min(READ, unit.count() - done);
                    long first = unit.first() + done;
                    MemorySegment bytes = buffer.asSlice(0, (long) count * Float.BYTES);
                    read.read(reader, tensor.dtype(), first, count, DType.F32, bytes);
                    MemorySegment.copy(bytes, FLOATS, 0, values, 0, count);
                    double[] part =
                            blocks.pack(
                                    values,
                                    count,
                                    matrix.codes().asSlice(FourBitBlocks.codeBytes(first)),
                                    matrix.scales()
                                            .asSlice(FourBitBlocks.scales(first) * Float.BYTES));
                    sum[0] += part[0];
                    sum[1] += part[1];
                    progress.add((long) count * matrix.slot().dtype().bytes());
                }
            }
            sums[number] = sum;
        }

        @Override
        public void close() {
            read.close();
            arena.close();
        }
    }

    @Override
    public void close() {
        block.close();
    }
}
