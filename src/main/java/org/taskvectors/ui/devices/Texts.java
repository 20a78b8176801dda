package org.taskvectors.ui.devices;

import javafx.scene.control.Label;
import javafx.scene.layout.Region;

/// Labels whose text runs over several lines.
final class Texts {
    private Texts() {}

    /// @param style a style class
    static Label wrapped(String text, String style) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.getStyleClass().add(style);
        return label;
    }

    /// Shows a remark in its tone, or takes the label away with its room.
    static void show(Label label, Remark remark) {
        label.setText(remark.text());
        label.getStyleClass().setAll("label", "small", remark.tone());
        label.setVisible(!remark.text().isEmpty());
        label.setManaged(label.isVisible());
    }
}
