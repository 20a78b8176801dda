package org.taskvectors.ui.library;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Checkpoints;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.vector.Provenance;
import org.taskvectors.workspace.Describe;
import org.taskvectors.workspace.Facts;

/// What was read of a checkpoint, to make or to refresh its card.
///
/// @param path where it lies, absolute
/// @param name what it calls itself
/// @param isVector whether its own metadata say that it is a vector
/// @param content by what it is known again; empty where nobody asked
record Opened(Path path, String name, Facts facts, boolean isVector, Optional<ContentId> content) {

    /// Reads the headers, and samples of the bytes where `withContent`.
    static Opened read(Path path, boolean withContent) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            Optional<Provenance> provenance = Describe.provenance(checkpoint);
            return new Opened(
                    checkpoint.path().orElse(path).toAbsolutePath().normalize(),
                    checkpoint.name(),
                    Describe.facts(checkpoint, provenance),
                    provenance.isPresent(),
                    withContent ? Optional.of(ContentId.of(checkpoint)) : Optional.empty());
        }
    }
}
