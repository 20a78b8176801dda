package org.taskvectors.device.torch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Where libtorch's libraries lie: those of the program, or others that a person chose.
///
/// @param unpacked where the program's own libraries may lie; the first folder that has any counts
/// @param cache where they are unpacked from a jar where no folder has any
/// @param chosen the folder of a person's libraries; empty for the program's own
/// @param tried the stamp that those had when they were tried
public record LibtorchFolders(List<Path> unpacked, Path cache, Optional<Path> chosen, String tried)
        implements LibtorchSource.Loader {
    public LibtorchFolders {
        unpacked = List.copyOf(unpacked);
    }

    /// Returns the folders of a program whose user chose nothing.
    static LibtorchFolders own(List<Path> unpacked, Path cache) {
        return new LibtorchFolders(unpacked, cache, Optional.empty(), "");
    }

    @Override
    public Libtorch load() throws Failure {
        return chosen.isPresent()
                ? ofPerson(UserLibtorch.at(chosen.get()))
                : Libtorch.start(unpacked, cache);
    }

    /// Libraries that are others than those that were tried, since a Python was updated, are tried
    /// again first: they might end this process.
    private Libtorch ofPerson(UserLibtorch libraries) throws Failure {
        if (!libraries.stamp().equals(tried)) {
            try {
                trial().run(libraries, new Cancellation());
            } catch (CancelledException e) {
                throw new IllegalStateException("nothing cancels it", e);
            }
        }
        return Libtorch.start(libraries, unpacked, cache);
    }

    @Override
    public Optional<Failure> whyNot() {
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

    /// Returns the folder of the program's own libraries, as far as they are unpacked.
    Optional<Path> ownFolder() {
        return Stream.concat(unpacked.stream(), Stream.of(cache))
                .filter(Libraries::areIn)
                .findFirst()
                .map(root -> root.resolve(Libraries.FOLDER));
    }
}
