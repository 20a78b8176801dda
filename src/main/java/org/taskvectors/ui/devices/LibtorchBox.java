package org.taskvectors.ui.devices;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.ui.common.SectionLabel;

/// Which libraries the program loads: its own, or those of a folder, which is tried first.
final class LibtorchBox extends VBox {
    private static final String ABOUT =
            "The folder that libtorch’s libraries lie in, the one above its lib folder, or the"
                + " torch folder of a Python. A process of its own loads them first: if they do not"
                + " fit, nothing is changed.";

    private final DevicesViewModel devices;
    private final LibtorchModel model;
    private final TextField folder = new TextField();
    private final Button choose = new Button("Choose…");
    private final Button use = new Button("Use it");
    private final Button own = new Button("Use the program’s own");
    private final Button cancel = new Button("Cancel");
    private final ProgressBar bar = new ProgressBar(ProgressBar.INDETERMINATE_PROGRESS);
    private final HBox trying = new HBox(12, bar, cancel);
    private final Label remark = Texts.wrapped("", "small");
    private final Label how = Texts.wrapped("", "secondary");

    LibtorchBox(DevicesViewModel devices) {
        super(8);
        this.devices = devices;
        this.model = devices.libtorch();
        folder.setId("libtorch-folder");
        folder.setPromptText("the program’s own");
        folder.setAccessibleText("Folder of libtorch");
        folder.textProperty().bindBidirectional(model.typedProperty());
        folder.setOnAction(_ -> model.use());
        HBox.setHgrow(folder, Priority.ALWAYS);
        choose.setId("libtorch-choose");
        choose.setAccessibleText("Choose the folder of libtorch");
        choose.setOnAction(_ -> model.choose());
        use.setId("libtorch-use");
        use.setAccessibleText("Try this folder of libtorch, and use it");
        use.setOnAction(_ -> model.use());
        own.setId("libtorch-own");
        own.getStyleClass().addAll("link", "small");
        own.setMinWidth(Region.USE_PREF_SIZE);
        own.setOnAction(_ -> model.useOwn());
        cancel.getStyleClass().add("compact");
        cancel.setAccessibleText("Stop trying this folder");
        cancel.setOnAction(_ -> model.cancel());
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText("libtorch is being tried");
        HBox.setHgrow(bar, Priority.ALWAYS);
        trying.getStyleClass().add("device-row");
        for (Button button : new Button[] {choose, use}) {
            button.setMinWidth(Region.USE_PREF_SIZE);
        }
        HBox row = new HBox(8, folder, choose, use);
        row.getStyleClass().add("device-row");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox head = new HBox(8, new SectionLabel("libtorch"), space, own);
        getChildren().setAll(head, row, trying, remark, Texts.wrapped(ABOUT, "secondary"), how);
    }

    void refresh() {
        boolean isRunning = model.isRunning();
        folder.setDisable(isRunning);
        choose.setDisable(isRunning);
        use.setDisable(isRunning || !model.isTyped());
        own.setDisable(isRunning);
        visible(own, model.chosen().isPresent());
        visible(trying, isRunning);
        Texts.show(remark, model.remark());
        how.setText(devices.how());
    }

    private static void visible(Node node, boolean isVisible) {
        node.setVisible(isVisible);
        node.setManaged(isVisible);
    }
}
