package org.taskvectors.checkpoint.adapter;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.checkpoint.adapter.FactorKey.Part;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
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
    /// How the files of an adapter are called by PEFT.
    public static final String WEIGHTS = "adapter_model";

    /// PEFT's configuration beside them.
    public static final String CONFIG = "adapter_config.json";

    private static final int NAMED = 3;

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

    private AdapterCheckpoint(
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
        notes.addAll(files.notes());
        notes.addAll(layout.notes());
        incomplete.addAll(layout.incomplete());
        this.base = base == null ? null : new BaseSide(base, files, cache, layout.changes());
        List<Change> changes = this.base == null ? layout.changes() : this.base.changes();
        for (Change change : changes) {
            Optional<Incomplete> unread = unread(change);
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

    /// `files` as an adapter where it is one: PEFT's names with its configuration beside them, or
    /// LoRA factors by their keys. Else `files` itself. The result owns `files`, which is closed
    /// where this fails.
    ///
    /// @throws Failure where it is an adapter of another method, or where configuration and factors
    ///   do not fit
    public static Checkpoint over(Checkpoint files, OpenOptions options) throws Failure {
        try {
            Optional<Path> configuration = configuration(files);
            if (configuration.isEmpty() && !holdsFactors(files)) {
                return files;
            }
            Optional<AdapterConfig> config = Optional.empty();
            if (configuration.isPresent()) {
                config = Optional.of(AdapterConfigReader.read(configuration.get()));
            }
            Path path = files.weightFiles().stream().findFirst().orElse(Path.of(files.name()));
            FactorReader reader = new FactorReader(files);
            return new AdapterCheckpoint(
                    files,
                    config,
                    options,
                    AdapterLayout.of(files, path, config, options),
                    new FactorCache(reader::read),
                    null);
        } catch (Failure | RuntimeException | Error e) {
            files.close();
            throw e;
        }
    }

    /// The configurations that have a part in what is read of `path`, a file or a folder: at most
    /// one.
    public static List<Path> configurations(Path path) {
        boolean folder = Files.isDirectory(path);
        boolean named = folder || String.valueOf(path.getFileName()).startsWith(WEIGHTS);
        Path configuration = folder ? path.resolve(CONFIG) : path.resolveSibling(CONFIG);
        return named && Files.isRegularFile(configuration) ? List.of(configuration) : List.of();
    }

    private static Optional<Path> configuration(Checkpoint files) {
        List<Path> weights = files.weightFiles();
        boolean named =
                !weights.isEmpty()
                        && weights.stream()
                                .allMatch(
                                        file ->
                                                String.valueOf(file.getFileName())
                                                        .startsWith(WEIGHTS));
        return named
                ? Optional.of(weights.getFirst().resolveSibling(CONFIG)).filter(Files::exists)
                : Optional.empty();
    }

    /// Whether some module has both its factors. A vector that this program wrote says so itself,
    /// whatever it was made of.
    private static boolean holdsFactors(Checkpoint files) {
        if (files.metadata().containsKey("task_vector")) {
            return false;
        }
        Map<String, Integer> found = new LinkedHashMap<>();
        for (Tensor tensor : files.tensors()) {
            if (!tensor.name().contains("lora_")) {
                continue;
            }
            FactorKey key = FactorKey.of(tensor.name());
            if (key.part() == Part.A || key.part() == Part.EMBEDDING_A) {
                found.merge(key.module(), 1, (x, y) -> x | y);
            } else if (key.part() == Part.B || key.part() == Part.EMBEDDING_B) {
                found.merge(key.module(), 2, (x, y) -> x | y);
            }
        }
        return found.containsValue(3);
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

    /// Whether somebody has to say what the factors are multiplied by before they can be read.
    public boolean asksScale() {
        return products().anyMatch(product -> product.scale().isEmpty());
    }

    /// Whether opening the same path again gives the same numbers: nothing was said besides, and no
    /// base has a part in them.
    public boolean isAsStored() {
        return options.equals(OpenOptions.NONE) && base == null;
    }

    /// What its configuration says; empty for factors without one.
    public Optional<AdapterConfig> adapterConfig() {
        return config;
    }

    /// `LoRA`, `rsLoRA`, `DoRA`.
    public String method() {
        boolean dora =
                layout.changes().stream().anyMatch(change -> change instanceof Change.Rescaled);
        boolean stabilised = config.map(AdapterConfig::rankStabilised).orElse(false);
        return dora ? stabilised ? "rsDoRA" : "DoRA" : stabilised ? "rsLoRA" : "LoRA";
    }

    /// The ranks of its modules, each once, rising.
    public List<Integer> ranks() {
        return products()
                .filter(product -> product.a() != null)
                .flatMapToInt(product -> IntStream.of(product.rank()))
                .distinct()
                .sorted()
                .boxed()
                .toList();
    }

    /// The scales s of its modules, each once, rising; empty where they are not known.
    public List<Double> scales() {
        return products()
                .flatMapToDouble(
                        product ->
                                product.scale().isPresent()
                                        ? DoubleStream.of(product.scale().getAsDouble())
                                        : DoubleStream.empty())
                .distinct()
                .sorted()
                .boxed()
                .toList();
    }

    /// The alphas of its modules likewise: s · r, or s · √r of a rank-stabilised one.
    public List<Double> alphas() {
        boolean stabilised = config.map(AdapterConfig::rankStabilised).orElse(false);
        return products()
                .filter(product -> product.a() != null && product.scale().isPresent())
                .mapToDouble(
                        product ->
                                product.scale().getAsDouble()
                                        * (stabilised ? Math.sqrt(product.rank()) : product.rank()))
                .map(alpha -> Math.rint(alpha * 1e6) / 1e6)
                .distinct()
                .sorted()
                .boxed()
                .toList();
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
                ? Change.wider(change.stored(), change.stored())
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
            Incomplete first = incomplete.getFirst();
            throw Failure.of(
                            AdapterProblem.BASE_NEEDED,
                            path().orElse(null),
                            "nothing of this adapter can be measured as it stands: "
                                    + first.reason(),
                            first.needsBase() ? "Give its base too (--base)" : "")
                    .at("tensor " + Shown.of(first.name()));
        }
    }

    /// What reading would fail with where somebody has to say the scale first.
    public Optional<Failure> scaleFailure() {
        return products()
                .filter(product -> product.scale().isEmpty())
                .findFirst()
                .map(this::scaleUnknown);
    }

    private void requireScale(Change.Product product) throws Failure {
        if (product.scale().isEmpty()) {
            throw scaleUnknown(product);
        }
    }

    private Failure scaleUnknown(Change.Product product) {
        return Failure.of(
                        AdapterProblem.SCALE_UNKNOWN,
                        path().orElse(null),
                        "the file holds LoRA factors and does not say what they are multiplied"
                                + " by (alpha / r), so nobody can tell how large the change is",
                        "Say it, for example with --lora-scale alpha=16, or put the training's"
                                + " adapter_config.json beside a file called adapter_model")
                .at("tensor " + Shown.of(product.tensor().name()));
    }

    private Stream<Change.Product> products() {
        return layout.changes().stream()
                .flatMap(
                        change ->
                                switch (change) {
                                    case Change.Product product -> Stream.of(product);
                                    case Change.Rescaled rescaled -> Stream.of(rescaled.product());
                                    case Change.Replaced _ -> Stream.empty();
                                });
    }

    private Optional<Incomplete> unread(Change change) {
        if (base != null) {
            return base.unread(change);
        }
        return switch (change) {
            case Change.Product _ -> Optional.empty();
            case Change.Rescaled rescaled ->
                    Optional.of(
                            new Incomplete(
                                    rescaled.tensor().name(),
                                    rescaled.tensor().shape(),
                                    true,
                                    "DoRA rescales the base's weights, so its change is known only"
                                            + " together with the base"));
            case Change.Replaced replaced ->
                    Optional.of(
                            new Incomplete(
                                    replaced.tensor().name(),
                                    replaced.tensor().shape(),
                                    true,
                                    "it was trained whole, and its change is the difference from"
                                            + " the base"));
        };
    }

    /// What is [#incomplete], in sentences without a full stop: one for each reason.
    public List<String> incompleteNotes() {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        for (Incomplete tensor : incomplete) {
            byReason.computeIfAbsent(tensor.reason(), r -> new ArrayList<>()).add(tensor.name());
        }
        List<String> sentences = new ArrayList<>();
        byReason.forEach(
                (reason, names) -> {
                    String shown =
                            String.join(", ", names.stream().limit(NAMED).map(Shown::of).toList());
                    int more = names.size() - NAMED;
                    sentences.add(
                            "incomplete: "
                                    + shown
                                    + (more > 0 ? " and " + more + " more" : "")
                                    + ": "
                                    + reason);
                });
        return sentences;
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
        return files.name().startsWith(WEIGHTS) && folder.isPresent()
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
