package org.taskvectors.ui.devices;

import java.util.List;
import java.util.Optional;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.ui.common.SectionLabel;

/// What was found on this machine, or what is missing.
final class DeviceFindings extends VBox {
    private static final double NAMES = 64;

    private final DevicesViewModel model;
    private final GridPane grid = new GridPane(12, 4);
    private final Label missing = Texts.wrapped("", "small");
    private final Button again = new Button("Look again");

    DeviceFindings(DevicesViewModel model) {
        super(8);
        this.model = model;
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        again.getStyleClass().addAll("link", "small");
        again.setId("devices-look");
        again.setMinWidth(Region.USE_PREF_SIZE);
        again.setAccessibleText("Look again for devices");
        again.setOnAction(_ -> model.look());
        HBox head = new HBox(8, new SectionLabel("Found"), space, again);
        ColumnConstraints names = new ColumnConstraints(NAMES);
        ColumnConstraints values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        grid.getColumnConstraints().setAll(names, values);
        getChildren().setAll(head, missing, grid);
    }

    void refresh() {
        again.setText(model.isLooking() ? "Looking…" : "Look again");
        again.setDisable(model.isLooking());
        Optional<String> what = model.missing();
        missing.setText(what.orElse(""));
        visible(missing, what.isPresent());
        List<Fact> facts = model.facts();
        grid.getChildren().clear();
        for (int row = 0; row < facts.size(); row++) {
            Fact fact = facts.get(row);
            boolean isAgain = row > 0 && facts.get(row - 1).name().equals(fact.name());
            Label name = Texts.wrapped(isAgain ? "" : fact.name(), "secondary");
            Label value = Texts.wrapped(fact.value(), "small");
            value.getStyleClass().add(fact.tone());
            GridPane.setValignment(name, VPos.TOP);
            grid.addRow(row, name, value);
        }
        visible(grid, !facts.isEmpty());
    }

    private static void visible(Node node, boolean isVisible) {
        node.setVisible(isVisible);
        node.setManaged(isVisible);
    }
}
