package org.taskvectors.ui.common;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;

/// A core that can tell how fast files are read.
public interface ReadRates {
    /// How many bytes a second can be read where `model` lies, from a short read of its largest
    /// file; empty where that does not tell.
    default OptionalDouble readRate(Path model) throws IOException {
        return OptionalDouble.empty();
    }
}
