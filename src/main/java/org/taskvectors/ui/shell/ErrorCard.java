package org.taskvectors.ui.shell;

import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.ui.common.Copying;
import org.taskvectors.ui.common.ErrorReport;

/// One failure in full: what was being done, what was wrong, in which file, where, what to do.
final class ErrorCard extends VBox {
    /// @param putAway done by its cross
    ErrorCard(ErrorReport report, Runnable putAway) {
        Label title = new Label(report.title());
        title.getStyleClass().add("card-title");
        title.setWrapText(true);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        Button close = new Button();
        close.setGraphic(FontIcon.of(Feather.X, 16));
        close.getStyleClass().setAll("icon-button");
        close.setAccessibleText("Put this message away");
        close.setOnAction(_ -> putAway.run());
        getChildren().addAll(new HBox(title, space, close), text(report.what(), ""));
        if (!report.file().isEmpty()) {
            getChildren().add(text(report.file(), "mono"));
        }
        if (!report.place().isEmpty()) {
            getChildren().add(text("At " + report.place() + ".", "secondary"));
        }
        if (!report.advice().isEmpty()) {
            getChildren().add(text(report.advice(), "muted"));
        }
        getChildren().add(actions(report));
        getStyleClass().add("error-card");
        setAccessibleRole(AccessibleRole.TEXT);
        setAccessibleText(report.title() + ". " + report.what() + " " + report.advice());
    }

    private static Node actions(ErrorReport report) {
        Button copy = new Button("Copy details");
        copy.getStyleClass().add("compact");
        copy.setOnAction(
                _ -> {
                    Copying.text(report.details());
                    copy.setText("Copied");
                });
        Label code = new Label(report.code());
        code.getStyleClass().addAll("secondary");
        HBox actions = new HBox(copy, code);
        actions.getStyleClass().add("error-actions");
        return actions;
    }

    private static Label text(String text, String style) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        if (!style.isEmpty()) {
            label.getStyleClass().add(style);
        }
        return label;
    }
}
