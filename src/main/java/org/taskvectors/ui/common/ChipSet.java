package org.taskvectors.ui.common;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.FlowPane;

/// A set of things, each of which is in or out: one chip each, wrapping.
///
/// @param <T> what is chosen
public final class ChipSet<T> extends FlowPane {
    private final ReadOnlyObjectWrapper<Set<T>> chosen =
            new ReadOnlyObjectWrapper<>(this, "chosen", Set.of());

    public ChipSet() {
        getStyleClass().add("chips");
        setHgap(6);
        setVgap(6);
        chosen.addListener((_, _, _) -> mark());
    }

    /// Shows these; what was chosen and is no longer among them is dropped.
    public void setOptions(List<T> options, Function<? super T, String> label) {
        getChildren().setAll(options.stream().map(option -> chip(option, label)).toList());
        setChosen(Set.copyOf(chosen.get().stream().filter(options::contains).toList()));
        mark();
    }

    public ReadOnlyObjectProperty<Set<T>> chosenProperty() {
        return chosen.getReadOnlyProperty();
    }

    public Set<T> getChosen() {
        return chosen.get();
    }

    public void setChosen(Set<T> newChosen) {
        chosen.set(Set.copyOf(newChosen));
    }

    private ToggleButton chip(T option, Function<? super T, String> label) {
        ToggleButton chip = new ToggleButton(label.apply(option));
        chip.getStyleClass().setAll("chip");
        chip.setUserData(option);
        chip.setOnAction(
                _ -> {
                    Set<T> changed = new LinkedHashSet<>(chosen.get());
                    if (!changed.remove(option)) {
                        changed.add(option);
                    }
                    setChosen(changed);
                });
        return chip;
    }

    private void mark() {
        getChildren()
                .forEach(
                        child -> {
                            ToggleButton chip = (ToggleButton) child;
                            chip.setSelected(chosen.get().contains(chip.getUserData()));
                        });
    }
}
