package org.taskvectors.analysis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Checkpoints;

/// Checkpoints that are opened together and closed together, adapters with the bases that they are
/// read with.
final class OpenedLocations implements AutoCloseable {
    private final List<Checkpoint> files = new ArrayList<>();
    private final List<Checkpoint> checkpoints = new ArrayList<>();

    private OpenedLocations() {}

    /// @throws IOException if one of them cannot be opened; none stays open then
    static OpenedLocations of(List<Location> places) throws IOException {
        OpenedLocations opened = new OpenedLocations();
        try {
            for (Location place : places) {
                Checkpoint own = opened.open(place.path(), place.said());
                Optional<Location> base = place.base();
                opened.checkpoints.add(
                        base.isEmpty()
                                ? own
                                : Vector.on(
                                        own, opened.open(base.get().path(), base.get().said())));
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private Checkpoint open(Path path, OpenOptions said) throws IOException {
        Checkpoint opened = Checkpoints.open(path, said);
        files.add(opened);
        return opened;
    }

    /// Returns them in the order of their places.
    List<Checkpoint> checkpoints() {
        return checkpoints;
    }

    @Override
    public void close() {
        files.forEach(Checkpoint::close);
    }
}
