package org.taskvectors.ui.figures;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.figure.Figure;
import org.taskvectors.figure.FigureFormat;
import org.taskvectors.figure.FigureSize;

/// The ⋯ menu of a figure: copy it as an image, save it in each format, and in which size and
/// resolution.
public final class FigureMenu extends MenuButton {
    private static final List<Integer> RESOLUTIONS = List.of(72, 150, 300, 600);

    private final FigureSaver saver;
    private final Supplier<Optional<Figure>> shown;

    /// @param shown the figure that is shown when the menu opens; empty for a menu without items
    public FigureMenu(FigureSaver saver, Supplier<Optional<Figure>> shown) {
        this.saver = saver;
        this.shown = shown;
        setGraphic(FontIcon.of(Feather.MORE_HORIZONTAL, 16));
        getStyleClass().add("icon-button");
        setMinWidth(USE_PREF_SIZE);
        getItems().setAll(new MenuItem("…"));
        setOnShowing(_ -> fill());
    }

    private void fill() {
        getItems().clear();
        shown.get().ifPresent(this::fill);
    }

    private void fill(Figure figure) {
        MenuItem copy = new MenuItem("Copy as image");
        copy.setOnAction(_ -> saver.copy(figure));
        MenuItem sheet = new MenuItem("Add to figure sheet");
        sheet.setId("add-to-sheet");
        sheet.setOnAction(_ -> saver.addToSheet(figure));
        getItems().addAll(copy, sheet, new SeparatorMenuItem());
        for (FigureFormat format : FigureFormat.values()) {
            MenuItem save = new MenuItem("Save as " + format.name() + "…");
            save.setId("save-" + format.suffix());
            save.setOnAction(_ -> saver.save(figure, format));
            if (saver.isUsual(format)) {
                // Only shown: the card has the key, which works while the menu is closed.
                save.setText("Save as " + format.name() + "…   Ctrl+S");
            }
            getItems().add(save);
        }
        getItems().add(new SeparatorMenuItem());
        ToggleGroup sizes = new ToggleGroup();
        for (FigureSize size :
                List.of(FigureSize.ONE_COLUMN, FigureSize.TWO_COLUMNS, FigureSize.SLIDE)) {
            choice(sizes, size.label(), size.equals(saver.size()), () -> saver.setSize(size));
        }
        getItems().add(new SeparatorMenuItem());
        ToggleGroup resolutions = new ToggleGroup();
        for (int dpi : RESOLUTIONS) {
            choice(resolutions, dpi + " dpi", dpi == saver.dpi(), () -> saver.setDpi(dpi));
        }
    }

    private void choice(ToggleGroup group, String label, boolean isChosen, Runnable choose) {
        RadioMenuItem item = new RadioMenuItem(label);
        item.setToggleGroup(group);
        item.setSelected(isChosen);
        item.setOnAction(_ -> choose.run());
        getItems().add(item);
    }
}
