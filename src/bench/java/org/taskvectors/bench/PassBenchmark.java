package org.taskvectors.bench;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.extraction.DifferencePass;
import org.taskvectors.extraction.Match;
import org.taskvectors.extraction.PairCheck;
import org.taskvectors.extraction.PairChecker;
import org.taskvectors.extraction.Policies;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.ForwardingDevice;
import org.taskvectors.tensor.JointTally;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.MagnitudeSums;
import org.taskvectors.tensor.SideTally;
import org.taskvectors.tensor.TreeSum;

/// The whole pass of an extraction beside a plain parallel copy of the same bytes and beside
/// PyTorch: one warmed-up JVM, all in turn, nine rounds, medians. Output goes into an existing
/// file, and nothing is forced to disk, on any side.
///
/// Arguments: `FOLDER [MEMORY_FOLDER [PYTHON]]`. FOLDER takes a pair of 1 GiB each; MEMORY_FOLDER,
/// where the outputs go, should be a file system in memory; with PYTHON, an interpreter that has
/// PyTorch and safetensors, the peers run too.
public final class PassBenchmark {
    private static final int ROUNDS = 9;
    private static final int WARM_UP = 3;
    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    private static final int COPY_BLOCK = 1 << 16;

    private final Checkpoint base;
    private final Checkpoint tuned;
    private final PairCheck check;
    private final SafetensorsLayout layout;
    private final FileChannel output;
    private final Map<String, List<Double>> times = new LinkedHashMap<>();

    private PassBenchmark(Checkpoint base, Checkpoint tuned, FileChannel output)
            throws IOException {
        this.base = base;
        this.tuned = tuned;
        this.output = output;
        check = PairChecker.check(base, tuned, Policies.DEFAULT);
        List<Tensor> outputs = check.matches().stream().map(Match::output).toList();
        layout = SafetensorsLayout.of(outputs, Map.of());
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : "target/bench");
        Path memory = Path.of(arguments.length > 1 ? arguments[1] : "/dev/shm");
        Pair pair = Pair.in(folder);
        Path ours = memory.resolve("workbench-bench.safetensors");
        Path theirs = memory.resolve("workbench-bench-peer.safetensors");
        try (Checkpoint base = Checkpoints.open(pair.base());
                Checkpoint tuned = Checkpoints.open(pair.tuned());
                FileChannel output =
                        FileChannel.open(
                                ours, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            PassBenchmark benchmark = new PassBenchmark(base, tuned, output);
            benchmark.run(pair, arguments.length > 2 ? arguments[2] : "", theirs);
        } finally {
            Files.deleteIfExists(ours);
            Files.deleteIfExists(theirs);
        }
    }

    private void run(Pair pair, String python, Path theirs) throws Exception {
        Map<String, Callable<Double>> contestants = new LinkedHashMap<>();
        contestants.put("copy", () -> copy(pair));
        contestants.put("pass", () -> pass(Device.CPU));
        contestants.put("pass, no checksums", () -> pass(new Without(true, false)));
        contestants.put("pass, no arithmetic", () -> pass(new Without(false, true)));
        contestants.put("pass, reads and writes", () -> pass(new Without(false, false)));
        List<Peer> peers = new ArrayList<>();
        try {
            if (!python.isEmpty()) {
                addPeer(contestants, peers, python, "notebook", pair, theirs);
                addPeer(contestants, peers, python, "chunks", pair, theirs);
            }
            for (int round = 0; round < WARM_UP + ROUNDS; round++) {
                for (Map.Entry<String, Callable<Double>> contestant : contestants.entrySet()) {
                    boolean peer = contestant.getKey().startsWith("PyTorch");
                    if (peer && round > 0 && round < WARM_UP) {
                        continue;
                    }
                    double time = contestant.getValue().call();
                    if (round >= WARM_UP) {
                        times.computeIfAbsent(contestant.getKey(), k -> new ArrayList<>())
                                .add(time);
                    }
                }
            }
        } finally {
            peers.forEach(Peer::close);
        }
        report();
    }

    private static void addPeer(
            Map<String, Callable<Double>> contestants,
            List<Peer> peers,
            String python,
            String script,
            Pair pair,
            Path output)
            throws IOException {
        Peer peer =
                new Peer(
                        List.of(
                                python,
                                "src/bench/python/" + script + ".py",
                                pair.base().toString(),
                                pair.tuned().toString(),
                                output.toString(),
                                Integer.toString(THREADS)));
        peers.add(peer);
        contestants.put("PyTorch, " + script, peer::run);
    }

    /// Reads both files and writes one of them, block by block, on all threads.
    private double copy(Pair pair) throws Exception {
        long began = System.nanoTime();
        long size = Files.size(pair.base());
        AtomicLong next = new AtomicLong();
        long unit = 1 << 21;
        List<Thread> threads = new ArrayList<>();
        try (FileChannel from = FileChannel.open(pair.base());
                FileChannel to = FileChannel.open(pair.tuned())) {
            for (int i = 0; i < THREADS; i++) {
                threads.add(Thread.ofPlatform().start(() -> copy(from, to, size, next, unit)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        return (System.nanoTime() - began) / 1e6;
    }

    private void copy(FileChannel from, FileChannel to, long size, AtomicLong next, long unit) {
        ByteBuffer a = ByteBuffer.allocateDirect(COPY_BLOCK);
        ByteBuffer b = ByteBuffer.allocateDirect(COPY_BLOCK);
        try {
            for (long u = next.getAndAdd(unit); u < size; u = next.getAndAdd(unit)) {
                for (long at = u; at < Math.min(size, u + unit); at += COPY_BLOCK) {
                    int bytes = (int) Math.min(COPY_BLOCK, size - at);
                    from.read(a.clear().limit(bytes), at);
                    to.read(b.clear().limit(bytes), at);
                    output.write(b.flip(), at);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private double pass(Device device) throws Exception {
        long began = System.nanoTime();
        DifferencePass pass = new DifferencePass(base, tuned, check);
        pass.run(
                (row, position, bytes) -> write(layout.offset(row) + position, bytes),
                new Compute(device, THREADS),
                new Progress(),
                new Cancellation());
        pass.profiles();
        pass.baseFingerprint();
        pass.tunedFingerprint();
        pass.outputFingerprint();
        return (System.nanoTime() - began) / 1e6;
    }

    private void write(long position, MemorySegment bytes) throws Failure {
        try {
            ByteBuffer buffer = bytes.asByteBuffer();
            long at = position;
            while (buffer.hasRemaining()) {
                at += output.write(buffer, at);
            }
        } catch (IOException e) {
            throw Failure.of(FileProblem.WRITE_FAILED, null, "writing failed", "").causedBy(e);
        }
    }

    private void report() throws IOException {
        double copy = median("copy");
        double pass = median("pass");
        System.out.printf(
                Locale.ROOT,
                "%d threads, %s, Java %s%n",
                THREADS,
                System.getProperty("os.arch"),
                Runtime.version());
        System.out.printf("%-24s %10s %10s %10s%n", "", "median ms", "min ms", "max ms");
        times.forEach(
                (name, list) -> {
                    List<Double> sorted = list.stream().sorted().toList();
                    System.out.printf(
                            Locale.ROOT,
                            "%-24s %10.1f %10.1f %10.1f%n",
                            name,
                            median(name),
                            sorted.getFirst(),
                            sorted.getLast());
                });
        System.out.printf(Locale.ROOT, "pass as a share of the copy's speed: %.2f%n", copy / pass);
        times.keySet().stream()
                .filter(name -> name.startsWith("PyTorch"))
                .forEach(
                        name ->
                                System.out.printf(
                                        Locale.ROOT,
                                        "%s takes %.1f times as long as the pass%n",
                                        name,
                                        median(name) / pass));
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("RssAnon"))
                    .forEach(System.out::println);
        }
    }

    private double median(String name) {
        List<Double> sorted = times.getOrDefault(name, List.of()).stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    /// The processor without some of the pass's work, to see what a part costs.
    private record Without(boolean arithmetic, boolean checksums) implements ForwardingDevice {
        @Override
        public Device device() {
            return CPU;
        }

        @Override
        public Kernels kernels(long bytesToRead) {
            return new Some(CPU.kernels(bytesToRead), arithmetic, checksums);
        }
    }

    private record Some(Kernels kernels, boolean arithmetic, boolean checksums) implements Kernels {
        @Override
        public void difference(
                Block from, Block to, Block output, MagnitudeSums stored, SideTally sides)
                throws IOException {
            if (arithmetic) {
                kernels.difference(from, to, output, stored, sides);
            }
        }

        @Override
        public void measure(Block stored, MagnitudeSums sums) throws IOException {
            kernels.measure(stored, sums);
        }

        @Override
        public void squaresWhereFinite(Block from, Block stored, TreeSum squares)
                throws IOException {
            kernels.squaresWhereFinite(from, stored, squares);
        }

        @Override
        public long checksum(MemorySegment bytes, long position) throws IOException {
            return checksums ? kernels.checksum(bytes, position) : 0;
        }

        @Override
        public void joint(List<Block> vectors, JointTally tally) throws IOException {
            kernels.joint(vectors, tally);
        }
    }
}
