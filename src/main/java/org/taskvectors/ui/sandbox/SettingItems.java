package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.MenuItem;
import org.taskvectors.sandbox.NamedSetting;

/// The settings that can be put beside the present one, as items of a menu.
final class SettingItems {
    private SettingItems() {}

    static List<MenuItem> of(SandboxViewModel model) {
        List<MenuItem> items = new ArrayList<>();
        MenuItem now = new MenuItem("As the vectors lie now");
        now.setOnAction(_ -> model.matrix().addSetting());
        items.add(now);
        for (NamedSetting setting : model.setup().settingsProperty().get()) {
            MenuItem item = new MenuItem(setting.name());
            item.setMnemonicParsing(false);
            item.setOnAction(_ -> model.matrix().addSetting(setting.name(), setting.vectors()));
            items.add(item);
        }
        return items;
    }
}
