package org.taskvectors.ui.shell;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import javafx.application.Platform;
import javafx.collections.ListChangeListener;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.VBox;
import org.taskvectors.checkpoint.open.Recognition;
import org.taskvectors.file.Shown;

/// Takes drops anywhere in the window, and shows what hangs over it. A place that takes a drop
/// itself consumes the event, and the highlight of the window goes away.
final class DropController {
    private static final PseudoClass REFUSED = PseudoClass.getPseudoClass("refused");

    private final DropViewModel model;
    private boolean reached;

    DropController(
            DropViewModel model, Node window, Node layer, VBox zone, Label headline, VBox items) {
        this.model = model;
        layer.visibleProperty().bind(model.activeProperty());
        headline.textProperty().bind(model.headlineProperty());
        model.recognised()
                .addListener(
                        (ListChangeListener<Recognition>)
                                _ -> {
                                    items.getChildren()
                                            .setAll(
                                                    model.recognised().stream()
                                                            .map(DropController::line)
                                                            .toList());
                                    zone.pseudoClassStateChanged(
                                            REFUSED,
                                            !model.recognised().isEmpty()
                                                    && model.recognised().stream()
                                                            .noneMatch(Recognition::accepted));
                                });
        window.addEventFilter(DragEvent.DRAG_OVER, _ -> expect());
        window.addEventHandler(DragEvent.DRAG_OVER, this::over);
        window.addEventHandler(DragEvent.DRAG_DROPPED, this::dropped);
        window.addEventHandler(DragEvent.DRAG_EXITED, _ -> model.leave());
    }

    private static Label line(Recognition recognition) {
        String name = Shown.of(String.valueOf(recognition.path().getFileName()));
        Label label =
                new Label(
                        recognition.accepted()
                                ? name + " · " + recognition.label()
                                : name + " · " + recognition.label() + ": " + recognition.reason());
        label.setWrapText(true);
        label.setMaxWidth(Double.MAX_VALUE);
        if (!recognition.accepted()) {
            label.getStyleClass().add("refused");
        }
        return label;
    }

    private void expect() {
        reached = false;
        Platform.runLater(
                () -> {
                    if (!reached && model.activeProperty().get()) {
                        model.leave();
                    }
                });
    }

    private void over(DragEvent event) {
        reached = true;
        if (event.getDragboard().hasFiles()) {
            event.acceptTransferModes(TransferMode.COPY, TransferMode.LINK);
            model.enter(paths(event));
            event.consume();
        }
    }

    private void dropped(DragEvent event) {
        if (event.getDragboard().hasFiles()) {
            List<Path> paths = paths(event);
            event.setDropCompleted(true);
            event.consume();
            // After the other program was told that the drop is done: it waits for that.
            Platform.runLater(() -> model.drop(paths));
        }
    }

    private static List<Path> paths(DragEvent event) {
        return event.getDragboard().getFiles().stream().map(File::toPath).toList();
    }
}
