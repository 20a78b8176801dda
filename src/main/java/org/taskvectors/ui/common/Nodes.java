package org.taskvectors.ui.common;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/// Small things that the cards of places share.
public final class Nodes {
    private Nodes() {}

    /// Shows a node, or takes it away with its room.
    public static void visible(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }

    /// Says something, or takes the room of nothing.
    public static void say(Label label, String text) {
        label.setText(text);
        visible(label, !text.isEmpty());
    }

    /// A line of small text that wraps.
    public static Label line(String style) {
        Label label = new Label();
        label.getStyleClass().setAll("label", "small", style);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    /// A name that is shortened in its middle, with the whole of it under the pointer.
    public static void name(Label label, String text) {
        label.setText(text);
        label.setMinWidth(0);
        label.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        label.setTooltip(new Tooltip(text));
    }

    /// An item of a menu, whose text is a name or holds one.
    public static MenuItem item(String text, Runnable action) {
        MenuItem item = new MenuItem(text);
        item.setMnemonicParsing(false);
        item.setOnAction(_ -> action.run());
        return item;
    }

    /// Empty room that takes what is left of a row.
    public static Region space() {
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        return space;
    }
}
