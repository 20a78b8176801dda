package org.taskvectors.ui.compare;

import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.checkpoint.LoraScale;

/// Where a vector lies, and the base that the library pairs it with. The base is read only for a
/// vector whose own metadata does not record one, and for an adapter that says its change only
/// together with it.
///
/// @param scale what a person said that the factors of an adapter are multiplied by
public record VectorSource(Path path, Optional<Path> base, Optional<LoraScale> scale) {
    /// One that says itself what it is.
    public VectorSource(Path path, Optional<Path> base) {
        this(path, base, Optional.empty());
    }
}
