package org.taskvectors.ui.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import org.taskvectors.file.Failure;
import org.taskvectors.hub.cache.OfflineSwitch;
import org.taskvectors.workspace.ThemeChoice;

/// The menu of what a person sets once: the theme, where jobs run, and whether any network is
/// asked. The themes and the switch are commands of the finder, too.
final class SettingsMenu {
    private static final String OFFLINE = "Work offline";

    private final ThemeViewModel themes;
    private final Optional<OfflineSwitch> offline;
    private final ErrorCentre errors;

    /// @param offline keeps the program from any network; empty where nothing reaches one
    /// @param errors where it is said that the switch cannot be kept
    SettingsMenu(ThemeViewModel themes, Optional<OfflineSwitch> offline, ErrorCentre errors) {
        this.themes = themes;
        this.offline = offline;
        this.errors = errors;
    }

    /// Fills the header's menu.
    ///
    /// @param more what stands below the themes
    void fill(MenuButton button, MenuItem more) {
        List<RadioMenuItem> items = Stream.of(ThemeChoice.values()).map(this::item).toList();
        List<MenuItem> all = new ArrayList<>(items);
        all.add(new SeparatorMenuItem());
        all.add(more);
        Optional<CheckMenuItem> switched = offline.map(this::item);
        switched.ifPresent(all::add);
        button.getItems().setAll(all);
        button.setOnShowing(
                _ -> {
                    items.forEach(
                            item -> item.setSelected(item.getText().equals(word(themes.choice()))));
                    // Another window may have turned it.
                    switched.ifPresent(item -> item.setSelected(isOffline()));
                });
    }

    private CheckMenuItem item(OfflineSwitch turned) {
        CheckMenuItem item = new CheckMenuItem(OFFLINE);
        item.setId("work-offline");
        item.setOnAction(
                _ -> {
                    turn(turned, item.isSelected());
                    item.setSelected(turned.isOn());
                });
        return item;
    }

    private boolean isOffline() {
        return offline.filter(OfflineSwitch::isOn).isPresent();
    }

    private void turn(OfflineSwitch turned, boolean on) {
        try {
            turned.turn(on);
        } catch (Failure e) {
            errors.show(OFFLINE, e);
        }
    }

    private RadioMenuItem item(ThemeChoice choice) {
        RadioMenuItem item = new RadioMenuItem(word(choice));
        item.setOnAction(_ -> themes.choose(choice));
        return item;
    }

    /// What the finder offers.
    List<Command> commands() {
        List<Command> all = new ArrayList<>();
        for (ThemeChoice choice : ThemeChoice.values()) {
            all.add(new Command(word(choice), "look", () -> themes.choose(choice)));
        }
        offline.ifPresent(
                turned -> {
                    boolean isOn = turned.isOn();
                    all.add(
                            new Command(
                                    isOn ? "Work online again" : OFFLINE,
                                    "network",
                                    () -> turn(turned, !isOn)));
                });
        return all;
    }

    private static String word(ThemeChoice choice) {
        return switch (choice) {
            case SYSTEM -> "Theme of the system";
            case LIGHT -> "Light theme";
            case DARK -> "Dark theme";
        };
    }
}
