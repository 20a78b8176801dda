package org.taskvectors.ui.compare;

import java.nio.file.Path;
import java.util.Optional;

/// Where a vector lies, and the base that the library pairs it with. The base is read only for a
/// vector whose own metadata does not record one.
public record VectorSource(Path path, Optional<Path> base) {}
