package org.taskvectors.ui.common;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.application.Platform;
import javafx.collections.FXCollections;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Skin;
import javafx.util.StringConverter;
import org.controlsfx.control.SearchableComboBox;
import org.controlsfx.control.textfield.CustomTextField;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// A choice among many: opening it opens the list and a field in which typing narrows the list.
/// Every word of what is typed has to be somewhere in a line, in any order.
public final class SearchChoice<T> extends SearchableComboBox<T> {
    private final Consumer<T> onChosen;
    private @Nullable T settled;
    private boolean isTold;

    /// @param words what a line says
    /// @param accessibleText what is chosen here
    /// @param onChosen gets what the person chose, once, and not what the program shows
    public SearchChoice(Function<T, String> words, String accessibleText, Consumer<T> onChosen) {
        this.onChosen = onChosen;
        setAccessibleText(accessibleText);
        setConverter(
                new StringConverter<>() {
                    @Override
                    public String toString(@Nullable T item) {
                        return item == null ? "" : words.apply(item);
                    }

                    @Override
                    public @Nullable T fromString(String text) {
                        return getItems().stream()
                                .filter(item -> words.apply(item).equals(text))
                                .findFirst()
                                .orElse(null);
                    }
                });
        setButtonCell(cell(words));
        setPlaceholder(new Label("Nothing by these words"));
        setMinWidth(0);
        setMaxWidth(Double.MAX_VALUE);
        // The library's grows without end, and its list then opens far below it.
        setMaxHeight(USE_PREF_SIZE);
        // While the list narrows, the library takes the value away and brings it back; what counts
        // is the value when the list is closed.
        valueProperty().addListener((_, _, _) -> settle());
        showingProperty()
                .addListener(
                        (_, _, isNow) -> {
                            if (!isNow) {
                                // The field is gone; the focus would go on to what comes next.
                                requestFocus();
                                Platform.runLater(this::settle);
                            }
                        });
    }

    /// What is chosen: names that belong together differ at their ends.
    private ListCell<T> cell(Function<T, String> words) {
        ListCell<T> cell =
                new ListCell<>() {
                    @Override
                    protected void updateItem(@Nullable T item, boolean isEmpty) {
                        super.updateItem(item, isEmpty);
                        setText(item == null ? getPromptText() : words.apply(item));
                    }
                };
        cell.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        return cell;
    }

    /// Offers these, and shows `value` as the chosen one.
    public void show(List<T> items, @Nullable T value) {
        isTold = true;
        settled = value;
        if (!getItems().equals(items)) {
            // A list of its own: the library's narrowed view stumbles over one that changes.
            setItems(FXCollections.observableArrayList(items));
        }
        setValue(value);
        isTold = false;
    }

    private void settle() {
        if (isTold || isShowing()) {
            return;
        }
        @Nullable T now = getValue();
        if (now == null) {
            restore();
        } else if (!now.equals(settled)) {
            settled = now;
            onChosen.accept(now);
        }
    }

    private void restore() {
        if (settled != null && getItems().contains(settled)) {
            isTold = true;
            setValue(settled);
            isTold = false;
        }
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        Skin<?> skin = super.createDefaultSkin();
        for (Node child : getChildrenUnmodifiable()) {
            if (child instanceof CustomTextField field) {
                // The library's funnel is a picture in colours of its own.
                field.setLeft(new FontIcon(Feather.SEARCH));
                field.setPromptText("Type to narrow the list");
                field.setAccessibleText("Narrows the list of: " + getAccessibleText());
            }
        }
        return skin;
    }
}
