package org.taskvectors.ui.devices;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.VBox;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.ui.common.SectionLabel;

/// Where jobs run: one of the rows. The arrow keys move the choice.
final class DeviceChoices extends VBox {
    private final DevicesViewModel model;
    private final VBox box = new VBox(8);
    private final Label remark = Texts.wrapped("", "small");
    private List<DeviceRow> rows = List.of();
    private List<RadioButton> buttons = List.of();

    DeviceChoices(DevicesViewModel model) {
        super(8);
        this.model = model;
        getChildren().setAll(new SectionLabel("Jobs run on"), box, remark);
    }

    void refresh() {
        List<DeviceRow> now = model.rows();
        // A button that is replaced would lose the focus that the arrow keys go by.
        if (!names(now).equals(names(rows))) {
            fill(now);
        }
        rows = now;
        for (int i = 0; i < rows.size(); i++) {
            RadioButton button = buttons.get(i);
            DeviceRow row = rows.get(i);
            ((Label) ((VBox) box.getChildren().get(i)).getChildren().get(1)).setText(row.remark());
            button.setAccessibleText(row.name() + ". " + row.remark());
            button.setSelected(row.choice().equals(model.chosen()));
        }
        Texts.show(remark, model.remark());
    }

    private record Name(String name, DeviceChoice choice, boolean isUsable) {}

    private static List<Name> names(List<DeviceRow> rows) {
        return rows.stream()
                .map(row -> new Name(row.name(), row.choice(), row.isUsable()))
                .toList();
    }

    private void fill(List<DeviceRow> now) {
        ToggleGroup group = new ToggleGroup();
        List<RadioButton> made = new ArrayList<>();
        box.getChildren().clear();
        for (DeviceRow row : now) {
            RadioButton button = new RadioButton(row.name());
            button.setId("device-" + row.choice().id().replace(':', '-'));
            button.setMnemonicParsing(false);
            button.setToggleGroup(group);
            button.setSelected(row.choice().equals(model.chosen()));
            button.setDisable(!row.isUsable());
            button.selectedProperty()
                    .addListener(
                            (_, _, isChosen) -> {
                                if (isChosen) {
                                    model.choose(row.choice());
                                }
                            });
            Label says = Texts.wrapped("", "secondary");
            says.getStyleClass().add("device-remark");
            made.add(button);
            box.getChildren().add(new VBox(2, button, says));
        }
        buttons = List.copyOf(made);
    }

    /// The one that is chosen has the focus.
    void focus() {
        buttons.stream()
                .filter(button -> button.isSelected() && !button.isDisabled())
                .findFirst()
                .or(() -> buttons.stream().findFirst())
                .ifPresent(RadioButton::requestFocus);
    }
}
