package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.lang.foreign.Arena;
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
import java.util.Random;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.DeviceTrouble;
import org.taskvectors.bench.Pair;
import org.taskvectors.checkpoint.Checkpoint;
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
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.Numbers;

/// The whole pass of an extraction on the processor and on each device that libtorch finds, in turn
/// in one warmed-up JVM; and what becomes of the time of one block on a device: copied there,
/// computed, copied back. Where there is no GPU it says so, and runs libtorch's processor.
///
/// Arguments: `FOLDER [MEMORY_FOLDER [THREADS]]`. FOLDER takes a pair of 256 MiB each;
/// MEMORY_FOLDER, where the output goes, should be a file system in memory.
public final class DeviceBenchmark {
    private static final int ROUNDS = 7;
    private static final int WARM_UP = 2;
    private static final int BLOCK = 1 << 20;

    /// Methods that copy and wait.
    private static final String COPIES =
            """
              def there(self: __torch__.M,
                x: Tensor) -> Tensor:
                return torch.to(x, DEVICE, None, False, True)
              def back(self: __torch__.M,
                x: Tensor,
                host: Tensor) -> Tensor:
                return torch.copy_(host, x, False)
            """;

    private final int threads;
    private final Pair pair;
    private final FileChannel output;

    private DeviceBenchmark(int threads, Pair pair, FileChannel output) {
        this.threads = threads;
        this.pair = pair;
        this.output = output;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : "target/bench");
        Path memory = Path.of(arguments.length > 1 ? arguments[1] : "/dev/shm");
        int threads =
                arguments.length > 2
                        ? Integer.parseInt(arguments[2])
                        : Runtime.getRuntime().availableProcessors();
        Libtorch torch =
                Libtorch.start(
                        List.of(Path.of("target", "workbench", TorchBatch.FOLDER)),
                        Path.of("target", TorchBatch.FOLDER));
        List<Accelerator> found = accelerators(torch);
        if (found.size() == 1) {
            System.out.println("no GPU here");
        }
        Path file = memory.resolve("workbench-device-bench.safetensors");
        try (FileChannel output =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            new DeviceBenchmark(threads, Pair.smallerIn(folder), output).passes(torch, found);
            for (Accelerator accelerator : found) {
                block(torch, accelerator);
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static List<Accelerator> accelerators(Libtorch torch) {
        List<Accelerator> found = new ArrayList<>();
        found.add(new Accelerator(Accelerator.Kind.LIBTORCH, 0, "CPU", 0));
        for (int gpu = 0; gpu < torch.gpus(); gpu++) {
            found.add(new Accelerator(Accelerator.Kind.CUDA, gpu, "GPU " + gpu, 0));
        }
        return found;
    }

    private void passes(Libtorch torch, List<Accelerator> accelerators) throws Exception {
        Map<String, Device> devices = new LinkedHashMap<>();
        devices.put("CPU", Device.CPU);
        for (Accelerator accelerator : accelerators) {
            devices.put(
                    accelerator.label(),
                    new TorchDevice(
                            torch,
                            accelerator,
                            FreeMemory.of(accelerator),
                            (_, _, _) -> DeviceTrouble.Answer.STOP));
        }
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            for (Map.Entry<String, Device> device : devices.entrySet()) {
                double time = pass(device.getValue());
                if (round >= WARM_UP) {
                    times.computeIfAbsent(device.getKey(), _ -> new ArrayList<>()).add(time);
                }
            }
        }
        double bytes = Files.size(pair.base()) + Files.size(pair.tuned());
        System.out.printf(
                Locale.ROOT,
                "extraction, 2 x %.0f MB of bfloat16, %d threads, medians of %d%n",
                bytes / 2e6,
                threads,
                ROUNDS);
        times.forEach(
                (name, all) ->
                        System.out.printf(
                                Locale.ROOT,
                                "%-16s %10.1f ms %8.2f GB read/s%n",
                                name,
                                1000 * median(all),
                                bytes / median(all) / 1e9));
    }

    private double pass(Device device) throws IOException, CancelledException {
        try (Checkpoint base = Checkpoints.open(pair.base());
                Checkpoint tuned = Checkpoints.open(pair.tuned())) {
            PairCheck check = PairChecker.check(base, tuned, Policies.DEFAULT);
            SafetensorsLayout layout =
                    SafetensorsLayout.of(
                            check.matches().stream().map(Match::output).toList(), Map.of());
            long began = System.nanoTime();
            DifferencePass pass = new DifferencePass(base, tuned, check);
            pass.run(
                    (row, position, bytes) -> write(layout.offset(row) + position, bytes),
                    new Compute(device, threads),
                    new Progress(),
                    new Cancellation());
            return (System.nanoTime() - began) / 1e9;
        }
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

    /// Part by part, on one thread.
    private static void block(Libtorch torch, Accelerator accelerator) throws Failure {
        TorchPlace place = new TorchPlace(accelerator);
        TorchProgram program =
                new TorchProgram(
                        () -> TorchProgram.Started.on(torch, place),
                        new TorchFailures(accelerator),
                        () -> {});
        try (program;
                Script copies = Script.of(COPIES, place);
                Tensors tensors = torch.tensors();
                Arena arena = Arena.ofConfined()) {
            Block base = weights(program, arena, 1);
            Block tuned = weights(program, arena, 2);
            Block tau = weights(program, arena, 3);
            DeviceBlocks blocks = new DeviceBlocks(copies, tensors);
            NDArray host = blocks.over(base.bytes());
            double there =
                    measured(() -> copies.call(tensors, "there", Script.tensor(host)).close());
            NDArray device = copies.call(tensors, "there", Script.tensor(host));
            double back =
                    measured(
                            () ->
                                    copies.call(
                                                    tensors,
                                                    "back",
                                                    Script.tensor(device),
                                                    Script.tensor(host))
                                            .close());
            // The sides stay where they are from call to call.
            double all = measured(() -> require(program.difference(base, tuned, tau).isPresent()));
            double checksums =
                    measured(
                            () -> {
                                require(program.checksum(base.bytes(), 0).isPresent());
                                require(program.checksum(tuned.bytes(), 0).isPresent());
                                require(program.checksum(tau.bytes(), 0).isPresent());
                            });
            System.out.printf(
                    Locale.ROOT,
                    "%s, a unit of bfloat16: both sides there %.3f ms (%.1f GB/s), difference and"
                            + " sums %.3f ms, three checksums %.3f ms, the vector back %.3f ms%n",
                    accelerator.label(),
                    2e3 * there,
                    base.size() / there / 1e9,
                    1e3 * (all - back),
                    1e3 * checksums,
                    1e3 * back);
        }
    }

    private static Block weights(TorchProgram program, Arena arena, long seed) throws Failure {
        Random random = new Random(seed);
        double[] values = random.doubles(BLOCK, -0.05, 0.05).toArray();
        Block block = Block.in(program.memory(arena, 2L * BLOCK), DType.BF16, BLOCK);
        Numbers.encode(values, BLOCK, DType.BF16, block.bytes());
        return block;
    }

    private interface Work {
        void run() throws Failure;
    }

    /// Returns the median seconds.
    private static double measured(Work work) throws Failure {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long began = System.nanoTime();
            work.run();
            if (i >= 10) {
                times.add((System.nanoTime() - began) / 1e9);
            }
        }
        return median(times);
    }

    private static double median(List<Double> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    private static void require(boolean isOnDevice) {
        if (!isOnDevice) {
            throw new IllegalStateException("the device left it to the processor");
        }
    }
}
