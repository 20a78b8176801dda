package org.taskvectors.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.pass.BlockPass;
import org.taskvectors.pass.Row;
import org.taskvectors.tensor.Compute;

/// Reading a checkpoint through its decoders, block by block, beside reading its files as they are.
///
/// Arguments: `PATH [THREADS [ROUNDS]]`, a checkpoint of any format. Times are told by the clock
/// and by the processor, since the second does not depend on what else the machine does.
public final class DecodeBenchmark {
    private static final int FILE_BLOCK = 1 << 16;
    private static final int FILE_UNIT = 1 << 22;

    private DecodeBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[0]);
        int threads = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
        for (int round = 0; round < rounds; round++) {
            long began = System.nanoTime();
            try (Checkpoint checkpoint = Checkpoints.open(path)) {
                double opened = seconds(began);
                double cpu = cpu();
                double plain = files(checkpoint.about().weightFiles(), threads);
                double plainCpu = cpu() - cpu;
                long bytes = checkpoint.tensors().stream().mapToLong(Tensor::bytes).sum();
                cpu = cpu();
                double decoded = tensors(checkpoint, threads);
                double decodedCpu = cpu() - cpu;
                System.out.printf(
                        Locale.ROOT,
                        "opened in %.0f ms; %,d bytes of files in %.2f s (%.2f s of processor); %,d"
                                + " bytes of numbers in %.2f s (%.2f s of processor, %.2f GB each);"
                                + " %.2f times the files' time, %.2f by processor; RssAnon %s%n",
                        1000 * opened,
                        checkpoint.about().bytesOnDisk(),
                        plain,
                        plainCpu,
                        bytes,
                        decoded,
                        decodedCpu,
                        bytes / decodedCpu / 1e9,
                        decoded / plain,
                        decodedCpu / plainCpu,
                        anonymous());
            }
        }
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static double cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
                / 1e9;
    }

    private static String anonymous() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("RssAnon"))
                        .map(line -> line.replaceAll("\\s+", " ").substring(9))
                        .findFirst()
                        .orElse("unknown")
                : "unknown";
    }

    private static double files(List<Path> paths, int threads)
            throws IOException, CancelledException {
        record Part(ReadableFile file, long first) {}
        List<ReadableFile> files = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        try {
            for (Path path : paths) {
                ReadableFile file = ReadableFile.open(path);
                files.add(file);
                for (long at = 0; at < file.size(); at += FILE_UNIT) {
                    parts.add(new Part(file, at));
                }
            }
            long began = System.nanoTime();
            Workers.run(
                    threads,
                    parts.size(),
                    new Cancellation(),
                    () ->
                            new Reader() {
                                @Override
                                public void unit(int number) throws IOException {
                                    Part part = parts.get(number);
                                    long end =
                                            Math.min(part.file().size(), part.first() + FILE_UNIT);
                                    for (long at = part.first(); at < end; at += FILE_BLOCK) {
                                        long size = Math.min(FILE_BLOCK, end - at);
                                        part.file().read(at, block.asSlice(0, size));
                                    }
                                }
                            });
            return seconds(began);
        } finally {
            files.forEach(ReadableFile::close);
        }
    }

    private static double tensors(Checkpoint checkpoint, int threads)
            throws IOException, CancelledException {
        BlockPass pass =
                new BlockPass(
                        checkpoint.tensors().stream()
                                .map(tensor -> Row.of(checkpoint, tensor))
                                .toList());
        long began = System.nanoTime();
        pass.run(_ -> _ -> {}, Compute.onCpu(threads), new Progress(), new Cancellation());
        return seconds(began);
    }

    private abstract static class Reader implements Workers.Worker {
        private final Arena arena = Arena.ofConfined();
        final MemorySegment block = arena.allocate(FILE_BLOCK, 64);

        @Override
        public void close() {
            arena.close();
        }
    }
}
