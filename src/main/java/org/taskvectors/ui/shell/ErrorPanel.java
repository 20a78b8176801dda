package org.taskvectors.ui.shell;

import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.ui.common.ErrorReport;

/// The failures that are shown, in the corner of the window: one in full, with the way to the next
/// and the one before, or all of them below each other.
final class ErrorPanel {
    /// Room that the list leaves free above and below it.
    private static final double MARGIN = 200;

    private final ErrorCentre centre;
    private final VBox stack;
    private int shown;
    private boolean isList;

    ErrorPanel(ErrorCentre centre, VBox stack) {
        this.centre = centre;
        this.stack = stack;
        centre.reports()
                .addListener(
                        (ListChangeListener<ErrorReport>)
                                change -> {
                                    while (change.next()) {
                                        if (change.wasAdded()) {
                                            shown = 0; // The newest is what the person waits for.
                                        }
                                    }
                                    fill();
                                });
        fill();
    }

    private void fill() {
        List<ErrorReport> reports = centre.reports();
        int count = reports.size();
        stack.setManaged(count > 0);
        shown = Math.clamp(shown, 0, Math.max(0, count - 1));
        isList = isList && count > 1;
        if (count == 0) {
            stack.getChildren().clear();
        } else if (isList) {
            stack.getChildren().setAll(list(reports), bar(count));
        } else {
            stack.getChildren().setAll(card(reports.get(shown)));
            if (count > 1) {
                stack.getChildren().add(bar(count));
            }
        }
    }

    private Node card(ErrorReport report) {
        return new ErrorCard(report, () -> centre.dismiss(report));
    }

    private Node list(List<ErrorReport> reports) {
        VBox cards = new VBox(8);
        reports.forEach(report -> cards.getChildren().add(card(report)));
        ScrollPane scroll = new ScrollPane(cards);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add("error-list");
        scroll.maxHeightProperty()
                .bind(stack.getScene().heightProperty().map(h -> h.doubleValue() - MARGIN));
        return scroll;
    }

    private Node bar(int count) {
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox bar = new HBox(8);
        bar.getStyleClass().add("error-bar");
        if (isList) {
            bar.getChildren().addAll(new Label(count + " messages"), space);
        } else {
            Label place = new Label((shown + 1) + " of " + count);
            bar.getChildren()
                    .addAll(
                            step(Feather.CHEVRON_LEFT, "Newer message", -1, shown > 0),
                            place,
                            step(Feather.CHEVRON_RIGHT, "Older message", 1, shown < count - 1),
                            space);
        }
        bar.getChildren()
                .addAll(
                        button(
                                isList ? "One at a time" : "Show all",
                                () -> {
                                    isList = !isList;
                                    fill();
                                }),
                        button("Put away all", centre::dismissAll));
        return bar;
    }

    private Node step(Feather icon, String words, int by, boolean isThere) {
        Button button = new Button();
        button.setGraphic(FontIcon.of(icon, 16));
        button.getStyleClass().setAll("icon-button");
        button.setAccessibleText(words);
        button.setDisable(!isThere);
        button.setOnAction(
                _ -> {
                    shown += by;
                    fill();
                });
        return button;
    }

    private static Button button(String text, Runnable action) {
        Button button = new Button(text);
        button.getStyleClass().add("compact");
        button.setOnAction(_ -> action.run());
        return button;
    }
}
