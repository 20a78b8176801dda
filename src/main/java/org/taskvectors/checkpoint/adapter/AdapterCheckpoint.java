package org.taskvectors.checkpoint.adapter;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Dictionaries;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.LowRankFactors;
import org.taskvectors.tensor.LowRankKernels;

/// A LoRA adapter as the vector that it is: its tensors are the base's, by the base's names, and
/// what is read of them is the change s·B·A in float32, computed block by block from the factors.
/// Nothing of it is a difference of two rounded checkpoints.
///
/// What an adapter says of its base's weights only together with the base (DoRA, modules that were
/// trained whole, biases) is not among the tensors of an adapter that stands alone: [#incomplete]
/// names it. [#on] gives the adapter with its base at hand, whose tensors these are too.
public final class AdapterCheckpoint implements Checkpoint {
    /// Elements that are computed at a time.
    private static final int LARGEST_READ = 1 << 24;

    private final Checkpoint files;
    private final Optional<AdapterConfig> config;
    private final OpenOptions options;
    private final AdapterLayout layout;
    private final Map<String, Change> readable = new LinkedHashMap<>();
    private final List<Incomplete> incomplete = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Tensor> tensors;
    private final FactorCache cache;
    private final LowRankKernels kernels;
    private final @Nullable BaseSide base;
    private final ChangeFacts facts;

    /// @param files the adapter's files, which this owns unless a base is at hand
    AdapterCheckpoint(
            Checkpoint files,
            Optional<AdapterConfig> config,
            OpenOptions options,
            AdapterLayout layout,
            FactorCache cache,
            @Nullable Checkpoint base) {
        this.files = files;
        this.config = config;
        this.options = options;
        this.layout = layout;
        this.cache = cache;
        this.facts =
                new ChangeFacts(
                        layout.changes(), config.map(AdapterConfig::rankStabilised).orElse(false));
        notes.addAll(files.notes());
        notes.addAll(layout.notes());
        incomplete.addAll(layout.incomplete());
        this.base = base == null ? null : new BaseSide(base, files, cache, layout.changes());
        List<Change> changes = this.base == null ? layout.changes() : this.base.changes();
        for (Change change : changes) {
            Optional<Incomplete> unread =
                    this.base == null ? Gaps.withoutBase(change) : this.base.unread(change);
            if (unread.isPresent()) {
                incomplete.add(unread.get());
            } else {
                readable.put(change.tensor().name(), change);
            }
        }
        if (this.base != null) {
            notes.addAll(this.base.notes());
        }
        noteIncomplete();
        tensors = readable.values().stream().map(Change::tensor).toList();
        long weights = 0;
        for (Tensor tensor : tensors) {
            weights += Math.min(tensor.elements(), 1L << 40);
        }
        kernels = LowRankKernels.on(Device.CPU, weights);
    }

    /// The adapter with its base at hand: what needs the base can be read too, and names and shapes
    /// are held against the base's. The base stays the caller's; closing the result closes neither.
    public AdapterCheckpoint on(Checkpoint newBase) {
        return new AdapterCheckpoint(files, config, options, layout, cache, newBase);
    }

    /// What the adapter changes and cannot be read as things stand; empty where the tensors are the
    /// whole change.
    public List<Incomplete> incomplete() {
        return List.copyOf(incomplete);
    }

    /// Whether the base makes more of it readable.
    public boolean needsBase() {
        return incomplete.stream().anyMatch(Incomplete::needsBase);
    }

    /// Whether the base is at hand.
    public boolean hasBase() {
        return base != null;
    }

    /// The base that is at hand, if one is.
    public Optional<Checkpoint> base() {
        return Optional.ofNullable(base).map(BaseSide::checkpoint);
    }

    @Override
    public OpenOptions said() {
        return options;
    }

    @Override
    public Optional<Dictionaries> dictionaries() {
        return files.dictionaries();
    }

    /// Whether somebody has to say what the factors are multiplied by before they can be read.
    public boolean asksScale() {
        return facts.products().anyMatch(product -> product.scale().isEmpty());
    }

    /// The names of all the adapters that its file holds, this one's among them; empty where the
    /// file does not name any.
    public List<String> adapters() {
        return Adapters.names(files);
    }

    /// What its configuration says; empty for factors without one.
    public Optional<AdapterConfig> adapterConfig() {
        return config;
    }

    /// `LoRA`, `rsLoRA`, `DoRA`.
    public String method() {
        return facts.method();
    }

    /// The ranks of its modules, each once, rising.
    public List<Integer> ranks() {
        return facts.ranks();
    }

    /// The scales s of its modules, each once, rising; empty where they are not known.
    public List<Double> scales() {
        return facts.scales();
    }

    /// The alphas of its modules likewise: s · r, or s · √r of a rank-stabilised one.
    public List<Double> alphas() {
        return facts.alphas();
    }

    /// The base's name as the configuration has it: a hint for pairing, never opened.
    public Optional<String> baseName() {
        return config.flatMap(AdapterConfig::baseName);
    }

    /// The dtype that a change is kept in without loss of what is known of it: the wider of its
    /// factors; of what needs the base, the wider of its sides.
    public DType storedAs(Tensor tensor) {
        Change change = change(tensor);
        return change instanceof Change.Product || base == null
                ? DType.wider(change.stored(), change.stored())
                : base.storedAs(change);
    }

    /// The rank of the factors of `tensor`; empty where it was trained whole.
    public OptionalInt rank(Tensor tensor) {
        return switch (change(tensor)) {
            case Change.Product product when product.a() != null -> OptionalInt.of(product.rank());
            case Change.Rescaled rescaled -> OptionalInt.of(rescaled.product().rank());
            default -> OptionalInt.empty();
        };
    }

    /// What the product of `tensor`'s factors is multiplied by; empty where nobody has said it, and
    /// where there is no product.
    public OptionalDouble scale(Tensor tensor) {
        return switch (change(tensor)) {
            case Change.Product product -> product.scale();
            case Change.Rescaled rescaled -> rescaled.product().scale();
            case Change.Replaced _ -> OptionalDouble.empty();
        };
    }

    /// Bytes of what is stored for `tensor`: its factors, or its values.
    public long bytesOnDisk(Tensor tensor) {
        return switch (change(tensor)) {
            case Change.Product product -> bytes(product);
            case Change.Rescaled rescaled ->
                    bytes(rescaled.product()) + rescaled.magnitude().bytes();
            case Change.Replaced replaced -> replaced.value().bytes();
        };
    }

    private static long bytes(Change.Product product) {
        return product.b().bytes() + (product.a() == null ? 0 : product.a().bytes());
    }

    /// Whether `tensor` is a product of factors and nothing besides.
    public boolean isFactored(Tensor tensor) {
        return readable.get(tensor.name()) instanceof Change.Product product && product.a() != null;
    }

    /// Whether the change is a product and its scale alone, so that the base has no part in it.
    public boolean isProduct(Tensor tensor) {
        return readable.get(tensor.name()) instanceof Change.Product;
    }

    /// The decoded factors of a tensor that [#isFactored], in the caller's memory.
    ///
    /// @throws Failure where they cannot be read, or nobody has said their scale
    public LowRankFactors factors(Tensor tensor, Arena memory) throws IOException {
        if (!(change(tensor) instanceof Change.Product product)) {
            throw new IllegalArgumentException(tensor.name() + " is no product of factors");
        }
        requireScale(product);
        return new FactorReader(files).read(product, memory);
    }

    @Override
    public void read(Tensor tensor, long firstElement, MemorySegment target) throws IOException {
        Change change = change(tensor);
        WeightsFile.offsetWithin(tensor, firstElement, target.byteSize());
        int bytes = tensor.dtype().bytes();
        long count = target.byteSize() / bytes;
        for (long at = 0; at < count; at += LARGEST_READ) {
            int part = (int) Math.min(LARGEST_READ, count - at);
            MemorySegment into = target.asSlice(at * bytes, (long) part * bytes);
            switch (change) {
                case Change.Product product -> {
                    requireScale(product);
                    try (FactorCache.Use use = cache.use(product)) {
                        kernels.product(use.factors(), firstElement + at, part, into);
                    }
                }
                case Change.Rescaled rescaled -> {
                    requireScale(rescaled.product());
                    withBase().rescaled(rescaled, kernels, firstElement + at, part, into);
                }
                case Change.Replaced replaced ->
                        withBase().replaced(replaced, firstElement + at, part, into);
            }
        }
    }

    private BaseSide withBase() {
        if (base == null) {
            throw new IllegalStateException("what needs the base is not readable without it");
        }
        return base;
    }

    private Change change(Tensor tensor) {
        Change change = readable.get(tensor.name());
        if (change == null || !change.tensor().equals(tensor)) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " is not in " + name());
        }
        return change;
    }

    /// Fails where there is nothing that could be measured.
    ///
    /// @throws Failure [AdapterProblem#SCALE_UNKNOWN], or [AdapterProblem#BASE_NEEDED] where no
    ///   change can be read without the base
    public void requireReadable() throws Failure {
        Optional<Failure> scale = scaleFailure();
        if (scale.isPresent()) {
            throw scale.get();
        }
        if (tensors.isEmpty() && !incomplete.isEmpty()) {
            throw Gaps.nothingReadable(path(), incomplete.getFirst());
        }
    }

    /// What reading would fail with where somebody has to say the scale first.
    public Optional<Failure> scaleFailure() {
        return facts.products()
                .filter(product -> product.scale().isEmpty())
                .findFirst()
                .map(product -> Gaps.scaleUnknown(path(), product));
    }

    private void requireScale(Change.Product product) throws Failure {
        if (product.scale().isEmpty()) {
            throw Gaps.scaleUnknown(path(), product);
        }
    }

    /// What is [#incomplete], in sentences without a full stop: one for each reason.
    public List<String> incompleteNotes() {
        return Gaps.sentences(incomplete);
    }

    private void noteIncomplete() {
        if (asksScale()) {
            notes.add(
                    "the file does not say what its factors are multiplied by (alpha / r): its"
                            + " change cannot be read until somebody says it");
        }
        notes.addAll(incompleteNotes());
    }

    @Override
    public String name() {
        // A file that is called as everybody's is has its folder's name.
        Optional<Path> folder =
                files.path().map(Path::toAbsolutePath).map(Path::getParent).map(Path::getFileName);
        return files.name().startsWith(Adapters.WEIGHTS) && folder.isPresent()
                ? folder.get().toString()
                : files.name();
    }

    @Override
    public Optional<Path> path() {
        return files.path();
    }

    @Override
    public String format() {
        return config.isPresent()
                ? method() + " adapter (PEFT)"
                : method() + " factors without a configuration";
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(readable.get(name)).map(Change::tensor);
    }

    @Override
    public Map<String, String> metadata() {
        return files.metadata();
    }

    @Override
    public Optional<ModelConfig> config() {
        return files.config();
    }

    @Override
    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public List<String> companions() {
        return files.companions();
    }

    @Override
    public long bytesOnDisk() {
        return files.bytesOnDisk();
    }

    @Override
    public int files() {
        return files.files();
    }

    @Override
    public List<Path> weightFiles() {
        return files.weightFiles();
    }

    /// Gives back the factors and the file; with a base at hand it is another's to close, and this
    /// does nothing.
    @Override
    public void close() {
        if (base == null) {
            cache.close();
            files.close();
        }
    }
}
