package org.taskvectors.ui.shell;

import javafx.collections.ListChangeListener;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.ui.common.ErrorReport;

/// The failures that are shown, as cards in the corner of the window: the newest in full, how many
/// more there are below it.
final class ErrorPanel {
    private static final int SHOWN = 2;

    private final ErrorCentre centre;
    private final VBox stack;

    ErrorPanel(ErrorCentre centre, VBox stack) {
        this.centre = centre;
        this.stack = stack;
        centre.reports().addListener((ListChangeListener<ErrorReport>) _ -> fill());
        fill();
    }

    private void fill() {
        stack.getChildren().setAll(centre.reports().stream().limit(SHOWN).map(this::card).toList());
        int more = centre.reports().size() - SHOWN;
        if (more > 0) {
            Button rest = new Button("Put away all " + centre.reports().size());
            rest.getStyleClass().add("compact");
            rest.setOnAction(_ -> centre.dismissAll());
            stack.getChildren().add(rest);
        }
    }

    private Node card(ErrorReport report) {
        Label title = new Label(report.title());
        title.getStyleClass().add("card-title");
        title.setWrapText(true);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        Button close = new Button();
        close.setGraphic(FontIcon.of(Feather.X, 16));
        close.getStyleClass().setAll("icon-button");
        close.setAccessibleText("Put this message away");
        close.setOnAction(_ -> centre.dismiss(report));
        HBox top = new HBox(title, space, close);
        VBox card = new VBox(top, text(report.what(), ""));
        if (!report.file().isEmpty()) {
            card.getChildren().add(text(report.file(), "mono"));
        }
        if (!report.place().isEmpty()) {
            card.getChildren().add(text("At " + report.place() + ".", "secondary"));
        }
        if (!report.advice().isEmpty()) {
            card.getChildren().add(text(report.advice(), "muted"));
        }
        card.getChildren().add(actions(report));
        card.getStyleClass().add("error-card");
        card.setAccessibleRole(AccessibleRole.TEXT);
        card.setAccessibleText(report.title() + ". " + report.what() + " " + report.advice());
        return card;
    }

    private static Node actions(ErrorReport report) {
        Button copy = new Button("Copy details");
        copy.getStyleClass().add("compact");
        copy.setOnAction(
                _ -> {
                    ClipboardContent content = new ClipboardContent();
                    content.putString(report.details());
                    Clipboard.getSystemClipboard().setContent(content);
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
