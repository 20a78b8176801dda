package org.taskvectors.device.torch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Once;

/// The libtorch of this process: one, which is loaded once, by whatever needs it first.
public final class LibtorchSource implements TorchBatch.Loader {
    private final List<Path> unpacked;
    private final Path cache;
    private final Optional<Path> chosen;
    private final String tried;
    private final Once<Loaded> loading = new Once<>("libtorch", this::make);

    private record Loaded(Optional<Libtorch> torch, Optional<Failure> failure) {}

    /// @param unpacked where the program's own libraries may lie; the first folder that has any
    ///   counts
    /// @param cache where they are unpacked from a jar where no folder has any
    /// @param chosen the folder of a person's libraries; empty for the program's own
    /// @param tried the stamp that those had when they were tried
    public LibtorchSource(List<Path> unpacked, Path cache, Optional<Path> chosen, String tried) {
        this.tried = tried;
        this.unpacked = List.copyOf(unpacked);
        this.cache = cache;
        this.chosen = chosen;
    }

    private Loaded make() {
        try {
            Libtorch torch =
                    chosen.isPresent()
                            ? ofPerson(UserLibtorch.at(chosen.get()))
                            : Libtorch.start(unpacked, cache);
            return new Loaded(Optional.of(torch), Optional.empty());
        } catch (CancelledException e) {
            throw new IllegalStateException("nothing cancels it", e);
        } catch (Failure e) {
            return new Loaded(Optional.empty(), Optional.of(e));
        }
    }

    /// Libraries that are others than those that were tried, since a Python was updated, are tried
    /// again first: they might end this process.
    private Libtorch ofPerson(UserLibtorch libraries) throws Failure, CancelledException {
        if (!libraries.stamp().equals(tried)) {
            trial().run(libraries, new Cancellation());
        }
        return Libtorch.start(libraries, unpacked, cache);
    }

    /// {@inheritDoc}
    ///
    /// @throws Failure the same at each call, where it cannot be loaded
    @Override
    public Libtorch load() throws Failure {
        Loaded loaded = loading.get();
        if (loaded.torch().isEmpty()) {
            throw loaded.failure().orElseThrow();
        }
        return loaded.torch().get();
    }

    @Override
    public Optional<Failure> whyNot() {
        Optional<Loaded> loaded = loading.result();
        if (loaded.isPresent()) {
            return loaded.get().failure();
        }
        if (chosen.isPresent()) {
            try {
                UserLibtorch.at(chosen.get());
            } catch (Failure e) {
                return Optional.of(e);
            }
        }
        return Libtorch.whyNot(unpacked, cache);
    }

    /// Returns a trial of other libraries in a process of their own.
    LibtorchTrial trial() {
        return new LibtorchTrial(unpacked, cache);
    }

    /// Returns the folder of a person's libraries; empty for the program's own.
    Optional<Path> chosen() {
        return chosen;
    }

    /// Returns the folder of the program's own libraries, as far as they are unpacked.
    Optional<Path> own() {
        return Stream.concat(unpacked.stream(), Stream.of(cache))
                .filter(Libraries::areIn)
                .findFirst()
                .map(root -> root.resolve(Libraries.FOLDER));
    }
}
