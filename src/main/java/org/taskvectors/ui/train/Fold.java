package org.taskvectors.ui.train;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.layout.VBox;
import org.taskvectors.ui.common.Nodes;

/// Fields that most people leave as they are, behind a word that unfolds them.
final class Fold extends VBox {
    private final VBox fields = new VBox();
    private final Button open = new Button();
    private final String what;

    /// @param what is behind it, for screen readers: `of the data`
    Fold(String what) {
        this.what = what;
        getStyleClass().add("fold");
        fields.getStyleClass().add("form-part");
        open.getStyleClass().setAll("button", "link", "small");
        open.setOnAction(_ -> unfold(!fields.isVisible()));
        getChildren().setAll(fields, open);
        unfold(false);
    }

    void fill(Node... nodes) {
        fields.getChildren().setAll(nodes);
    }

    private void unfold(boolean isOpen) {
        Nodes.visible(fields, isOpen);
        open.setText(isOpen ? "less" : "more…");
        open.setAccessibleText((isOpen ? "Fewer settings " : "More settings ") + what);
    }
}
