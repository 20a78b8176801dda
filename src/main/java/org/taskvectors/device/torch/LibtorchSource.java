package org.taskvectors.device.torch;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Once;

/// The libtorch of this process: one, which is loaded once, on a thread of its own, by whatever
/// needs it first.
public final class LibtorchSource {
    /// Loads libtorch, or says why that is impossible.
    interface Loader {
        Libtorch load() throws Failure;

        /// Returns why it is impossible, as far as that is seen without loading.
        Optional<Failure> whyNot();
    }

    private record Loaded(Optional<Libtorch> torch, Optional<Failure> failure) {}

    private final Loader loader;
    private final Once<Loaded> loading;
    private volatile @Nullable Failure foreseen;

    /// @param folders where its libraries lie
    public LibtorchSource(LibtorchFolders folders) {
        this((Loader) folders);
    }

    LibtorchSource(Loader loader) {
        this.loader = loader;
        loading = new Once<>("libtorch", () -> load(loader));
    }

    private static Loaded load(Loader loader) {
        try {
            return new Loaded(Optional.of(loader.load()), Optional.empty());
        } catch (Failure e) {
            return new Loaded(Optional.empty(), Optional.of(e));
        }
    }

    /// Loads it, where that was not done, and waits for it.
    ///
    /// @throws Failure the same at each call, where it cannot be loaded
    Libtorch load() throws Failure {
        return of(loading.get());
    }

    /// The same for work that may be cancelled while it waits; what is being loaded goes on.
    Libtorch load(Cancellation cancellation) throws Failure, CancelledException {
        return of(loading.get(cancellation));
    }

    private static Libtorch of(Loaded loaded) throws Failure {
        if (loaded.failure().isPresent()) {
            throw loaded.failure().get();
        }
        return loaded.torch().orElseThrow();
    }

    /// Loads it, where that was not done, and waits for it.
    ///
    /// @return empty where it cannot be loaded
    Optional<Libtorch> loaded(Cancellation cancellation) throws CancelledException {
        return loading.get(cancellation).torch();
    }

    /// Loads it, where that was not done, and waits for it.
    ///
    /// @return why it cannot be loaded; empty where it is
    Optional<Failure> prepare() {
        return loading.get().failure();
    }

    /// Returns why it cannot be loaded, as far as that is known without loading it.
    Optional<Failure> failure() {
        Optional<Loaded> known = loading.result();
        if (known.isPresent()) {
            return known.get().failure();
        }
        if (foreseen == null) {
            foreseen = loader.whyNot().orElse(null);
        }
        return Optional.ofNullable(foreseen);
    }
}
