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
final class Places {
    private Places() {}

    static Optional<List<Place>> of(Checkpoint vector, Optional<Checkpoint> base) {
        List<Checkpoint> all = new ArrayList<>(List.of(vector));
        base.ifPresent(all::add);
        return of(all);
    }

    static Optional<List<Place>> of(List<Checkpoint> checkpoints) {
        List<Place> places =
                checkpoints.stream().map(Places::of).flatMap(Optional::stream).toList();
        return places.size() == checkpoints.size() ? Optional.of(places) : Optional.empty();
    }

    private static Optional<Place> of(Checkpoint checkpoint) {
        Optional<Path> path = whole(checkpoint);
        OpenOptions said = checkpoint.about().said();
        if (!(checkpoint instanceof Vector vector) || vector.base().isEmpty()) {
            return path.map(own -> new Place(own, said, Optional.empty()));
        }
        Optional<Place> base = vector.base().flatMap(Places::of);
        return base.isEmpty() ? Optional.empty() : path.map(own -> new Place(own, said, base));
    }

    private static Optional<Path> whole(Checkpoint checkpoint) {
        return checkpoint
                .path()
                .filter(path -> checkpoint.about().files() == 1 || Files.isDirectory(path));
    }
}
