package org.taskvectors.ui.extract;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.shell.FileDialogs;

/// The vector that will be: its name, where it goes, how large it will be.
final class OutputCard extends VBox {
    private final ExtractViewModel model;
    private final TextField name = new TextField();
    private final Label what = new Label();
    private final Label path = new Label();
    private final Label room = new Label();
    private final Label time = new Label();
    private final Label runs = new Label();
    private final Tooltip whole = new Tooltip();

    OutputCard(ExtractViewModel model, FileDialogs dialogs) {
        this.model = model;
        getStyleClass().addAll("card", "side-card", "output-card");
        setId("output-card");
        setMinWidth(0);
        setPrefWidth(SideCard.WIDTH);
        HBox.setHgrow(this, Priority.ALWAYS);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        Button folder = new Button("Folder…");
        folder.getStyleClass().add("link");
        folder.setMinWidth(USE_PREF_SIZE);
        folder.setAccessibleText("Choose the folder that the vector goes into");
        folder.setOnAction(
                _ ->
                        dialogs.openFolder("Where the vector goes")
                                .ifPresent(model::chooseOutputFolder));
        HBox head = new HBox(8, new SectionLabel("Task vector"), space, folder);
        head.getStyleClass().add("extract-heading");
        name.getStyleClass().add("output-name");
        name.setId("output-name");
        name.setPromptText("name of the vector");
        name.setAccessibleText("Name of the vector");
        name.textProperty().bindBidirectional(model.outputNameProperty());
        what.getStyleClass().add("secondary");
        path.getStyleClass().add("mono");
        path.setTextOverrun(OverrunStyle.LEADING_ELLIPSIS);
        path.setMinWidth(0);
        path.setTooltip(whole);
        room.getStyleClass().add("secondary");
        time.getStyleClass().add("secondary");
        time.setId("time-ahead");
        time.setWrapText(true);
        time.setMinHeight(USE_PREF_SIZE);
        runs.getStyleClass().add("secondary");
        runs.setId("device-ahead");
        runs.setWrapText(true);
        runs.setMinHeight(USE_PREF_SIZE);
        getChildren().setAll(head, name, what, path, room, time, runs);
    }

    void refresh() {
        CheckedPair pair = model.pairProperty().get();
        String dtype = model.dtypeProperty().get().word();
        String change = pair != null && pair.isAdapter() ? "τ of the adapter" : "τ = θ − θ₀";
        what.setText(
                change
                        + " · "
                        + dtype
                        + (pair == null
                                ? ""
                                : " · about " + Amounts.bytes(pair.check().bytesToWrite())));
        path.setText(
                model.sides().tunedProperty().get().path().isEmpty()
                        ? ""
                        : model.outputPath()
                                .map(HomePath::of)
                                .orElseGet(() -> HomePath.of(model.outputFolderProperty().get())));
        whole.setText(path.getText());
        time.setText(model.timeAhead());
        time.setVisible(!time.getText().isEmpty());
        time.setManaged(time.isVisible());
        runs.setText(model.deviceAhead());
        runs.setVisible(!runs.getText().isEmpty());
        runs.setManaged(runs.isVisible());
        if (pair == null || pair.free() < 0) {
            room.setText("");
        } else {
            room.setText(
                    Amounts.bytes(pair.free())
                            + " free"
                            + (pair.exists() ? " · replaces a file that is there" : ""));
        }
    }
}
