package org.taskvectors.device.torch;

import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Batch;
import org.taskvectors.inference.BoundModel;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads many tokens at once through libtorch, which is loaded on first use.
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

    private final List<Path> unpacked;
    private final Path cache;
    private final int threshold;
    private final int chunk;
    private @Nullable Libtorch torch;
    private @Nullable Failure failure;

    /// @param unpacked where unpacked libraries may lie; the first folder that has any counts
    /// @param cache where they are unpacked from a jar where no folder has any
    public TorchBatch(List<Path> unpacked, Path cache) {
        this(unpacked, cache, THRESHOLD, CHUNK);
    }

    TorchBatch(List<Path> unpacked, Path cache, int threshold, int chunk) {
        this.unpacked = List.copyOf(unpacked);
        this.cache = cache;
        this.threshold = threshold;
        this.chunk = chunk;
    }

    @Override
    public int threshold() {
        return threshold;
    }

    @Override
    public synchronized Optional<Failure> prepare() {
        if (torch == null && failure == null) {
            try {
                torch = Libtorch.start(unpacked, cache);
            } catch (Failure e) {
                failure = e;
            }
        }
        return Optional.ofNullable(failure);
    }

    @Override
    public synchronized Optional<Failure> failure() {
        if (torch == null && failure == null) {
            failure = Libtorch.whyNot(unpacked, cache).orElse(null);
        }
        return Optional.ofNullable(failure);
    }

    @Override
    public Optional<Batch.Reader> reader(BoundModel model, int threads) {
        return torch().map(started -> new TorchReader(started, model, threads, chunk));
    }

    private synchronized Optional<Libtorch> torch() {
        prepare();
        return Optional.ofNullable(torch);
    }
}
