package org.taskvectors.analysis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Checkpoints;

/// Checkpoints that are opened together and closed together.
record Opened(List<Checkpoint> checkpoints) implements AutoCloseable {
    /// @throws IOException where one of them cannot be opened; none stays open then
    static Opened of(List<Path> paths) throws IOException {
        List<Checkpoint> opened = new ArrayList<>();
        try {
            for (Path path : paths) {
                opened.add(Checkpoints.open(path));
            }
            return new Opened(opened);
        } catch (IOException | RuntimeException e) {
            opened.forEach(Checkpoint::close);
            throw e;
        }
    }

    @Override
    public void close() {
        checkpoints.forEach(Checkpoint::close);
    }
}
