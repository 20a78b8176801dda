package org.taskvectors.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The batches of an evaluation that were asked already.
final class Done {
    private final Map<Key, Part> parts = new HashMap<>();
    private final Map<Place, String> fingerprints = new HashMap<>();
    private boolean isEnded;

    /// Where a model was asked: a place of the plan, or the base.
    ///
    /// @param at the place; empty for the base
    record Place(Optional<List<Double>> at) {
        static final Place BASE = new Place(Optional.empty());

        static Place of(Point point) {
            return new Place(Optional.of(point.at()));
        }
    }

    private record Key(Place place, int task, int batch) {}

    void add(Place place, int task, int batch, Part part) {
        parts.put(new Key(place, task, batch), part);
    }

    void add(Place place, String fingerprint) {
        fingerprints.put(place, fingerprint);
    }

    /// Takes note that every point was asked.
    void end() {
        isEnded = true;
    }

    boolean isEnded() {
        return isEnded;
    }

    Optional<Part> part(Place place, int task, int batch) {
        return Optional.ofNullable(parts.get(new Key(place, task, batch)));
    }

    /// Where something was asked that was not taken over yet.
    Set<Place> places() {
        return parts.keySet().stream().map(Key::place).collect(Collectors.toSet());
    }

    /// Forgets a batch that was taken over: a long sweep has many.
    void forget(Place place, int task, int batch) {
        parts.remove(new Key(place, task, batch));
    }

    Optional<String> fingerprint(Place place) {
        return Optional.ofNullable(fingerprints.get(place));
    }
}
