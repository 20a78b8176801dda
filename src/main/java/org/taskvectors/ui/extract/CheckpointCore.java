package org.taskvectors.ui.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.open.Located;
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
import org.taskvectors.tensor.Compute;
import org.taskvectors.ui.common.ScopeViewModel;
import org.taskvectors.workspace.AdapterFacts;
import org.taskvectors.workspace.Describe;
import org.taskvectors.workspace.Facts;

/// The core itself: checkpoints on disk, the pair check, the extraction.
public final class CheckpointCore implements ExtractionCore {
    private final Extractor extractor;
    private final Compute compute;
    private final Function<Path, OpenOptions> said;

    /// @param extractor does the work
    /// @param compute with what it computes
    /// @param said what a person said of what lies at a path: the scale of an adapter
    public CheckpointCore(Extractor extractor, Compute compute, Function<Path, OpenOptions> said) {
        this.extractor = extractor;
        this.compute = compute;
        this.said = said;
    }

    /// Where nobody said anything.
    public CheckpointCore(Extractor extractor, Compute compute) {
        this(extractor, compute, _ -> OpenOptions.NONE);
    }

    private Located located(Path path) {
        return new Located(path, said.apply(path));
    }

    private Checkpoint open(Path path) throws Failure {
        return located(path).open();
    }

    @Override
    public SideFacts inspect(Path path) throws IOException {
        try (Checkpoint checkpoint = open(path)) {
            return facts(path, checkpoint);
        }
    }

    private static SideFacts facts(Path path, Checkpoint checkpoint) {
        Naming naming = Naming.of(checkpoint);
        return new SideFacts(
                path,
                checkpoint.name(),
                model(checkpoint, naming),
                disk(checkpoint),
                items(checkpoint, naming),
                checkpoint.about().notes());
    }

    /// An adapter is more with its base at hand than alone.
    private static Optional<SideFacts> withBase(Path path, Checkpoint tuned, Checkpoint base) {
        return tuned instanceof Vector vector
                ? Optional.of(facts(path, vector.on(base)))
                : Optional.empty();
    }

    @Override
    public CheckedPair check(Path base, Path tuned, Policies policies, Path output)
            throws IOException {
        long began = System.nanoTime();
        try (Checkpoint baseSide = open(base);
                Checkpoint tunedSide = open(tuned)) {
            PairCheck check = PairChecker.check(baseSide, tunedSide, policies);
            long millis = Math.max(1, Math.round((System.nanoTime() - began) / 1e6));
            Path folder = existing(output.toAbsolutePath().getParent());
            return new CheckedPair(
                    check,
                    millis,
                    free(folder),
                    folder != null && Files.isWritable(folder),
                    Files.exists(output),
                    withBase(tuned, tunedSide, baseSide));
        }
    }

    @Override
    public ExtractionResult extract(
            Order order, boolean overwrite, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return extractor.extract(
                new ExtractionRequest(
                        located(order.base()),
                        located(order.tuned()),
                        order.output(),
                        order.policies(),
                        overwrite,
                        compute),
                progress,
                cancellation);
    }

    @Override
    public Optional<Path> unquantised(Path quantised, List<Path> candidates) throws IOException {
        return QuantizationError.firstMeasurable(
                        located(quantised), candidates.stream().map(this::located).toList())
                .map(Located::path);
    }

    @Override
    public QuantizationError measure(
            Path quantised, Path exact, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return QuantizationError.measure(
                located(quantised), located(exact), compute, progress, cancellation);
    }

    private static String model(Checkpoint checkpoint, Naming naming) {
        Facts facts = Describe.facts(checkpoint, Optional.empty());
        String weights = Amounts.parameters(facts.parameters()) + " weights";
        String dtype = facts.dtypes().stream().findFirst().orElse("no tensors");
        String what =
                facts.adapter()
                        .map(AdapterFacts::kind)
                        .or(() -> checkpoint.about().config().flatMap(ModelConfig::architecture))
                        .orElseGet(naming::architecture);
        return what + " · " + weights + " · " + dtype;
    }

    private static String disk(Checkpoint checkpoint) {
        int files = checkpoint.about().files();
        int tensors = checkpoint.tensors().size();
        return (files == 1 ? "" : files + " shards · ")
                + Amounts.bytes(checkpoint.about().bytesOnDisk())
                + " · "
                + Amounts.count(tensors)
                + (tensors == 1 ? " tensor" : " tensors");
    }

    private static List<ScopeViewModel.Item> items(Checkpoint checkpoint, Naming naming) {
        Set<String> twice = naming.repeated();
        return checkpoint.tensors().stream()
                .filter(tensor -> tensor.dtype().isFloating() && !twice.contains(tensor.name()))
                .map(
                        tensor ->
                                new ScopeViewModel.Item(
                                        naming.place(tensor.name()), tensor.elements()))
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
