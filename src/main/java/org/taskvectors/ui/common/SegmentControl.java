package org.taskvectors.ui.common;

import java.util.List;
import java.util.function.Function;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.AccessibleRole;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import org.jspecify.annotations.Nullable;

/// A few choices of which exactly one holds, side by side. Tab reaches the chosen one, the arrow
/// keys move the choice.
///
/// @param <T> what is chosen
public final class SegmentControl<T> extends HBox {
    private final ObjectProperty<@Nullable T> value = new SimpleObjectProperty<>(this, "value");
    private List<T> options = List.of();

    public SegmentControl() {
        getStyleClass().add("segments");
        setAccessibleRole(AccessibleRole.TOOL_BAR);
        setMaxWidth(USE_PREF_SIZE);
        value.addListener((_, _, _) -> mark());
        addEventFilter(KeyEvent.KEY_PRESSED, this::arrows);
    }

    /// Shows these choices. Keeps the value where it is among them; else takes the first.
    public void setOptions(List<T> newOptions, Function<? super T, String> label) {
        options = List.copyOf(newOptions);
        getChildren().setAll(options.stream().map(option -> segment(option, label)).toList());
        T chosen = value.get();
        if (!options.isEmpty() && (chosen == null || !options.contains(chosen))) {
            value.set(options.getFirst());
        }
        mark();
    }

    /// What is chosen; null only before there are choices.
    public ObjectProperty<@Nullable T> valueProperty() {
        return value;
    }

    public @Nullable T getValue() {
        return value.get();
    }

    public void setValue(@Nullable T newValue) {
        value.set(newValue);
    }

    private ToggleButton segment(T option, Function<? super T, String> label) {
        ToggleButton button = new ToggleButton(label.apply(option));
        button.getStyleClass().setAll("segment");
        button.setUserData(option);
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(
                _ -> {
                    value.set(option);
                    mark();
                });
        return button;
    }

    private void mark() {
        getChildren()
                .forEach(
                        child -> {
                            ToggleButton button = (ToggleButton) child;
                            boolean chosen = button.getUserData().equals(value.get());
                            button.setSelected(chosen);
                            button.setFocusTraversable(chosen);
                        });
    }

    private void arrows(KeyEvent event) {
        int step = event.getCode() == KeyCode.LEFT ? -1 : event.getCode() == KeyCode.RIGHT ? 1 : 0;
        int next = options.indexOf(value.get()) + step;
        if (step != 0 && next >= 0 && next < options.size()) {
            value.set(options.get(next));
            getChildren().get(next).requestFocus();
        }
        if (step != 0) {
            event.consume();
        }
    }
}
