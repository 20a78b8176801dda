package org.taskvectors.ui.library;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/// Which cards are chosen: one mostly, or several. Knows ids and their order, and no card.
final class Selection {
    private final ReadOnlyObjectWrapper<Set<String>> ids =
            new ReadOnlyObjectWrapper<>(this, "ids", Set.of());
    private List<String> order = List.of();
    private String anchor = "";

    /// The ids of the chosen cards.
    ReadOnlyObjectProperty<Set<String>> idsProperty() {
        return ids.getReadOnlyProperty();
    }

    /// The chosen ids in the order of the cards.
    List<String> ids() {
        return order.stream().filter(ids.get()::contains).toList();
    }

    boolean isChosen(String id) {
        return ids.get().contains(id);
    }

    /// Whether several are chosen.
    boolean isSeveral() {
        return ids.get().size() > 1;
    }

    /// Takes the order of the cards that are shown; what is not shown is not chosen any more.
    void setOrder(List<String> shown) {
        order = List.copyOf(shown);
        set(new LinkedHashSet<>(ids()));
    }

    /// Chooses this one and no other.
    void only(String id) {
        anchor = id;
        set(id.isEmpty() ? Set.of() : Set.of(id));
    }

    /// Chooses one more, or one less.
    void toggle(String id) {
        anchor = id;
        Set<String> changed = new LinkedHashSet<>(ids.get());
        if (!changed.remove(id)) {
            changed.add(id);
        }
        set(changed);
    }

    /// Chooses all from the one that was chosen last to this one.
    void extendTo(String id) {
        int from = Math.max(0, order.indexOf(anchor));
        int to = order.indexOf(id);
        if (to >= 0) {
            set(new LinkedHashSet<>(order.subList(Math.min(from, to), Math.max(from, to) + 1)));
        }
    }

    void all() {
        set(new LinkedHashSet<>(order));
    }

    private void set(Set<String> now) {
        if (!now.equals(ids.get())) {
            ids.set(Set.copyOf(now));
        }
    }
}
