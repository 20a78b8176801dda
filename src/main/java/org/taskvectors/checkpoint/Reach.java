package org.taskvectors.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.taskvectors.file.FarFiles;
import org.taskvectors.file.HubNames;

/// What a document may name beside what lies in its own folder, as a person has allowed it.
///
/// @param allowed files and folders of this machine, in which the checkpoints may lie
/// @param named models on a hub by their names, `organisation/name` or
///   `organisation/name@revision`, each with the place where it is read: in the hub's cache on this
///   machine, or on the hub. Nothing is asked of a model that is not among them
public record Reach(List<Path> allowed, Map<String, Path> named) {
    /// The document's own folder alone.
    public static final Reach NONE = new Reach(List.of(), Map.of());

    public Reach {
        allowed = List.copyOf(allowed);
        named = Map.copyOf(named);
    }

    /// Returns what may be named where a person has opened these places, on this machine or on a
    /// hub.
    public static Reach of(List<Path> places) {
        List<Path> here = new ArrayList<>();
        Map<String, Path> named = new LinkedHashMap<>();
        for (Path place : places) {
            HubNames.of(place).ifPresent(name -> named.put(name, place));
            if (!FarFiles.isFar(place)) {
                here.add(place);
            }
        }
        return new Reach(here, named);
    }

    /// Whether nothing but the document's own folder is allowed.
    public boolean isEmpty() {
        return equals(NONE);
    }

    /// Returns what either allows. What a name means to this one goes first.
    public Reach and(Reach other) {
        Set<Path> all = new LinkedHashSet<>(allowed);
        all.addAll(other.allowed);
        Map<String, Path> names = new LinkedHashMap<>(other.named);
        names.putAll(named);
        return new Reach(List.copyOf(all), names);
    }

    /// Returns the models on a hub among these names alone.
    public Reach onlyNamed(Collection<String> names) {
        Map<String, Path> those = new LinkedHashMap<>(named);
        those.keySet().retainAll(names);
        return new Reach(List.of(), those);
    }

    /// Returns the same without a place, which is the document's own.
    public Reach without(Path place) {
        return new Reach(allowed.stream().filter(one -> !one.equals(place)).toList(), named);
    }
}
