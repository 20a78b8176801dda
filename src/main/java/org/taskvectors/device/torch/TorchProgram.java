package org.taskvectors.device.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.BlockProgram;
import org.taskvectors.tensor.Checksum;

/// Computes blocks of bfloat16, float16 and float32 on a device of libtorch; float64 and float8 are
/// left to the processor. It starts on first use.
///
/// Each thread of a pass has a program with a script, arrays and host memory of its own, and no
/// lock is shared among them: while one thread waits for the device, another one reads its next
/// blocks, and a third one writes. On a GPU all of them use the device's default stream, so that
/// copies and kernels of different threads take turns there. A block on its way to the device is
/// not waited for: what is computed of it stands behind it in the stream.
final class TorchProgram implements BlockProgram {
    /// What a thread takes of a device's memory at most while it computes blocks of a unit: the
    /// blocks, what is made of them in float32, and arrays of terms in float64 (measured on the
    /// processor: 34 MB for a difference of bfloat16, 68 of float32, up to 97 for 2 to 16 vectors).
    static final long BYTES = 128L << 20;

    /// Numbers of float64 that several vectors are held in at a time.
    private static final long JOINT = 1L << 20;

    private static final int BINS = 1 << 15;

    /// Makes a program ready.
    interface Starter {
        /// Returns what it computes with.
        ///
        /// @throws Failure if the device has no room for another thread
        Started start() throws Failure;
    }

    /// What a program computes with once it has started.
    ///
    /// @param scans whether the device's scans sum in order
    record Started(Script script, Tensors tensors, DeviceBlocks blocks, boolean scans)
            implements AutoCloseable {
        static Started on(Libtorch torch, TorchPlace place) {
            if (place.isProcessor()) {
                // The pass has its own threads.
                torch.threads(1);
            }
            Script script = Script.of(BlockScript.text(place), place);
            Tensors tensors = torch.tensors();
            try {
                boolean scans = LeafSums.canScan(script, tensors);
                return new Started(script, tensors, new DeviceBlocks(script, tensors), scans);
            } catch (RuntimeException e) {
                tensors.close();
                script.close();
                throw e;
            }
        }

        NDArray call(String method, IValue... arguments) {
            return script.call(blocks.current(), method, arguments);
        }

        @Override
        public void close() {
            blocks.close();
            tensors.close();
            script.close();
        }
    }

    /// One operation.
    private interface Operation<T> {
        T run(Started on) throws Failure;
    }

    private final Starter starter;
    private final TorchFailures failures;
    private final Runnable onClose;
    private @Nullable Started started;

    /// @param failures says what went wrong
    /// @param onClose runs once when the program is closed, after its arrays
    TorchProgram(Starter starter, TorchFailures failures, Runnable onClose) {
        this.starter = starter;
        this.failures = failures;
        this.onClose = onClose;
    }

    private <T> T run(Operation<T> operation) throws Failure {
        try {
            Started on = started;
            if (on == null) {
                on = starter.start();
                started = on;
            }
            return operation.run(on);
        } catch (EngineException e) {
            throw failures.of(e, fits());
        }
    }

    /// Returns what to do where the memory is full.
    static String fits() {
        return "Use fewer threads, each of which takes up to "
                + (BYTES >> 20)
                + " MB of it, or close other programs that use it";
    }

    @Override
    public void next() {
        if (started != null) {
            started.blocks().next();
        }
    }

    /// Memory that the driver knows and never moves, so that the device reads and writes it itself.
    /// It lives until the program is closed.
    @Override
    public MemorySegment memory(Arena arena, long bytes) throws Failure {
        return run(
                on -> {
                    NDArray memory = on.script().call(on.tensors(), "memory", IValue.from(bytes));
                    return MemorySegment.ofBuffer(((PtNDArray) memory).toByteBuffer(true));
                });
    }

    @Override
    public Optional<Differenced> difference(Block base, Block tuned, Block output) throws Failure {
        Optional<ElementType> from = ElementType.of(base);
        Optional<ElementType> to = ElementType.of(tuned);
        Optional<ElementType> as = ElementType.of(output);
        if (from.isEmpty() || to.isEmpty() || as.isEmpty()) {
            return Optional.empty();
        }
        return run(on -> difference(on, base, tuned, output, from.get(), to.get(), as.get()));
    }

    private static Optional<Differenced> difference(
            Started on,
            Block base,
            Block tuned,
            Block output,
            ElementType from,
            ElementType to,
            ElementType as) {
        DeviceBlocks blocks = on.blocks();
        blocks.forget(output);
        List<NDArray> made =
                on.script()
                        .callAll(
                                blocks.current(),
                                "difference",
                                Script.tensor(blocks.of(base)),
                                Script.tensor(blocks.of(tuned)),
                                Script.tensor(
                                        blocks.over(output.bytes().asSlice(0, output.size()))),
                                IValue.from(DeviceBlocks.elements(output.count())),
                                IValue.from(from.code()),
                                IValue.from(to.code()),
                                IValue.from(to.bits()),
                                IValue.from(as.code()),
                                IValue.from((long) output.dtype().bytes()),
                                IValue.from(as.bits()),
                                IValue.from(as.shift()),
                                IValue.from(as.isExact()),
                                IValue.from(on.scans()));
        Found found = new Found(made.get(1).toDoubleArray());
        int[] counts = found.counts(output.count());
        double[] squares = found.leaves(output.count());
        double[] magnitudes = as.isExact() ? new double[0] : found.leaves(output.count());
        double[] storedSquares = as.isExact() ? new double[0] : found.leaves(output.count());
        long same = (long) found.next() - zeros(output.count());
        double error = found.next();
        if (!areFinite(counts, as) || !Double.isFinite(error)) {
            return Optional.empty();
        }
        Measured stored = found.measured(counts, magnitudes, storedSquares, output.count(), as);
        blocks.keep(output, made.getFirst());
        return Optional.of(new Differenced(stored, squares, same, error));
    }

    @Override
    public Optional<Measured> measure(Block stored) throws Failure {
        Optional<ElementType> type = ElementType.of(stored);
        return type.isEmpty() ? Optional.empty() : run(on -> measure(on, stored, type.get()));
    }

    private static Optional<Measured> measure(Started on, Block stored, ElementType type) {
        NDArray made =
                on.call(
                        "measure",
                        Script.tensor(on.blocks().of(stored)),
                        IValue.from(DeviceBlocks.elements(stored.count())),
                        IValue.from(type.code()),
                        IValue.from(type.bits()),
                        IValue.from(type.shift()),
                        IValue.from(type.isExact()),
                        IValue.from(on.scans()));
        Found found = new Found(made.toDoubleArray());
        int[] counts = found.counts(stored.count());
        if (!areFinite(counts, type)) {
            return Optional.empty();
        }
        double[] magnitudes = type.isExact() ? new double[0] : found.leaves(stored.count());
        double[] squares = type.isExact() ? new double[0] : found.leaves(stored.count());
        return Optional.of(found.measured(counts, magnitudes, squares, stored.count(), type));
    }

    @Override
    public Optional<double[]> squares(Block base, Block stored) throws Failure {
        Optional<ElementType> from = ElementType.of(base);
        Optional<ElementType> as = ElementType.of(stored);
        if (from.isEmpty() || as.isEmpty()) {
            return Optional.empty();
        }
        return run(
                on -> {
                    NDArray made =
                            on.call(
                                    "squares",
                                    Script.tensor(on.blocks().of(base)),
                                    Script.tensor(on.blocks().of(stored)),
                                    IValue.from(DeviceBlocks.elements(stored.count())),
                                    IValue.from(from.get().code()),
                                    IValue.from(as.get().code()),
                                    IValue.from(on.scans()));
                    Found found = new Found(made.toDoubleArray());
                    double[] leaves = found.leaves(stored.count());
                    double largest = found.next();
                    double largestStored = found.next();
                    boolean areFinite = Double.isFinite(largest) && Double.isFinite(largestStored);
                    return areFinite ? Optional.of(leaves) : Optional.empty();
                });
    }

    /// The zeros behind the block's last element fill its last word up, as the checksum wants it.
    @Override
    public OptionalLong checksum(MemorySegment bytes, long position) throws Failure {
        Started on = started;
        Optional<NDArray> there = on == null ? Optional.empty() : on.blocks().find(bytes);
        if (there.isEmpty()) {
            return OptionalLong.empty();
        }
        return run(
                ready ->
                        OptionalLong.of(
                                ready.call(
                                                "checksum",
                                                Script.tensor(there.get()),
                                                IValue.from(Math.ceilDiv(bytes.byteSize(), 8L)),
                                                IValue.from(position / 8 + 1),
                                                IValue.from(Checksum.KEY),
                                                IValue.from(Checksum.MULTIPLIER))
                                        .getLong()));
    }

    @Override
    public Optional<Joined> joint(List<Block> vectors) throws Failure {
        List<ElementType> types =
                vectors.stream().flatMap(block -> ElementType.of(block).stream()).toList();
        return types.size() < vectors.size() || vectors.size() < 2
                ? Optional.empty()
                : run(on -> joint(on, vectors, types));
    }

    private static Optional<Joined> joint(
            Started on, List<Block> vectors, List<ElementType> types) {
        long elements = DeviceBlocks.elements(vectors.getFirst().count());
        long most = Math.max(1, JOINT / vectors.size() / DeviceBlocks.LEAF) * DeviceBlocks.LEAF;
        long[] codes = types.stream().mapToLong(ElementType::code).toArray();
        List<NDArray> there = vectors.stream().map(block -> on.blocks().of(block)).toList();
        JointLeaves leaves = new JointLeaves(vectors.size(), (int) (elements / DeviceBlocks.LEAF));
        for (long first = 0; first < elements; first += most) {
            long count = Math.min(most, elements - first);
            NDArray made =
                    on.call(
                            "joint",
                            Script.tensors(there),
                            IValue.listFrom(codes),
                            IValue.from(elements),
                            IValue.from(first),
                            IValue.from(count),
                            IValue.from(on.scans()));
            if (!leaves.add(made.toDoubleArray(), (int) (count / DeviceBlocks.LEAF))) {
                return Optional.empty();
            }
        }
        return Optional.of(leaves.joined());
    }

    private static boolean areFinite(int[] counts, ElementType type) {
        for (int bin = type.notFinite(); bin < counts.length; bin++) {
            if (counts[bin] != 0) {
                return false;
            }
        }
        return true;
    }

    private static long zeros(int count) {
        return DeviceBlocks.elements(count) - count;
    }

    /// Takes a method's result apart, part by part, and the zeros behind the last element out of
    /// the counts.
    private static final class Found {
        private final double[] numbers;
        private int at;

        Found(double[] numbers) {
            this.numbers = numbers;
        }

        double next() {
            return numbers[at++];
        }

        int[] counts(int count) {
            int[] counts = new int[BINS];
            for (int bin = 0; bin < BINS; bin++) {
                counts[bin] = (int) next();
            }
            counts[0] -= (int) zeros(count);
            return counts;
        }

        double[] leaves(int count) {
            double[] leaves = new double[Math.ceilDiv(count, DeviceBlocks.LEAF)];
            for (int leaf = 0; leaf < leaves.length; leaf++) {
                leaves[leaf] = next();
            }
            return leaves;
        }

        Measured measured(
                int[] counts, double[] magnitudes, double[] squares, int count, ElementType type) {
            if (type.isExact()) {
                return new Measured(counts, magnitudes, squares, 0, 0);
            }
            // Where the zeros behind the last element are counted, they are none of these.
            long nonZero = (long) next();
            return new Measured(counts, magnitudes, squares, count - nonZero, next());
        }
    }

    @Override
    public void close() {
        if (started != null) {
            started.close();
            started = null;
        }
        onClose.run();
    }
}
