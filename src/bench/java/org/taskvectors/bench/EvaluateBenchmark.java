package org.taskvectors.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.device.torch.TorchBatch;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.Decoder;
import org.taskvectors.inference.ModelWeights;
import org.taskvectors.inference.Packs;
import org.taskvectors.inference.TokenTrie;
import org.taskvectors.inference.WeightBlock;
import org.taskvectors.inference.WeightPlan;
import org.taskvectors.inference.kernel.ModelKernels;
import org.taskvectors.inference.kernel.Products;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Team;

/// Many short texts, each of which is read once, beside programs of others that do the same. All
/// take turns, so that a machine that changes its speed changes it for all of them.
///
/// Arguments: `MODEL THREADS ROUNDS TEXTS [NAME=COMMAND]…`: a checkpoint that runs; a file with the
/// tokens of one text a line, or `random:COUNT:FILE` for that many of 20 to 100 tokens that have
/// nothing in common, which are written to the file; and peers as `src/bench/python/ragged.py` has
/// them. The property `packs` tries other sizes of packs than the program's own: `512,1024`; with
/// the property `cpu`, and `CPU=1` in the environment of the peers, the processor's seconds are
/// counted instead of the clock's, for a machine that others use too (set `OMP_WAIT_POLICY=PASSIVE`
/// then, or waiting counts as work).
public final class EvaluateBenchmark {
    private static final int SHORTEST = 20;
    private static final int LONGEST = 100;

    private EvaluateBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int threads = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        Cancellation never = new Cancellation();
        TorchBatch batch =
                new TorchBatch(
                        List.of(Path.of("target", "workbench", "libtorch")),
                        Path.of("target", "libtorch"));
        batch.prepare().ifPresent(failure -> System.out.println(failure.getMessage()));
        Map<String, Peer> peers = new LinkedHashMap<>();
        try (Checkpoint model = Checkpoints.open(Path.of(arguments[0]));
                Team team = new Team(threads)) {
            WeightPlan plan = WeightPlan.of(model);
            List<int[]> texts = texts(arguments[3], plan.architecture().vocabulary());
            for (String peer : Arrays.copyOfRange(arguments, 4, arguments.length)) {
                int cut = peer.indexOf('=');
                List<String> command = List.of(peer.substring(cut + 1).trim().split(" "));
                peers.put(peer.substring(0, cut), new Peer(command));
            }
            int own = Packs.tokens(plan.architecture());
            List<Integer> sizes =
                    Stream.of(System.getProperty("packs", String.valueOf(own)).split(","))
                            .map(Integer::valueOf)
                            .toList();
            Map<String, List<Double>> times = new LinkedHashMap<>();
            try (WeightBlock block =
                            ModelWeights.load(model, plan, threads, new Progress(), never);
                    Decoder decoder =
                            new Decoder(
                                    BoundModel.of(plan, block::weights),
                                    new Products(team, ModelKernels.best()),
                                    Optional.of(batch))) {
                for (int round = -2; round < rounds; round++) {
                    for (int size : sizes) {
                        double millis = read(decoder, texts, size, never);
                        add(
                                times,
                                round,
                                "packs of " + size + (size == own ? ", ours" : ""),
                                millis);
                    }
                    for (Map.Entry<String, Peer> peer : peers.entrySet()) {
                        add(times, round, peer.getKey(), peer.getValue().run());
                    }
                }
            }
            show(texts, times);
        } finally {
            peers.values().forEach(Peer::close);
        }
    }

    private static List<int[]> texts(String argument, int vocabulary) throws IOException {
        String[] words = argument.split(":", 3);
        if (!words[0].equals("random")) {
            return Files.readAllLines(Path.of(argument)).stream()
                    .map(line -> Stream.of(line.split(" ")).mapToInt(Integer::parseInt).toArray())
                    .toList();
        }
        Random random = new Random(4);
        List<int[]> texts = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(words[1]); i++) {
            int length = random.nextInt(SHORTEST, LONGEST + 1);
            texts.add(random.ints(length, 3, vocabulary).toArray());
        }
        Files.write(Path.of(words[2]), texts.stream().map(EvaluateBenchmark::line).toList());
        return texts;
    }

    private static String line(int[] text) {
        return IntStream.of(text).mapToObj(String::valueOf).collect(Collectors.joining(" "));
    }

    /// Milliseconds a token of reading all, sorted by length and in packs.
    private static double read(Decoder decoder, List<int[]> texts, int size, Cancellation never)
            throws CancelledException {
        long began = now();
        List<int[]> sorted =
                texts.stream().sorted(Comparator.comparingInt(text -> text.length)).toList();
        int at = 0;
        while (at < sorted.size()) {
            TokenTrie trie = new TokenTrie();
            int from = at;
            while (at < sorted.size()
                    && (at == from || trie.size() + trie.fresh(sorted.get(at)) <= size)) {
                trie.add(sorted.get(at));
                at++;
            }
            int[] wanted = new int[at - from];
            Arrays.fill(wanted, 1);
            decoder.readTogether(sorted.subList(from, at), wanted, (_, _, _) -> {}, never);
        }
        return (now() - began) / 1e6 / tokens(texts);
    }

    private static long now() {
        return Boolean.getBoolean("cpu")
                ? ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getProcessCpuTime()
                : System.nanoTime();
    }

    private static long tokens(List<int[]> texts) {
        return texts.stream().mapToLong(text -> text.length).sum();
    }

    private static void add(
            Map<String, List<Double>> times, int round, String name, double millis) {
        if (round >= 0) {
            times.computeIfAbsent(name, _ -> new ArrayList<>()).add(millis);
        }
    }

    private static void show(List<int[]> texts, Map<String, List<Double>> times) {
        long all = tokens(texts);
        int different = TokenTrie.of(texts).size();
        System.out.printf(
                Locale.ROOT,
                "%,d texts of %,d tokens; %,d without common beginnings%n",
                texts.size(),
                all,
                different);
        times.forEach(
                (name, millis) -> {
                    Collections.sort(millis);
                    System.out.printf(
                            Locale.ROOT,
                            "%-28s %8.0f best, %8.0f median tokens a second%n",
                            name,
                            1e3 / millis.getFirst(),
                            1e3 / millis.get(millis.size() / 2));
                });
    }
}
