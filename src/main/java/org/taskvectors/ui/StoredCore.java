package org.taskvectors.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Measured;
import org.taskvectors.analysis.MeasuredSpectra;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.Spectra;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.ThreadedPasses;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.AdapterAbout;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Buffers;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.open.Opened;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.StudyRecord;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.extraction.PairCheck;
import org.taskvectors.extraction.PairChecker;
import org.taskvectors.extraction.Policies;
import org.taskvectors.extraction.QuantizationError;
import org.taskvectors.extraction.SideRefusal;
import org.taskvectors.extraction.lora.LoraExtractor;
import org.taskvectors.extraction.lora.LoraModules;
import org.taskvectors.extraction.lora.LoraRequest;
import org.taskvectors.extraction.lora.LoraResult;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadProbe;
import org.taskvectors.inference.LiveModels;
import org.taskvectors.inference.LiveRequest;
import org.taskvectors.inference.MemoryEstimate;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.Applier;
import org.taskvectors.merge.ApplyRequest;
import org.taskvectors.merge.ApplyResult;
import org.taskvectors.parts.SteppedExtraction;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.sandbox.PromptForm;
import org.taskvectors.tensor.Compute;
import org.taskvectors.ui.apply.ApplyCore;
import org.taskvectors.ui.common.ScopeViewModel;
import org.taskvectors.ui.compare.MeasuringCore;
import org.taskvectors.ui.evaluate.EvaluateCore;
import org.taskvectors.ui.evaluate.EvaluationRequest;
import org.taskvectors.ui.extract.CheckedPair;
import org.taskvectors.ui.extract.ExtractionCore;
import org.taskvectors.ui.extract.SideFacts;
import org.taskvectors.ui.lora.LoraCore;
import org.taskvectors.ui.sandbox.SandboxCore;
import org.taskvectors.ui.sandbox.SandboxModel;
import org.taskvectors.workspace.AdapterFacts;
import org.taskvectors.workspace.Describe;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.Role;

/// The core as the window's places ask it: checkpoints on disk. Each call opens what its request
/// names and closes it again; what runs is what the command line runs.
public final class StoredCore
        implements ExtractionCore, MeasuringCore, LoraCore, ApplyCore, SandboxCore, EvaluateCore {
    private final SteppedExtraction extractor;
    private final LoraExtractor loraExtractor;
    private final Applier applier;
    private final Measured measured;
    private final MeasuredSpectra spectra;
    private final Compute compute;
    private final LiveModels models;
    private final Evaluations evaluations;

    /// @param program name and version of this program
    /// @param store keeps what is measured
    /// @param compute with what it computes
    /// @param models loads models that run
    public StoredCore(String program, ProfileStore store, Compute compute, LiveModels models) {
        this.models = models;
        this.compute = compute;
        extractor = new SteppedExtraction(program, store);
        loraExtractor = new LoraExtractor(program);
        applier = new Applier(program, store);
        evaluations = new Evaluations(program, Clock.systemUTC());
        measured = new Measured(store, new ThreadedPasses(compute));
        spectra = new MeasuredSpectra(store, compute);
    }

    @Override
    public SideFacts inspectSide(Located side, Role role) throws IOException {
        try (Checkpoint checkpoint = side.asModel().open()) {
            Optional<Failure> refusal =
                    role == Role.BASE
                            ? SideRefusal.ofBase(checkpoint)
                            : SideRefusal.ofTuned(checkpoint);
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            return facts(side.path(), checkpoint);
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
    public CheckedPair check(Located base, Located tuned, Policies policies, Path output)
            throws IOException {
        long began = System.nanoTime();
        try (Checkpoint baseSide = base.asModel().open();
                Checkpoint tunedSide = tuned.asModel().open()) {
            PairCheck check = PairChecker.check(baseSide, tunedSide, policies);
            long millis = Math.max(1, Math.round((System.nanoTime() - began) / 1e6));
            Path folder = existing(output.toAbsolutePath().getParent());
            return new CheckedPair(
                    check,
                    millis,
                    free(folder),
                    folder != null && Files.isWritable(folder),
                    Files.exists(output),
                    withBase(tuned.path(), tunedSide, baseSide));
        }
    }

    @Override
    public ExtractionResult extract(
            ExtractionRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return extractor.extract(request, progress, cancellation);
    }

    @Override
    public Optional<Located> unquantised(Located quantised, List<Located> candidates)
            throws IOException {
        return QuantizationError.firstMeasurable(quantised, candidates);
    }

    @Override
    public QuantizationError measure(
            Located quantised, Located exact, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return QuantizationError.measure(quantised, exact, compute, progress, cancellation);
    }

    @Override
    public Optional<Measurement> kept(Located vector) throws IOException {
        try {
            return measured.kept(vector);
        } catch (Failure e) {
            // Its card asks; measuring it says so.
            if (Describe.asksAdapter(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Measurement measure(Located vector, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return measured.profile(vector, progress, cancellation);
    }

    @Override
    public Optional<PairSums> keptPairs(List<Located> vectors) throws IOException {
        return measured.keptPairsOf(vectors);
    }

    @Override
    public PairSums measurePairs(
            List<Located> vectors, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return measured.pairsOf(vectors, progress, cancellation);
    }

    @Override
    public Spectra keptSpectra(List<Located> vectors) throws IOException {
        return spectra.kept(vectors);
    }

    @Override
    public Spectra findSpectra(
            List<Located> vectors,
            Predicate<String> inScope,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        return spectra.of(vectors, inScope, progress, cancellation);
    }

    @Override
    public LoraResult extract(LoraRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return loraExtractor.extract(request, progress, cancellation);
    }

    @Override
    public Known inspect(Located vector) throws IOException {
        try (Opened open = vector.openWithBase()) {
            Checkpoint checkpoint = open.checkpoint();
            Naming naming = Naming.of(checkpoint);
            return new Known(
                    LoraModules.of(checkpoint).stream()
                            .map(
                                    tensor ->
                                            new ScopeViewModel.Item(
                                                    naming.place(tensor.name()), tensor.elements()))
                            .toList(),
                    Describe.provenance(checkpoint)
                            .map(provenance -> provenance.base().name())
                            .or(
                                    () ->
                                            checkpoint
                                                    .about()
                                                    .adapter()
                                                    .flatMap(AdapterAbout::baseName)));
        }
    }

    @Override
    public ApplyResult apply(ApplyRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return applier.apply(request, progress, cancellation);
    }

    @Override
    public OptionalDouble readRate(Path model) throws IOException {
        // What a recipe is made of may lie anywhere, on several disks.
        return Formats.ALL.isComputed(model)
                ? OptionalDouble.empty()
                : ReadProbe.rate(Checkpoints.weightFiles(model));
    }

    @Override
    public VectorFacts vector(Located vector) throws IOException {
        Optional<Measurement> kept = kept(vector);
        try (Opened open = vector.openWithBase()) {
            Checkpoint checkpoint = open.checkpoint();
            Naming naming = Naming.of(checkpoint);
            Facts facts = Describe.facts(checkpoint, Optional.empty());
            boolean isFull =
                    kept.filter(each -> !each.base().isEmpty())
                            .filter(each -> each.profile().tensors().size() >= each.base().size())
                            .isPresent();
            String kind =
                    facts.adapter()
                            .map(AdapterFacts::kind)
                            .orElseGet(
                                    () ->
                                            isFull
                                                    ? "full"
                                                    : Amounts.counted(facts.tensors(), "tensor"));
            return new VectorFacts(
                    kind,
                    kept.map(
                                    each ->
                                            OptionalDouble.of(
                                                    Math.sqrt(
                                                            each.profile().tensors().stream()
                                                                    .mapToDouble(
                                                                            TensorProfile
                                                                                    ::sumSquares)
                                                                    .sum())))
                            .orElseGet(OptionalDouble::empty),
                    checkpoint.tensors().stream()
                            .map(tensor -> naming.place(tensor.name()).kind().family())
                            .collect(Collectors.toSet()));
        }
    }

    @Override
    public List<PromptForm> forms(Located base) throws IOException {
        return PromptForms.of(base);
    }

    @Override
    public MemoryEstimate estimate(LiveRequest request) throws IOException {
        return models.estimate(request);
    }

    @Override
    public void prepare() {
        models.prepare();
    }

    @Override
    public void warmUp() {
        models.warmUp();
    }

    @Override
    public SandboxModel load(LiveRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        TemplateRegistry templates = TemplateRegistry.of(request.base().path());
        return new LoadedSandbox(models.load(request, progress, cancellation), templates);
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
                .filter(tensor -> !Buffers.isBuffer(tensor))
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

    @Override
    public TaskReader read(Located base, DataChoice choice) throws IOException {
        return TaskReader.read(TemplateRegistry.of(base.path()), choice);
    }

    @Override
    public Study evaluate(
            SandboxModel model,
            EvaluationRequest request,
            Consumer<Study> listener,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        return evaluations.run(model, request, listener, progress, cancellation);
    }

    @Override
    public Study open(Path record) throws IOException {
        return StudyRecord.read(record);
    }
}
