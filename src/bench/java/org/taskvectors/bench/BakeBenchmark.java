package org.taskvectors.bench;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.LiveModel;
import org.taskvectors.inference.LiveModels;
import org.taskvectors.inference.LiveRequest;
import org.taskvectors.inference.Side;
import org.taskvectors.inference.kernel.NativeBlock;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// A turn of the knobs beside a plain parallel copy of the same weights in memory: models of 5
/// million and half a billion weights in bfloat16, one and three vectors of all of them. One
/// warmed-up JVM, all in turn, medians.
///
/// Arguments: `FOLDER`, which takes models and vectors, 4.1 GB.
public final class BakeBenchmark {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    private static final int VECTORS = 3;
    private static final long PIECE = 1 << 19;
    private static final Path TOKENIZER = Path.of("assets", "sample", "base");

    /// A model's size.
    private record Size(String name, int layers, int width, int inner, int rounds) {}

    private static final List<Size> SIZES =
            List.of(new Size("5 M", 10, 192, 512, 300), new Size("0.5 G", 21, 1280, 5120, 15));

    private BakeBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : "target/bench");
        System.out.printf(
                Locale.ROOT,
                "%d threads, %s, Java %s%n",
                THREADS,
                System.getProperty("os.arch"),
                Runtime.version());
        for (Size size : SIZES) {
            run(size, folder.resolve("bake-" + size.width()));
        }
    }

    private static void run(Size size, Path folder) throws Exception {
        Path base = model(size, folder.resolve("base"));
        List<Located> vectors = new ArrayList<>();
        for (int i = 0; i < VECTORS; i++) {
            Path vector = folder.resolve("vector" + i + ".safetensors");
            write(vector, size, 2 + i, 0.001);
            vectors.add(Located.of(vector));
        }
        LiveRequest request =
                new LiveRequest(Located.of(base), vectors, 64, Compute.onCpu(THREADS), false);
        try (LiveModel model =
                        new LiveModels(Optional.empty())
                                .load(request, new Progress(), new Cancellation());
                NativeBlock first = NativeBlock.allocate(2 * model.facts().parameters());
                NativeBlock second = NativeBlock.allocate(2 * model.facts().parameters())) {
            MemorySegment from = first.memory();
            MemorySegment to = second.memory();
            Map<String, List<Double>> times = new LinkedHashMap<>();
            for (int round = 0; round < 2 * size.rounds(); round++) {
                double lambda = round % 2 == 0 ? 0.3 : 0.4;
                double copy = copy(from, to);
                double one = turn(model, lambda, 1);
                double three = turn(model, lambda, VECTORS);
                if (round >= size.rounds()) {
                    times.computeIfAbsent("copy", _ -> new ArrayList<>()).add(copy);
                    times.computeIfAbsent("one vector", _ -> new ArrayList<>()).add(one);
                    times.computeIfAbsent("three vectors", _ -> new ArrayList<>()).add(three);
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s: %,d weights, in turn: %b%n",
                    size.name(),
                    model.facts().parameters(),
                    model.facts().isInTurn());
            times.forEach(
                    (name, list) -> {
                        List<Double> sorted = list.stream().sorted().toList();
                        System.out.printf(
                                Locale.ROOT,
                                "%-16s median %9.2f ms, best %9.2f ms, %5.2f of a copy%n",
                                name,
                                sorted.get(sorted.size() / 2),
                                sorted.getFirst(),
                                median(list) / median(times.getOrDefault("copy", List.of())));
                    });
            long began = System.nanoTime();
            model.fingerprint(Side.EDITED);
            System.out.printf(
                    Locale.ROOT,
                    "fingerprint after a turn %.1f ms%n",
                    (System.nanoTime() - began) / 1e6);
        }
    }

    private static double median(List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static double turn(LiveModel model, double lambda, int vectors) throws Exception {
        List<Knob> knobs =
                IntStream.range(0, VECTORS)
                        .mapToObj(i -> Knob.everywhere(i < vectors ? lambda + i * 0.1 : 0))
                        .toList();
        long began = System.nanoTime();
        model.turn(knobs, new Progress(), new Cancellation());
        return (System.nanoTime() - began) / 1e6;
    }

    private static double copy(MemorySegment from, MemorySegment to) throws Exception {
        long began = System.nanoTime();
        int pieces = (int) Math.ceilDiv(from.byteSize(), PIECE);
        Workers.run(
                THREADS,
                pieces,
                new Cancellation(),
                () ->
                        new Workers.Worker() {
                            @Override
                            public void unit(int number) {
                                long at = number * PIECE;
                                long bytes = Math.min(PIECE, from.byteSize() - at);
                                MemorySegment.copy(from, at, to, at, bytes);
                            }

                            @Override
                            public void close() {}
                        });
        return (System.nanoTime() - began) / 1e6;
    }

    private static Path model(Size size, Path folder) throws IOException {
        write(folder.resolve("model.safetensors"), size, 1, 0.02);
        for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(
                    TOKENIZER.resolve(name),
                    folder.resolve(name),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Files.writeString(
                folder.resolve("config.json"),
                String.format(
                        Locale.ROOT,
                        "{\"architectures\":[\"LlamaForCausalLM\"],\"model_type\":\"llama\","
                                + "\"hidden_size\":%d,\"intermediate_size\":%d,"
                                + "\"num_hidden_layers\":%d,\"num_attention_heads\":%d,"
                                + "\"num_key_value_heads\":%d,\"head_dim\":64,"
                                + "\"vocab_size\":4096,\"max_position_embeddings\":512,"
                                + "\"rms_norm_eps\":1e-05,\"rope_theta\":10000.0,"
                                + "\"hidden_act\":\"silu\",\"tie_word_embeddings\":true}",
                        size.width(),
                        size.inner(),
                        size.layers(),
                        size.width() / 64,
                        size.width() / 64));
        return folder;
    }

    private static List<Tensor> tensors(Size size) {
        int width = size.width();
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(tensor("model.embed_tokens.weight", 4096, width));
        for (int layer = 0; layer < size.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            for (String part : List.of("q_proj", "k_proj", "v_proj", "o_proj")) {
                tensors.add(tensor(prefix + "self_attn." + part + ".weight", width, width));
            }
            tensors.add(tensor(prefix + "mlp.gate_proj.weight", size.inner(), width));
            tensors.add(tensor(prefix + "mlp.up_proj.weight", size.inner(), width));
            tensors.add(tensor(prefix + "mlp.down_proj.weight", width, size.inner()));
            tensors.add(tensor(prefix + "input_layernorm.weight", width));
            tensors.add(tensor(prefix + "post_attention_layernorm.weight", width));
        }
        tensors.add(tensor("model.norm.weight", width));
        return tensors;
    }

    private static Tensor tensor(String name, long... sizes) {
        return new Tensor(name, DType.BF16, Shape.of(sizes));
    }

    /// Writes random numbers, if the file is not there yet.
    private static void write(Path file, Size size, long seed, double deviation)
            throws IOException {
        SafetensorsLayout layout = SafetensorsLayout.of(tensors(size), Map.of("format", "pt"));
        if (Files.exists(file) && Files.size(file) == layout.fileSize()) {
            return;
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer some = ByteBuffer.allocateDirect(8 << 20).order(ByteOrder.LITTLE_ENDIAN);
        while (some.hasRemaining()) {
            float weight = (float) (random.nextGaussian() * deviation);
            some.putShort((short) (Float.floatToRawIntBits(weight) >>> 16));
        }
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(layout.header()));
            for (long left = layout.fileSize() - layout.header().length; left > 0; ) {
                some.clear().limit((int) Math.min(left, some.capacity()));
                left -= channel.write(some);
            }
        }
    }
}
