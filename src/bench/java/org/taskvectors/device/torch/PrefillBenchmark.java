package org.taskvectors.device.torch;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Batch;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.Caches;
import org.taskvectors.inference.KeyValueCache;
import org.taskvectors.inference.TokenTrie;
import org.taskvectors.inference.WantedNodes;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.DType;

/// Measures reading through libtorch: one long text with a cache, and 16 short texts packed, on
/// half a billion random weights of a Llama in bfloat16. Compare with
/// `src/bench/python/prefill.py`, which does the same with transformers.
public final class PrefillBenchmark {
    private PrefillBenchmark() {}

    public static void main(String[] arguments) throws IOException, CancelledException {
        int reps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4;
        int threads = Runtime.getRuntime().availableProcessors();
        Architecture architecture = TinyArchitectures.large();
        try (Arena arena = Arena.ofShared()) {
            BoundModel model =
                    TinyModel.of(
                            arena,
                            architecture,
                            new TinyModel.Options(DType.BF16, false, false, false, false, 1),
                            1_200L << 20);
            long before = anonymous();
            long start = System.nanoTime();
            TorchBatch batch =
                    new TorchBatch(
                            List.of(Path.of("target", "workbench", "libtorch")),
                            Path.of("target", "libtorch"));
            batch.prepare().ifPresent(failure -> System.out.println(failure.getMessage()));
            long started = System.nanoTime();
            try (TorchReader reader =
                    (TorchReader) batch.reader(model, threads, new Cancellation()).orElseThrow()) {
                System.out.printf(
                        "start %.0f ms, reader %.0f ms%n",
                        (started - start) / 1e6, (System.nanoTime() - started) / 1e6);
                System.out.println("RssAnon after the start: " + (anonymous() - before) + " MB");
                Random random = new Random(2);
                int[] text = random.ints(1000, 3, architecture.vocabulary()).toArray();
                List<int[]> texts = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    texts.add(random.ints(60, 3, architecture.vocabulary()).toArray());
                }
                List<Double> lone = new ArrayList<>();
                List<Double> packed = new ArrayList<>();
                for (int i = 0; i < reps; i++) {
                    System.out.println("RssAnon: " + (anonymous() - before) + " MB");
                    lone.add(1000 / seconds(() -> read(reader, text)));
                    packed.add(960 / seconds(() -> together(reader, texts)));
                }
                System.out.println("1 x 1000, tokens/s: " + rounded(lone));
                System.out.println("16 x 60 packed, tokens/s: " + rounded(packed));
                System.out.println("RssAnon beyond the weights: " + (anonymous() - before) + " MB");
            }
        }
    }

    private static List<Long> rounded(List<Double> numbers) {
        return numbers.stream().map(Math::round).toList();
    }

    private interface Work {
        void run() throws IOException, CancelledException;
    }

    /// Seconds of the clock, or with the property `cpu` the processor's, for a machine that others
    /// use too.
    private static double seconds(Work work) throws IOException, CancelledException {
        long start = now();
        work.run();
        return (now() - start) / 1e9;
    }

    private static long now() {
        return Boolean.getBoolean("cpu")
                ? ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getProcessCpuTime()
                : System.nanoTime();
    }

    private static void read(TorchReader reader, int[] text)
            throws IOException, CancelledException {
        try (KeyValueCache cache =
                        Caches.of(
                                reader.architecture(),
                                1024,
                                Boolean.getBoolean("cache16") ? DType.BF16 : DType.F32);
                Batch.Session session = reader.session(cache)) {
            session.read(0, text, 1, (_, _) -> {}, new Cancellation());
        }
    }

    private static void together(TorchReader reader, List<int[]> texts) throws CancelledException {
        int[] wanted = new int[texts.size()];
        Arrays.fill(wanted, 1);
        TokenTrie trie = TokenTrie.of(texts);
        reader.readTogether(
                trie, new WantedNodes(trie, wanted), (_, _, _) -> {}, new Cancellation());
    }

    private static long anonymous() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("RssAnon"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
