package org.taskvectors.bench;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.device.torch.TorchBatch;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.Decoder;
import org.taskvectors.inference.ModelWeights;
import org.taskvectors.inference.Sequence;
import org.taskvectors.inference.WeightBlock;
import org.taskvectors.inference.WeightPlan;
import org.taskvectors.inference.kernel.ModelKernels;
import org.taskvectors.inference.kernel.Products;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Team;

/// A model that answers, beside programs of others that do the same: tokens a second one by one
/// after a prompt of 16, and of a prompt of 1,000 read at once; and a plain read of the weights.
/// All take turns, so that a machine that changes its speed changes it for all of them.
///
/// Arguments: `MODEL THREADS ROUNDS [NAME=COMMAND]…`, a checkpoint that runs, and peers as
/// `src/bench/python/answers.py` has them: `llama.cpp=python3 answers.py llamacpp FILE.gguf
/// decode`.
public final class AnswerBenchmark {
    private static final int PROMPT = 16;
    private static final int LONG_PROMPT = 1_000;
    private static final int STEPS = 32;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;

    private static volatile long read;

    private AnswerBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int threads = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        Map<String, Peer> peers = new LinkedHashMap<>();
        for (String peer : Arrays.copyOfRange(arguments, 3, arguments.length)) {
            int cut = peer.indexOf('=');
            peers.put(
                    peer.substring(0, cut),
                    new Peer(List.of(peer.substring(cut + 1).trim().split(" "))));
        }
        Cancellation never = new Cancellation();
        TorchBatch batch =
                new TorchBatch(
                        List.of(Path.of("target", "workbench", "libtorch")),
                        Path.of("target", "libtorch"));
        batch.prepare().ifPresent(failure -> System.out.println(failure.getMessage()));
        try (Checkpoint model = Checkpoints.open(Path.of(arguments[0]));
                Team team = new Team(threads)) {
            WeightPlan plan = WeightPlan.of(model);
            double before = anonymous();
            try (WeightBlock block =
                            ModelWeights.load(model, plan, threads, new Progress(), never);
                    Decoder decoder =
                            new Decoder(
                                    BoundModel.of(plan, block::weights),
                                    new Products(team, ModelKernels.best()),
                                    Optional.of(batch))) {
                Map<String, List<Double>> times = new LinkedHashMap<>();
                for (int round = -2; round < rounds; round++) {
                    add(times, round, "decode", decode(decoder, never) / STEPS);
                    add(times, round, "plain read of the weights", read(block, team));
                    add(times, round, "prefill", prefill(decoder, never) / LONG_PROMPT);
                    for (Map.Entry<String, Peer> peer : peers.entrySet()) {
                        add(times, round, peer.getKey(), peer.getValue().run());
                    }
                }
                double bytes = plan.bytes();
                times.forEach(
                        (name, all) -> {
                            Collections.sort(all);
                            double best = all.getFirst();
                            double median = all.get(all.size() / 2);
                            System.out.printf(
                                    Locale.ROOT,
                                    "%-28s %8.1f best, %8.1f median a second (%.1f, %.1f GB/s"
                                            + " where one is a pass over the weights)%n",
                                    name,
                                    1e3 / best,
                                    1e3 / median,
                                    bytes / best / 1e6,
                                    bytes / median / 1e6);
                        });
                System.out.printf(
                        Locale.ROOT,
                        "RssAnon beyond the weights: %.0f MB%n",
                        (anonymous() - before - bytes) / 1e6);
            }
        } finally {
            peers.values().forEach(Peer::close);
        }
    }

    private static void add(
            Map<String, List<Double>> times, int round, String name, double millis) {
        if (round >= 0) {
            times.computeIfAbsent(name, _ -> new ArrayList<>()).add(millis);
        }
    }

    private static double decode(Decoder decoder, Cancellation never) throws CancelledException {
        try (Sequence text = decoder.sequence(PROMPT + STEPS)) {
            text.read(IntStream.range(300, 300 + PROMPT).toArray(), 1, (_, _) -> {}, never);
            long began = System.nanoTime();
            for (int i = 0; i < STEPS; i++) {
                text.read(new int[] {400 + i}, 1, (_, _) -> {}, never);
            }
            return millis(began);
        }
    }

    private static double prefill(Decoder decoder, Cancellation never) throws CancelledException {
        try (Sequence text = decoder.sequence(LONG_PROMPT)) {
            int[] tokens = IntStream.range(0, LONG_PROMPT).map(i -> 300 + i * 7 % 1_000).toArray();
            long began = System.nanoTime();
            text.read(tokens, 1, (_, _) -> {}, never);
            return millis(began);
        }
    }

    private static double read(WeightBlock block, Team team) {
        MemorySegment memory = block.memory();
        long piece = 512 << 10;
        long began = System.nanoTime();
        team.run(
                Math.toIntExact(memory.byteSize() / piece),
                number -> {
                    LongVector one = LongVector.zero(LONGS);
                    LongVector other = one;
                    long step = LONGS.vectorByteSize();
                    for (long at = number * piece; at < (number + 1) * piece; at += 2 * step) {
                        one = one.lanewise(VectorOperators.XOR, longs(memory, at));
                        other = other.lanewise(VectorOperators.XOR, longs(memory, at + step));
                    }
                    read = one.add(other).reduceLanes(VectorOperators.ADD);
                });
        return millis(began);
    }

    private static LongVector longs(MemorySegment memory, long at) {
        return LongVector.fromMemorySegment(LONGS, memory, at, ByteOrder.LITTLE_ENDIAN);
    }

    private static double millis(long began) {
        return (System.nanoTime() - began) / 1e6;
    }

    private static double anonymous() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("RssAnon"))
                .mapToDouble(line -> 1024.0 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
