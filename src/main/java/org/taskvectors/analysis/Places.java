package org.taskvectors.analysis;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.adapter.AdapterCheckpoint;

/// Where checkpoints lie, as far as what was measured of them can be kept under that place: a file
/// or a folder that is the whole of it. Several files that were opened together have no such place.
final class Places {
    private Places() {}

    static Optional<List<Path>> of(Checkpoint vector, Optional<Checkpoint> base) {
        List<Checkpoint> all = new ArrayList<>(List.of(vector));
        base.ifPresent(all::add);
        return of(all);
    }

    static Optional<List<Path>> of(List<Checkpoint> checkpoints) {
        List<Path> paths =
                checkpoints.stream()
                        .flatMap(
                                checkpoint ->
                                        checkpoint.path().stream()
                                                .filter(path -> isWhole(checkpoint, path)))
                        .toList();
        return paths.size() == checkpoints.size() ? Optional.of(paths) : Optional.empty();
    }

    private static boolean isWhole(Checkpoint checkpoint, Path path) {
        // What a person said besides the file has a part in the numbers, and is not kept with them.
        if (checkpoint instanceof AdapterCheckpoint adapter && !adapter.isAsStored()) {
            return false;
        }
        return checkpoint.files() == 1 || Files.isDirectory(path);
    }
}
