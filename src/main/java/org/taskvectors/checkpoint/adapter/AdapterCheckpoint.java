package org.taskvectors.checkpoint.adapter;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.AdapterAbout;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Kept;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.LowRankFactors;
import org.taskvectors.tensor.LowRankKernels;

/// A LoRA adapter as a vector: its tensors have the base's names, and reading them computes the
/// change s·B·A in float32, block by block from the factors. Nothing of it is a difference of two
/// rounded checkpoints.
///
/// Changes that need the base (DoRA, modules that were trained whole, biases) are not among the
/// tensors of an adapter without its base: [#incomplete] names them. [#on] returns the adapter with
/// its base, whose tensors include them.
public final class AdapterCheckpoint implements Vector {
    private final Checkpoint files;
    private final OpenOptions options;
    private final AdapterLayout layout;
    private final Map<String, Change> readable = new LinkedHashMap<>();
    private final List<Incomplete> incomplete = new ArrayList<>();
    private final List<Tensor> tensors;
    private final Tied tied;
    private final FactorCache cache;
    private final LowRankKernels kernels;
    private final @Nullable BaseSide base;
    private final ChangeFacts facts;
    private final About about;

    /// @param files the adapter's files, which this owns unless it has a base; factors as PEFT lays
    ///   them
    AdapterCheckpoint(
            Checkpoint files,
            OpenOptions options,
            AdapterLayout layout,
            FactorCache cache,
            @Nullable Checkpoint base) {
        this.files = files;
        this.options = options;
        this.layout = layout;
        this.cache = cache;
        Optional<LoraConfig> config = layout.settings().any();
        List<String> notes = new ArrayList<>(layout.notes());
        incomplete.addAll(layout.incomplete());
        List<Change> changes = layout.changes();
        List<Set<String>> alike = new ArrayList<>();
        if (base == null) {
            this.base = null;
        } else {
            OnBase placed = OnBase.of(base, layout);
            incomplete.addAll(placed.incomplete());
            notes.addAll(placed.notes());
            alike.addAll(placed.tied().sets());
            this.base = new BaseSide(base, files, cache, placed.changes(), layout.frozen());
            changes = this.base.changes();
            notes.addAll(this.base.notes());
        }
        this.facts =
                new ChangeFacts(
                        layout.changes(), config.map(LoraConfig::rankStabilised).orElse(false));
        for (Change change : changes) {
            Optional<Incomplete> unread =
                    this.base == null ? Gaps.withoutBase(change) : this.base.unread(change);
            if (unread.isPresent()) {
                incomplete.add(unread.get());
            } else {
                readable.put(change.tensor().name(), change);
            }
        }
        Tied byConfig = TiedChanges.of(config, readable.values());
        byConfig.sets().forEach(names -> notes.add(TiedChanges.note(names)));
        tied = Tied.of(Stream.concat(byConfig.sets().stream(), alike.stream()));
        if (asksScale()) {
            notes.add(
                    "the file does not say what its factors are multiplied by (alpha / r): its"
                            + " change cannot be read until somebody says it");
        }
        notes.addAll(Gaps.ofNames(layout.dialect(), readable.keySet()));
        notes.addAll(Incomplete.sentences(incomplete));
        tensors = readable.values().stream().map(Change::tensor).toList();
        long weights = 0;
        for (Tensor tensor : tensors) {
            weights += Math.min(tensor.elements(), 1L << 40);
        }
        kernels = Device.CPU.lowRankKernels(weights);
        about =
                files.about()
                        .as(
                                Adapters.shownName(files),
                                format(config.isPresent()),
                                options,
                                Optional.of(facts()))
                        .withMoreNotes(notes);
    }

    private String format(boolean isConfigured) {
        return isConfigured || layout.dialect() != Dialect.PEFT
                ? facts.method() + " adapter (" + layout.dialect().label() + ")"
                : facts.method() + " factors without a configuration";
    }

    private AdapterAbout facts() {
        return new AdapterAbout(
                facts.method(),
                facts.ranks(),
                facts.scales(),
                facts.alphas(),
                layout.settings().any().flatMap(LoraConfig::baseName),
                asksScale(),
                Adapters.names(files),
                layout.settings().any().isPresent());
    }

    /// Returns the adapter with its base: changes that need the base can be read too, and names and
    /// shapes are compared with the base's. The base stays the caller's; closing the result closes
    /// neither.
    @Override
    public Vector on(Checkpoint newBase) {
        return new AdapterCheckpoint(files, options, layout, cache, newBase);
    }

    @Override
    public List<Incomplete> incomplete() {
        return List.copyOf(incomplete);
    }

    @Override
    public Optional<Checkpoint> base() {
        return Optional.ofNullable(base).map(BaseSide::checkpoint);
    }

    @Override
    public About about() {
        return about;
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(readable.get(name)).map(Change::tensor);
    }

    /// Returns the path of the adapter, and no encoding: a tensor is computed from several stored
    /// ones.
    @Override
    public Stored stored(Tensor tensor) {
        return new Stored(Optional.empty(), Optional.empty(), Optional.empty(), files.path());
    }

    /// Returns the names that the adapter changes as one: those that its configuration ties, and
    /// rows of an embedding that were trained alone. Otherwise an adapter changes each name by
    /// itself, however its base is tied.
    @Override
    public Tied tied() {
        return tied;
    }

    @Override
    public boolean changesTied(Tensor tensor) {
        return layout.settings().any().map(LoraConfig::tiesWeights).orElse(false)
                || tied.sets().stream().anyMatch(names -> names.contains(tensor.name()));
    }

    @Override
    public Kept kept(Tensor tensor) {
        Change change = change(tensor);
        return new Kept(
                storedAs(change),
                bytesOnDisk(change),
                rank(change),
                scale(change),
                change instanceof Change.Product,
                change instanceof Change.Product product
                        && product.a() != null
                        && !product.isStack());
    }

    private DType storedAs(Change change) {
        return change instanceof Change.Product || base == null
                ? DType.wider(change.stored(), change.stored())
                : base.storedAs(change);
    }

    private static OptionalInt rank(Change change) {
        return switch (change) {
            case Change.Product product when product.a() != null -> OptionalInt.of(product.rank());
            case Change.Rescaled rescaled -> OptionalInt.of(rescaled.product().rank());
            case Change.Grown grown -> OptionalInt.of(grown.product().rank());
            default -> OptionalInt.empty();
        };
    }

    private static OptionalDouble scale(Change change) {
        return switch (change) {
            case Change.Product product -> product.scale();
            case Change.Rescaled rescaled -> rescaled.product().scale();
            case Change.Grown grown -> grown.product().scale();
            case Change.Replaced _, Change.Rows _, Change.OfParameter _ -> OptionalDouble.empty();
        };
    }

    private static long bytesOnDisk(Change change) {
        return switch (change) {
            case Change.Product product -> bytes(product);
            case Change.Rescaled rescaled ->
                    bytes(rescaled.product()) + rescaled.magnitude().bytes();
            case Change.Replaced replaced -> replaced.value().bytes();
            case Change.Rows rows -> rows.value().bytes();
            case Change.Grown grown -> bytes(grown.product()) + grown.below().bytes();
            case Change.OfParameter _ -> 0;
        };
    }

    private static long bytes(Change.Product product) {
        return product.b().bytes() + (product.a() == null ? 0 : product.a().bytes());
    }

    @Override
    public LowRankFactors factors(Tensor tensor, Arena memory) throws IOException {
        if (!(change(tensor) instanceof Change.Product product) || product.isStack()) {
            throw new IllegalArgumentException(tensor.name() + " is no product of factors");
        }
        requireScale(product);
        return new FactorReader(files).read(product, memory).getFirst();
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        Change change = change(tensor);
        return switch (change) {
            case Change.Product product -> {
                requireScale(product);
                yield new ProductReader(product, cache.use(product), kernels);
            }
            case Change.Rescaled rescaled -> {
                requireScale(rescaled.product());
                BaseSide side = withBase();
                yield InParts.reader(
                        tensor,
                        (first, count, into) ->
                                side.rescaled(rescaled, kernels, first, count, into));
            }
            case Change.Grown grown -> {
                requireScale(grown.product());
                FactorCache.Use use = cache.use(grown.product());
                yield new GrownReader(
                        grown, new ProductReader(grown.product(), use, kernels), files);
            }
            case Change.Replaced replaced -> {
                BaseSide side = withBase();
                yield InParts.reader(
                        tensor,
                        (first, count, into) -> side.replaced(replaced, first, count, into));
            }
            case Change.Rows rows -> {
                BaseSide side = withBase();
                yield InParts.reader(
                        tensor, (first, count, into) -> side.rows(rows, first, count, into));
            }
            case Change.OfParameter _ ->
                    throw new IllegalStateException("what needs the base is not readable");
        };
    }

    /// Factors are read whole, before the first block.
    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        return switch (change(tensor)) {
            case Change.Product product -> FactorReader.spans(files, product);
            case Change.Grown grown -> {
                List<ReadAhead.Span> all = new ArrayList<>();
                all.addAll(FactorReader.spans(files, grown.product()));
                long from = Math.max(first, grown.held());
                all.addAll(TensorSpans.within(files, grown.below(), from, first + count - from));
                yield all;
            }
            case Change.OfParameter _ -> List.of();
            case Change.Rescaled rescaled -> withBase().spans(rescaled, first, count);
            case Change.Replaced replaced -> withBase().spans(replaced, first, count);
            case Change.Rows rows -> withBase().spans(rows, first, count);
        };
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

    /// @throws Failure [AdapterProblem#SCALE_UNKNOWN], or [AdapterProblem#BASE_NEEDED] if no change
    ///   can be read without the base
    @Override
    public void requireReadable() throws Failure {
        Optional<Failure> scale = question();
        if (scale.isPresent()) {
            throw scale.get();
        }
        if (tensors.isEmpty() && !incomplete.isEmpty()) {
            throw Gaps.nothingReadable(path(), incomplete.getFirst());
        }
    }

    @Override
    public Optional<Failure> question() {
        return facts.products()
                .filter(product -> product.scale().isEmpty())
                .findFirst()
                .map(product -> Gaps.scaleUnknown(files.path(), product));
    }

    private boolean asksScale() {
        return facts.products().anyMatch(product -> product.scale().isEmpty());
    }

    private void requireScale(Change.Product product) throws Failure {
        if (product.scale().isEmpty()) {
            throw Gaps.scaleUnknown(files.path(), product);
        }
    }

    /// Frees the factors and closes the files. An adapter with its base does nothing: both belong
    /// to the adapter that it was made from.
    @Override
    public void close() {
        if (base == null) {
            cache.close();
            files.close();
        }
    }
}
