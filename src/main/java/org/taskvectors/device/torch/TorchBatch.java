package org.taskvectors.device.torch;

import java.nio.file.Path;
import java.util.List;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Batch;
import org.taskvectors.inference.BoundModel;

/// Reads many tokens at once through libtorch.
public final class TorchBatch implements Batch {
    /// From how many tokens on libtorch is faster than the program's own kernels.
    static final int THRESHOLD = 64;

    /// Tokens of a text that are read in one piece: enough to make products worth it, few enough
    /// that what one layer needs stays small and that a cancelled reading ends soon.
    static final int CHUNK = 512;

    private final Libtorch torch;
    private final int threads;

    private TorchBatch(Libtorch torch, int threads) {
        this.torch = torch;
        this.threads = threads;
    }

    /// Starts libtorch.
    ///
    /// @param unpacked where unpacked libraries may lie; the first folder that has any counts
    /// @param cache where they are unpacked from the jar where no folder has any
    /// @throws Failure if there are no libraries for this system, if they are damaged, or if the
    ///   system does not load them
    public static TorchBatch start(List<Path> unpacked, Path cache, int threads) throws Failure {
        return new TorchBatch(Libtorch.start(unpacked, cache, threads), threads);
    }

    Libtorch torch() {
        return torch;
    }

    @Override
    public int threshold() {
        return THRESHOLD;
    }

    @Override
    public Batch.Reader reader(BoundModel model) {
        return new TorchReader(torch, model, threads, CHUNK);
    }
}
