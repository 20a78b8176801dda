package org.taskvectors.device.torch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.Verdict;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Batch;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.ModelDevice;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Once;

/// Reads many tokens at once through libtorch, which is loaded on first use, on a thread of its
/// own; and runs models whole on its devices, where one is chosen for them.
public final class TorchBatch implements Batch {
    /// The folder with unpacked libraries in the folder of the program, and in the user's data
    /// folder where they had to be unpacked.
    public static final String FOLDER = "libtorch";

    /// From how many tokens on libtorch is asked: it is faster from some 32 on, and a short prompt
    /// should not wait for it to be loaded.
    static final int THRESHOLD = 64;

    /// Tokens of a text that are read in one piece: enough to make products worth it, few enough
    /// that what one layer needs stays small and that a cancelled reading ends soon.
    static final int CHUNK = 512;

    private static final Verdict PROCESSOR =
            new Verdict(Optional.empty(), "", Double.NaN, Double.NaN);

    /// Loads libtorch, or says why that is impossible.
    interface Loader {
        Libtorch load() throws Failure;

        /// Returns why it is impossible, as far as that is seen without loading.
        Optional<Failure> whyNot();
    }

    private record Loaded(Optional<Libtorch> torch, Optional<Failure> failure) {}

    private final Loader loader;
    private final Once<Loaded> loading;
    private final int threshold;
    private final int chunk;
    private final LongFunction<Verdict> placing;
    private final Map<Accelerator, AtomicLong> taken = new ConcurrentHashMap<>();
    private volatile @Nullable Failure foreseen;

    /// Models stay on the processor.
    ///
    /// @param unpacked where unpacked libraries may lie; the first folder that has any counts
    /// @param cache where they are unpacked from a jar where no folder has any
    public TorchBatch(List<Path> unpacked, Path cache) {
        this(new Folders(List.copyOf(unpacked), cache), THRESHOLD, CHUNK, _ -> PROCESSOR);
    }

    /// @param source the libtorch of this process
    /// @param placing says where a model with weights of so many bytes runs, and why
    public TorchBatch(LibtorchSource source, LongFunction<Verdict> placing) {
        this(source, THRESHOLD, CHUNK, placing);
    }

    TorchBatch(Loader loader, int threshold, int chunk) {
        this(loader, threshold, chunk, _ -> PROCESSOR);
    }

    TorchBatch(Loader loader, int threshold, int chunk, LongFunction<Verdict> placing) {
        this.placing = placing;
        this.loader = loader;
        this.loading = new Once<>("libtorch", () -> load(loader));
        this.threshold = threshold;
        this.chunk = chunk;
    }

    /// Loads from folders.
    record Folders(List<Path> unpacked, Path cache) implements Loader {
        @Override
        public Libtorch load() throws Failure {
            return Libtorch.start(unpacked, cache);
        }

        @Override
        public Optional<Failure> whyNot() {
            return Libtorch.whyNot(unpacked, cache);
        }
    }

    private static Loaded load(Loader loader) {
        try {
            return new Loaded(Optional.of(loader.load()), Optional.empty());
        } catch (Failure e) {
            return new Loaded(Optional.empty(), Optional.of(e));
        }
    }

    @Override
    public int threshold() {
        return threshold;
    }

    @Override
    public Optional<Failure> prepare() {
        return loading.get().failure();
    }

    @Override
    public Optional<Failure> failure() {
        Optional<Loaded> loaded = loading.result();
        if (loaded.isPresent()) {
            return loaded.get().failure();
        }
        if (foreseen == null) {
            foreseen = loader.whyNot().orElse(null);
        }
        return Optional.ofNullable(foreseen);
    }

    @Override
    public Optional<ModelDevice> device(long weights) {
        Verdict verdict = placing.apply(weights);
        return verdict.accelerator()
                .map(
                        accelerator ->
                                new TorchModelDevice(
                                        accelerator,
                                        verdict.reason(),
                                        this::libtorch,
                                        chunk,
                                        taken.computeIfAbsent(accelerator, _ -> new AtomicLong())));
    }

    private Libtorch libtorch(Cancellation cancellation) throws Failure, CancelledException {
        Loaded loaded = loading.get(cancellation);
        if (loaded.failure().isPresent()) {
            throw loaded.failure().get();
        }
        return loaded.torch().orElseThrow();
    }

    @Override
    public Optional<Batch.Reader> reader(BoundModel model, int threads, Cancellation cancellation)
            throws CancelledException {
        return loading.get(cancellation)
                .torch()
                .map(torch -> new TorchReader(torch, model, threads, chunk));
    }
}
