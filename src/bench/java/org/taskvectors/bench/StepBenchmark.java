package org.taskvectors.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.taskvectors.inference.Architecture.Activation;
import org.taskvectors.inference.Weights;
import org.taskvectors.inference.kernel.AttentionRule;
import org.taskvectors.inference.kernel.KeyValues;
import org.taskvectors.inference.kernel.ModelKernels;
import org.taskvectors.inference.kernel.NativeBlock;
import org.taskvectors.inference.kernel.Products;
import org.taskvectors.inference.kernel.Products.Linear;
import org.taskvectors.job.Team;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// A decoder's whole step with the program's kernels, on made-up weights of a model's shape, beside
/// a plain read of the same memory: all in turn, medians of several rounds. Only ratios within one
/// run mean something. Times are told by the clock and by the processor, since the second does not
/// depend as much on what else the machine does.
///
/// Arguments: `[THREADS [ROUNDS]]`.
public final class StepBenchmark {
    private static final int CONTEXT = 256;
    private static final int STEPS = 4;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /// Keeps the reads.
    private static volatile long read;

    private record Layer(
            Weights q, Weights k, Weights v, Weights o, Weights gate, Weights up, Weights down) {}

    private record Model(
            String name,
            int layers,
            int width,
            int heads,
            int keyHeads,
            int headWidth,
            int feedForward,
            int vocabulary) {
        long cacheBytes() {
            return 2L * layers * keyHeads * headWidth * CONTEXT * Float.BYTES;
        }

        long weights() {
            long layer =
                    2L * width * heads * headWidth
                            + 2L * width * keyHeads * headWidth
                            + 3L * width * feedForward;
            return layers * layer + (long) vocabulary * width;
        }
    }

    private static final List<Model> MODELS =
            List.of(
                    new Model("Llama shape, 472 M", 9, 2048, 32, 8, 64, 5632, 32_000),
                    new Model("SmolLM2-135M's shape", 30, 576, 9, 3, 64, 1536, 49_152));

    private final Model model;
    private final DType dtype;
    private final Products products;
    private final ModelKernels kernels;
    private final Team team;
    private final MemorySegment memory;
    private final List<KeyValues> cache = new ArrayList<>();
    private final List<Layer> layers = new ArrayList<>();
    private final Weights head;
    private final float[] ones;
    private final float[] turns = new float[64];
    private long placed;

    private StepBenchmark(
            Model model, DType dtype, Team team, NativeBlock block, NativeBlock cache) {
        this.model = model;
        this.dtype = dtype;
        this.team = team;
        long bytes = cache.memory().byteSize() / (2L * model.layers * model.keyHeads);
        for (long at = 0; at < cache.memory().byteSize(); at += 2 * bytes) {
            this.cache.add(
                    new KeyValues(
                            cache.memory().asSlice(at, bytes),
                            cache.memory().asSlice(at + bytes, bytes),
                            DType.F32));
        }
        kernels = ModelKernels.best();
        products = new Products(team, kernels);
        memory = block.memory();
        int width = model.width;
        int query = model.heads * model.headWidth;
        int key = model.keyHeads * model.headWidth;
        for (int i = 0; i < model.layers; i++) {
            layers.add(
                    new Layer(
                            next(query, width),
                            next(key, width),
                            next(key, width),
                            next(width, query),
                            next(model.feedForward, width),
                            next(model.feedForward, width),
                            next(width, model.feedForward)));
        }
        head = next(model.vocabulary, width);
        ones = new float[width];
        Arrays.fill(ones, 1);
        Arrays.fill(turns, 0.7f);
        fill();
    }

    private Weights next(int rows, int columns) {
        long bytes = (long) rows * columns * dtype.bytes();
        Weights weights =
                new Weights(memory.asSlice(placed, bytes), dtype, Shape.of(rows, columns));
        placed += bytes;
        return weights;
    }

    private void fill() {
        long state = 1;
        for (long i = 0; i < placed; i += 4) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            // Numbers of about ±0.02, as one float or as two bfloat16.
            int bits = 0x3c803c80 | ((int) (state >>> 32) & 0x807f807f);
            memory.set(ValueLayout.JAVA_INT_UNALIGNED, i, bits);
        }
    }

    /// Reads `tokens` tokens at positions that follow the cache's first, and makes the logits of
    /// the last.
    private void step(int tokens, int first) {
        int width = model.width;
        int query = model.heads * model.headWidth;
        int key = model.keyHeads * model.headWidth;
        int group = model.heads / model.keyHeads;
        float[] x = new float[tokens * width];
        Arrays.fill(x, 0.1f);
        float[] normed = new float[tokens * width];
        float[] q = new float[tokens * query];
        float[] k = new float[tokens * key];
        float[] v = new float[tokens * key];
        float[] mixed = new float[tokens * query];
        float[] gate = new float[tokens * model.feedForward];
        float[] up = new float[tokens * model.feedForward];
        AttentionRule rule = new AttentionRule(model.headWidth, 0.125f, 0, 0);
        for (int number = 0; number < layers.size(); number++) {
            Layer layer = layers.get(number);
            int at = number;
            norms(tokens, x, normed);
            products.linear(
                    normed,
                    0,
                    width,
                    tokens,
                    List.of(
                            Linear.of(layer.q, q, 0, query),
                            Linear.of(layer.k, k, 0, key),
                            Linear.of(layer.v, v, 0, key)));
            for (int t = 0; t < tokens; t++) {
                kernels.rope(q, t * query, model.heads, model.headWidth, turns, turns, 0, false);
                kernels.rope(k, t * key, model.keyHeads, model.headWidth, turns, turns, 0, false);
                write(number, first + t, k, v, t * key);
            }
            team.run(
                    model.keyHeads,
                    keyHead -> {
                        int from = keyHead * group * model.headWidth;
                        kernels.attention(
                                rule,
                                q,
                                from,
                                query,
                                group,
                                first,
                                tokens,
                                cache.get(at * model.keyHeads + keyHead),
                                mixed,
                                from,
                                query);
                    });
            products.linear(layer.o, mixed, 0, query, tokens, normed, 0, width);
            kernels.add(x, 0, normed, 0, x.length);
            norms(tokens, x, normed);
            products.linear(
                    normed,
                    0,
                    width,
                    tokens,
                    List.of(
                            Linear.of(layer.gate, gate, 0, model.feedForward),
                            Linear.of(layer.up, up, 0, model.feedForward)));
            team.run(
                    tokens,
                    t ->
                            kernels.activateGated(
                                    Activation.SILU,
                                    gate,
                                    t * model.feedForward,
                                    up,
                                    t * model.feedForward,
                                    model.feedForward));
            products.linear(layer.down, gate, 0, model.feedForward, tokens, normed, 0, width);
            kernels.add(x, 0, normed, 0, x.length);
        }
        float[] logits = new float[model.vocabulary];
        kernels.rmsNorm(x, (tokens - 1) * width, normed, 0, width, ones, 0, 1e-5f);
        products.linear(head, normed, 0, width, 1, logits, 0, model.vocabulary);
        read = kernels.argmax(logits, 0, logits.length);
    }

    private void write(int layer, int position, float[] k, float[] v, int at) {
        int width = model.headWidth;
        for (int head = 0; head < model.keyHeads; head++) {
            KeyValues to = cache.get(layer * model.keyHeads + head);
            long offset = (long) position * width * Float.BYTES;
            kernels.encode(k, at + head * width, width, DType.F32, to.keys(), offset);
            kernels.encode(v, at + head * width, width, DType.F32, to.values(), offset);
        }
    }

    private void norms(int tokens, float[] x, float[] normed) {
        int width = model.width;
        for (int t = 0; t < tokens; t++) {
            kernels.rmsNorm(x, t * width, normed, t * width, width, ones, 0, 1e-5f);
        }
    }

    private void plainRead() {
        int piece = 512 << 10;
        team.run(
                (int) (placed / piece),
                number -> read = sum(memory.asSlice((long) number * piece, piece)));
    }

    private static long sum(MemorySegment bytes) {
        int step = LONGS.vectorByteSize();
        LongVector one = LongVector.zero(LONGS);
        LongVector two = LongVector.zero(LONGS);
        for (int i = 0; i < (int) bytes.byteSize(); i += 2 * step) {
            one = one.add(LongVector.fromMemorySegment(LONGS, bytes, i, ByteOrder.LITTLE_ENDIAN));
            two =
                    two.add(
                            LongVector.fromMemorySegment(
                                    LONGS, bytes, i + step, ByteOrder.LITTLE_ENDIAN));
        }
        return one.add(two).reduceLanes(VectorOperators.ADD);
    }

    /// Seconds by the clock and by the processor.
    private record Times(double clock, double processor) {}

    private void measure(int rounds) {
        Map<String, Runnable> work = new LinkedHashMap<>();
        work.put("plain read", this::plainRead);
        work.put("decode", () -> step(1, CONTEXT / 2));
        Map<String, List<Times>> times = new LinkedHashMap<>();
        for (int round = -2; round < rounds; round++) {
            for (Map.Entry<String, Runnable> entry : work.entrySet()) {
                for (int i = 0; i < STEPS; i++) {
                    Times seconds = timed(entry.getValue(), 1);
                    if (round >= 0) {
                        times.computeIfAbsent(entry.getKey(), name -> new ArrayList<>())
                                .add(seconds);
                    }
                }
            }
            for (int tokens : new int[] {4, 16, 60}) {
                Times seconds = timed(() -> step(tokens, 0), tokens);
                if (round >= 0) {
                    times.computeIfAbsent("prompt of " + tokens, name -> new ArrayList<>())
                            .add(seconds);
                }
            }
        }
        List<Times> plain = times.get("plain read");
        times.forEach(
                (name, list) -> {
                    double clock = median(list, Times::clock);
                    double processor = median(list, Times::processor);
                    System.out.printf(
                            Locale.ROOT,
                            "%s %s, %s: %.1f tokens/s, %.2f of a plain read (%.1f GB/s); %.1f by"
                                    + " the processor, %.2f%n",
                            model.name,
                            dtype.label(),
                            name,
                            1 / clock,
                            median(plain, Times::clock) / clock,
                            placed / clock / 1e9,
                            team.size() / processor,
                            median(plain, Times::processor) / processor);
                });
    }

    private Times timed(Runnable work, int tokens) {
        long cpu = SYSTEM.getProcessCpuTime();
        long began = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Times(seconds / tokens, (SYSTEM.getProcessCpuTime() - cpu) / 1e9 / tokens);
    }

    private static double median(List<Times> times, ToDoubleFunction<Times> which) {
        return times.stream().mapToDouble(which).sorted().toArray()[times.size() / 2];
    }

    public static void main(String[] arguments) throws Exception {
        int threads =
                arguments.length > 0
                        ? Integer.parseInt(arguments[0])
                        : Runtime.getRuntime().availableProcessors();
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 9;
        try (Team team = new Team(threads)) {
            for (DType dtype : List.of(DType.BF16, DType.F32)) {
                for (Model model : MODELS) {
                    try (NativeBlock block = NativeBlock.allocate(model.weights() * dtype.bytes());
                            NativeBlock cache = NativeBlock.allocate(model.cacheBytes())) {
                        new StepBenchmark(model, dtype, team, block, cache).measure(rounds);
                    }
                }
            }
        }
    }
}
