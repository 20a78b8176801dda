package org.taskvectors.merge.recipe;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What one recipe says otherwise than another. Models are compared by their names, wherever they
/// stand in their list.
///
/// @param changes in the order of the first recipe, then what only the second says
public record RecipeDifference(List<Change> changes) {
    public RecipeDifference {
        changes = List.copyOf(changes);
    }

    /// @param place what it is about: `models[org/name].parameters.weight`
    /// @param before what the first recipe says, as YAML; empty if nothing
    /// @param after what the second says
    public record Change(String place, Optional<String> before, Optional<String> after) {}

    /// Returns the difference of two recipes; without changes if and only if they are equal but for
    /// the order of what has none.
    public static RecipeDifference of(Recipe before, Recipe after) {
        Map<String, String> first = Facts.byModel(before);
        Map<String, String> second = Facts.byModel(after);
        Set<String> places = new LinkedHashSet<>(first.keySet());
        places.addAll(second.keySet());
        List<Change> changes = new ArrayList<>();
        for (String place : places) {
            Optional<String> was = Optional.ofNullable(first.get(place));
            Optional<String> is = Optional.ofNullable(second.get(place));
            if (!was.equals(is)) {
                changes.add(new Change(place, was, is));
            }
        }
        return new RecipeDifference(changes);
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }
}
