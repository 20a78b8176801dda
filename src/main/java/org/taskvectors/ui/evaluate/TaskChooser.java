package org.taskvectors.ui.evaluate;

import java.util.List;
import java.util.function.IntConsumer;
import javafx.scene.control.MenuButton;
import javafx.scene.layout.HBox;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.SegmentControl;

/// Chooses one of several by its name: a segment where there is room for the names, else a menu.
final class TaskChooser extends HBox {
    private static final int LETTERS = 22;

    private final SegmentControl<Integer> segment = new SegmentControl<>();
    private final MenuButton menu = new MenuButton();
    private final IntConsumer taken;
    private List<String> names = List.of();
    private boolean isShowing;

    /// @param what is chosen, for screen readers
    TaskChooser(String what, IntConsumer taken) {
        this.taken = taken;
        segment.setAccessibleText(what);
        segment.getStyleClass().add("small-segments");
        menu.getStyleClass().add("link");
        menu.setMnemonicParsing(false);
        menu.setAccessibleText(what);
        menu.setMinWidth(0);
        segment.valueProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing && now != null) {
                                taken.accept(now);
                            }
                        });
        setMinWidth(USE_PREF_SIZE);
    }

    /// Shows the names; one alone is nothing to choose.
    void show(List<String> newNames, int chosen) {
        isShowing = true;
        if (!newNames.equals(names)) {
            names = List.copyOf(newNames);
            segment.setOptions(
                    java.util.stream.IntStream.range(0, names.size()).boxed().toList(), names::get);
        }
        int at = Math.clamp(chosen, 0, Math.max(0, names.size() - 1));
        if (!names.isEmpty()) {
            segment.setValue(at);
            menu.setText(names.get(at));
            menu.getItems()
                    .setAll(
                            DataChoices.radios(
                                    names,
                                    names.get(at),
                                    name -> taken.accept(names.indexOf(name))));
        }
        boolean isShort = String.join("", names).length() <= LETTERS;
        getChildren().setAll(isShort ? segment : menu);
        Nodes.visible(this, names.size() > 1);
        isShowing = false;
    }
}
