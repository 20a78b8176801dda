package org.taskvectors.analysis;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Vector;

/// Finds the places of checkpoints under which their measurements can be kept: a file or a folder
/// that is the whole checkpoint. Several files that were opened together have no such place.
final class Locations {
    private Locations() {}

    static Optional<List<Location>> of(Checkpoint vector, Optional<Checkpoint> base) {
        List<Checkpoint> all = new ArrayList<>(List.of(vector));
        base.ifPresent(all::add);
        return of(all);
    }

    static Optional<List<Location>> of(List<Checkpoint> checkpoints) {
        List<Location> places =
                checkpoints.stream().map(Locations::of).flatMap(Optional::stream).toList();
        return places.size() == checkpoints.size() ? Optional.of(places) : Optional.empty();
    }

    private static Optional<Location> of(Checkpoint checkpoint) {
        Optional<Path> path = whole(checkpoint);
        OpenOptions said = checkpoint.about().said();
        if (!(checkpoint instanceof Vector vector) || vector.base().isEmpty()) {
            return path.map(own -> new Location(own, said, Optional.empty()));
        }
        Optional<Location> base = vector.base().flatMap(Locations::of);
        return base.isEmpty() ? Optional.empty() : path.map(own -> new Location(own, said, base));
    }

    private static Optional<Path> whole(Checkpoint checkpoint) {
        return checkpoint
                .path()
                .filter(path -> checkpoint.about().files() == 1 || Files.isDirectory(path));
    }
}
