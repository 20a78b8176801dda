package org.taskvectors.device.torch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.Verdict;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Batch;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.ModelDevice;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

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

    private final LibtorchSource source;
    private final int threshold;
    private final int chunk;
    private final LongFunction<Verdict> placing;
    private final Map<Accelerator, AtomicLong> taken = new ConcurrentHashMap<>();

    /// Models stay on the processor.
    ///
    /// @param unpacked where unpacked libraries may lie; the first folder that has any counts
    /// @param cache where they are unpacked from a jar where no folder has any
    public TorchBatch(List<Path> unpacked, Path cache) {
        this(new LibtorchSource(LibtorchFolders.own(unpacked, cache)), THRESHOLD, CHUNK);
    }

    /// @param source the libtorch of this process
    /// @param placing says where a model with weights of so many bytes runs, and why
    public TorchBatch(LibtorchSource source, LongFunction<Verdict> placing) {
        this(source, THRESHOLD, CHUNK, placing);
    }

    TorchBatch(LibtorchSource source, int threshold, int chunk) {
        this(source, threshold, chunk, _ -> PROCESSOR);
    }

    TorchBatch(LibtorchSource source, int threshold, int chunk, LongFunction<Verdict> placing) {
        this.placing = placing;
        this.source = source;
        this.threshold = threshold;
        this.chunk = chunk;
    }

    @Override
    public int threshold() {
        return threshold;
    }

    @Override
    public Optional<Failure> prepare() {
        return source.prepare();
    }

    @Override
    public Optional<Failure> failure() {
        return source.failure();
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
                                        source::load,
                                        chunk,
                                        taken.computeIfAbsent(accelerator, _ -> new AtomicLong())));
    }

    @Override
    public Optional<Batch.Reader> reader(BoundModel model, int threads, Cancellation cancellation)
            throws CancelledException {
        return source.loaded(cancellation)
                .map(torch -> new TorchReader(torch, model, threads, chunk));
    }
}
