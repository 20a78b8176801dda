package org.taskvectors.ui.compare;

import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.workspace.Located;

/// Where a vector lies, and the base that the library pairs it with. The base is read only for a
/// vector whose own metadata does not record one, and for an adapter that says its change only
/// together with it.
///
/// @param said what a person said of its file
public record VectorSource(Path path, Optional<Located> base, OpenOptions said) {
    /// One that says itself what it is.
    public VectorSource(Path path, Optional<Located> base) {
        this(path, base, OpenOptions.NONE);
    }
}
