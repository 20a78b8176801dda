package org.taskvectors.ui.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Pairing;
import org.taskvectors.workspace.WorkspaceState;

/// Finds the bases of vectors: a fingerprint in the vector's own file is the surest; then comes the
/// base that the library pairs it with; then the name that it gives its base.
final class Bases {
    private static final String FINGERPRINT = "fingerprint ";
    private static final int SHOWN = 6;

    private final WorkspaceState state;
    private final Function<String, Optional<Identity>> recorded;
    private final Map<String, Identity> byPairing = new HashMap<>();

    private Bases(WorkspaceState state, Function<String, Optional<Identity>> recorded) {
        this.state = state;
        this.recorded = recorded;
        for (FileItem item : state.vectors()) {
            item.base()
                    .ifPresent(
                            base ->
                                    recorded.apply(item.id())
                                            .ifPresent(id -> byPairing.putIfAbsent(base, id)));
        }
    }

    /// Returns the base of each vector of the library by the vector's id.
    static Map<String, BaseOf> of(WorkspaceState state, Vectors vectors) {
        return of(
                state,
                id ->
                        vectors.of(id)
                                .value()
                                .flatMap(known -> known.profile().provenance())
                                .map(Provenance::base));
    }

    /// Returns the base of each vector of the library by the vector's id.
    ///
    /// @param recorded what a vector's file says of its base, by the vector's id
    static Map<String, BaseOf> of(
            WorkspaceState state, Function<String, Optional<Identity>> recorded) {
        Bases bases = new Bases(state, recorded);
        Map<String, BaseOf> found = new LinkedHashMap<>();
        state.vectors().forEach(item -> found.put(item.id(), bases.of(item)));
        List<BaseOf> all = List.copyOf(found.values());
        found.replaceAll((_, base) -> distinct(base, all));
        return found;
    }

    /// Two bases of one name are told apart by the beginnings of their fingerprints.
    private static BaseOf distinct(BaseOf base, Collection<BaseOf> all) {
        boolean isAlone =
                all.stream()
                        .noneMatch(
                                other ->
                                        other.title().equals(base.title())
                                                && !other.key().equals(base.key()));
        if (isAlone || !base.key().startsWith(FINGERPRINT)) {
            return base;
        }
        String fingerprint = base.key().substring(FINGERPRINT.length());
        String shown = fingerprint.substring(0, Math.min(SHOWN, fingerprint.length()));
        return new BaseOf(base.key(), base.title() + " (" + shown + ")", base.isKnown());
    }

    private BaseOf of(FileItem item) {
        Optional<FileItem> paired = item.base().flatMap(state::file);
        Optional<Identity> identity =
                recorded.apply(item.id()).or(() -> item.base().map(byPairing::get));
        if (identity.isPresent()) {
            return new BaseOf(
                    FINGERPRINT + identity.get().fingerprint(),
                    paired.or(() -> pairedWith(identity.get()))
                            .map(FileItem::name)
                            .orElseGet(identity.get()::name),
                    true);
        }
        if (paired.isPresent()) {
            return new BaseOf("item " + paired.get().id(), paired.get().name(), true);
        }
        String named = item.facts().map(Facts::namedBase).orElse("");
        return named.isBlank()
                ? BaseOf.UNKNOWN
                : new BaseOf("name " + Pairing.lastPart(named), named, false);
    }

    /// The library's item that others with this base are paired with, so that all have one name.
    private Optional<FileItem> pairedWith(Identity identity) {
        return byPairing.entrySet().stream()
                .filter(entry -> entry.getValue().fingerprint().equals(identity.fingerprint()))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .flatMap(state::file);
    }

    /// Returns the vectors of a list in groups of one base, the groups in the order of their first
    /// vector, the one without a known base last.
    static <T> List<List<T>> grouped(List<T> vectors, Function<T, BaseOf> base) {
        Map<String, List<T>> groups = new LinkedHashMap<>();
        List<T> unknown = new ArrayList<>();
        for (T vector : vectors) {
            BaseOf of = base.apply(vector);
            (of.equals(BaseOf.UNKNOWN)
                            ? unknown
                            : groups.computeIfAbsent(of.key(), _ -> new ArrayList<>()))
                    .add(vector);
        }
        List<List<T>> all = new ArrayList<>(groups.values());
        if (!unknown.isEmpty()) {
            all.add(unknown);
        }
        return all;
    }
}
