package org.taskvectors.ui.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Checkpoints;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.extraction.PairCheck;
import org.taskvectors.extraction.PairChecker;
import org.taskvectors.extraction.Policies;
import org.taskvectors.extraction.QuantizationError;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.DType;
import org.taskvectors.ui.common.Numbers;
import org.taskvectors.ui.common.ScopeModel;

/// The core itself: checkpoints on disk, the pair check, the extraction.
public final class CheckpointCore implements ExtractionCore {
    private final Extractor extractor;
    private final int threads;

    /// @param extractor does the work
    /// @param threads how many threads an extraction may use
    public CheckpointCore(Extractor extractor, int threads) {
        this.extractor = extractor;
        this.threads = threads;
    }

    @Override
    public SideFacts inspect(Path path) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            Naming naming = Naming.of(checkpoint);
            return new SideFacts(
                    path,
                    checkpoint.name(),
                    model(checkpoint, naming),
                    disk(checkpoint),
                    items(checkpoint, naming),
                    checkpoint.notes());
        }
    }

    @Override
    public CheckedPair check(Path base, Path tuned, Policies policies, Path output)
            throws IOException {
        long began = System.nanoTime();
        try (Checkpoint baseSide = Checkpoints.open(base);
                Checkpoint tunedSide = Checkpoints.open(tuned)) {
            PairCheck check = PairChecker.check(baseSide, tunedSide, policies);
            long millis = Math.max(1, Math.round((System.nanoTime() - began) / 1e6));
            Path folder = existing(output.toAbsolutePath().getParent());
            return new CheckedPair(
                    check,
                    millis,
                    free(folder),
                    folder != null && Files.isWritable(folder),
                    Files.exists(output));
        }
    }

    @Override
    public ExtractionResult extract(
            Order order, boolean overwrite, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        try (Checkpoint base = Checkpoints.open(order.base());
                Checkpoint tuned = Checkpoints.open(order.tuned())) {
            return extractor.extract(
                    new ExtractionRequest(
                            base, tuned, order.output(), order.policies(), overwrite, threads),
                    progress,
                    cancellation);
        }
    }

    @Override
    public Optional<Path> unquantised(Path quantised, List<Path> candidates) throws IOException {
        try (Checkpoint side = Checkpoints.open(quantised)) {
            for (Path candidate : candidates) {
                if (isMeasurable(side, candidate)) {
                    return Optional.of(candidate);
                }
            }
            return Optional.empty();
        }
    }

    private static boolean isMeasurable(Checkpoint side, Path candidate) {
        try (Checkpoint exact = Checkpoints.open(candidate)) {
            return QuantizationError.isMeasurable(side, exact);
        } catch (Failure e) {
            return false; // Its card says what is wrong with it.
        }
    }

    @Override
    public QuantizationError measure(
            Path quantised, Path exact, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        try (Checkpoint side = Checkpoints.open(quantised);
                Checkpoint from = Checkpoints.open(exact)) {
            return QuantizationError.measure(side, from, threads, progress, cancellation);
        }
    }

    private static String model(Checkpoint checkpoint, Naming naming) {
        String architecture =
                checkpoint
                        .config()
                        .flatMap(ModelConfig::architecture)
                        .orElseGet(naming::architecture);
        long weights = checkpoint.tensors().stream().mapToLong(Tensor::elements).sum();
        return architecture
                + " · "
                + Numbers.parameters(weights)
                + " weights · "
                + mainDType(checkpoint.tensors());
    }

    private static String mainDType(List<Tensor> tensors) {
        Map<DType, Long> weights = new EnumMap<>(DType.class);
        tensors.forEach(tensor -> weights.merge(tensor.dtype(), tensor.elements(), Long::sum));
        return weights.entrySet().stream()
                .max(Comparator.comparingLong(Map.Entry::getValue))
                .map(entry -> entry.getKey().label())
                .orElse("no tensors");
    }

    private static String disk(Checkpoint checkpoint) {
        int files = checkpoint.files();
        int tensors = checkpoint.tensors().size();
        return (files == 1 ? "" : files + " shards · ")
                + Numbers.bytes((double) checkpoint.bytesOnDisk())
                + " · "
                + Numbers.count(tensors)
                + (tensors == 1 ? " tensor" : " tensors");
    }

    private static List<ScopeModel.Item> items(Checkpoint checkpoint, Naming naming) {
        Set<String> twice = naming.repeated();
        return checkpoint.tensors().stream()
                .filter(tensor -> tensor.dtype().isFloating() && !twice.contains(tensor.name()))
                .map(tensor -> new ScopeModel.Item(naming.place(tensor.name()), tensor.elements()))
                .toList();
    }

    /// The nearest folder above that is there: the writer makes those below.
    private static @Nullable Path existing(@Nullable Path folder) {
        Path at = folder;
        while (at != null && !Files.isDirectory(at)) {
            at = at.getParent();
        }
        return at;
    }

    private static long free(@Nullable Path folder) {
        try {
            return folder == null ? -1 : Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }
}
