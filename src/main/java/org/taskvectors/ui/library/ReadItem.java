package org.taskvectors.ui.library;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.open.Opened;
import org.taskvectors.file.Failure;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.SavedVector;
import org.taskvectors.workspace.Describe;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;

/// What was read of a checkpoint, to make or to refresh its card.
///
/// @param path where it lies, absolute
/// @param name what it calls itself
/// @param isVector whether it says of itself that it is a vector
/// @param content by what it is known again; empty where nobody asked
/// @param reach the models on a hub that it names, each with the place where it is read
record ReadItem(
        Path path,
        String name,
        Facts facts,
        boolean isVector,
        Optional<ContentId> content,
        Reach reach) {

    /// Returns the same with what it names on a hub.
    ReadItem naming(Reach newReach) {
        return new ReadItem(path, name, facts, isVector, content, newReach);
    }

    /// Reads the headers, and samples of the bytes where `withContent`.
    ///
    /// @param said what a person said of it
    static ReadItem read(Path path, OpenOptions said, boolean withContent) throws IOException {
        return read(new Located(path, said), withContent);
    }

    /// The same of an item as the workspace knows it: with its scale and its base.
    static ReadItem read(FileItem item, WorkspaceState state) throws IOException {
        return read(state.located(item), false);
    }

    private static ReadItem read(Located own, boolean withContent) throws IOException {
        try (Opened open = own.openWithBase()) {
            Checkpoint checkpoint = open.checkpoint();
            Optional<Provenance> provenance = Describe.provenance(checkpoint);
            return new ReadItem(
                    checkpoint.path().orElse(own.path()).toAbsolutePath().normalize(),
                    checkpoint.name(),
                    Describe.facts(checkpoint, provenance),
                    SavedVector.isVector(checkpoint),
                    withContent ? Optional.of(ContentId.of(checkpoint)) : Optional.empty(),
                    Reach.NONE);
        } catch (Failure e) {
            if (Describe.asksAdapter(e)) {
                return severalAdapters(own, withContent);
            }
            throw e;
        }
    }

    /// One that waits for a person to say which of its adapters is meant.
    private static ReadItem severalAdapters(Located own, boolean withContent) throws IOException {
        try (Checkpoint stored = Checkpoints.openAsStored(own.path(), own.said())) {
            return new ReadItem(
                    stored.path().orElse(own.path()).toAbsolutePath().normalize(),
                    stored.name(),
                    Describe.severalAdapters(stored),
                    false,
                    withContent ? Optional.of(ContentId.of(stored)) : Optional.empty(),
                    Reach.NONE);
        }
    }
}
