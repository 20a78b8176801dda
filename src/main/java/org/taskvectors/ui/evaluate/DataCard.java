package org.taskvectors.ui.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.ui.common.Focus;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.shell.FileDialogs;

/// The data: which files of rows are asked.
final class DataCard extends VBox {
    private final EvaluateViewModel model;
    private final FileDialogs dialogs;
    private final VBox rows = new VBox();
    private final Label empty = Nodes.line("muted");

    DataCard(EvaluateViewModel model, FileDialogs dialogs) {
        this.model = model;
        this.dialogs = dialogs;
        getStyleClass().addAll("card", "evaluate-card", "data-card");
        setId("data-card");
        rows.getStyleClass().add("data-rows");
        Button add = new Button("Add file…");
        add.getStyleClass().setAll("button", "link");
        add.setId("add-data");
        add.setOnAction(_ -> add());
        empty.setText(
                "Drop a labelled file here: TSV, CSV, JSON or JSON lines with a column of answers,"
                        + " questions with choices, or a plain text for its perplexity. SST-2 and"
                        + " MNLI are recognised.");
        getChildren().setAll(new SectionLabel("Data"), empty, rows, add);
        RowFiles.drop(this, model);
        model.data().choicesProperty().addListener((_, _, _) -> show());
        model.data().readsProperty().addListener((_, _, _) -> show());
        model.columnsProperty().addListener((_, _, _) -> show());
        show();
    }

    private void add() {
        model.data().add(RowFiles.ask(dialogs));
    }

    private void show() {
        List<DataChoice> choices = model.data().choicesProperty().get();
        Nodes.visible(empty, choices.isEmpty());
        Nodes.visible(rows, !choices.isEmpty());
        List<DataRow> now = new ArrayList<>();
        for (DataChoice choice : choices) {
            DataRow row =
                    rows.getChildren().stream()
                            .map(DataRow.class::cast)
                            .filter(one -> one.key().equals(choice.key()))
                            .findFirst()
                            .orElseGet(() -> new DataRow(model, dialogs, choice.key()));
            row.show(
                    choice,
                    model.data().read(choice),
                    model.columnsProperty().get().equals(Optional.of(choice.key())));
            now.add(row);
        }
        if (!rows.getChildren().equals(now)) {
            rows.getChildren().stream()
                    .filter(row -> !now.contains(row))
                    .forEach(row -> Focus.leave(row, this));
            rows.getChildren().setAll(now);
        }
    }
}
