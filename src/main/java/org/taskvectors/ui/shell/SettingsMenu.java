package org.taskvectors.ui.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import org.taskvectors.workspace.ThemeChoice;

/// The menu of what a person sets once: the theme, and where jobs run. The themes are commands of
/// the finder, too.
final class SettingsMenu {
    private final ThemeViewModel themes;

    SettingsMenu(ThemeViewModel themes) {
        this.themes = themes;
    }

    /// Fills the header's menu.
    ///
    /// @param more what stands below the themes
    void fill(MenuButton button, MenuItem more) {
        List<RadioMenuItem> items = Stream.of(ThemeChoice.values()).map(this::item).toList();
        List<MenuItem> all = new ArrayList<>(items);
        all.add(new SeparatorMenuItem());
        all.add(more);
        button.getItems().setAll(all);
        button.setOnShowing(
                _ ->
                        items.forEach(
                                item ->
                                        item.setSelected(
                                                item.getText().equals(word(themes.choice())))));
    }

    private RadioMenuItem item(ThemeChoice choice) {
        RadioMenuItem item = new RadioMenuItem(word(choice));
        item.setOnAction(_ -> themes.choose(choice));
        return item;
    }

    /// What the finder offers.
    List<Command> commands() {
        return Stream.of(ThemeChoice.values())
                .map(choice -> new Command(word(choice), "look", () -> themes.choose(choice)))
                .toList();
    }

    private static String word(ThemeChoice choice) {
        return switch (choice) {
            case SYSTEM -> "Theme of the system";
            case LIGHT -> "Light theme";
            case DARK -> "Dark theme";
        };
    }
}
