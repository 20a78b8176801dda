package org.taskvectors.ui.common;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;

/// Lets a part of the window take dropped files itself, before the window takes them into the
/// library.
public final class FileDrops {
    private static final String HOVERED = "hovered";

    private FileDrops() {}

    /// Has `node` take files. While they hang over it, it has the style class `hovered`.
    public static void take(Node node, Consumer<List<Path>> taken) {
        node.addEventHandler(
                DragEvent.DRAG_OVER,
                event -> {
                    if (event.getDragboard().hasFiles()) {
                        event.acceptTransferModes(TransferMode.COPY, TransferMode.LINK);
                        if (!node.getStyleClass().contains(HOVERED)) {
                            node.getStyleClass().add(HOVERED);
                        }
                        event.consume();
                    }
                });
        node.addEventHandler(
                DragEvent.DRAG_EXITED, _ -> node.getStyleClass().removeAll(List.of(HOVERED)));
        node.addEventHandler(
                DragEvent.DRAG_DROPPED,
                event -> {
                    node.getStyleClass().removeAll(List.of(HOVERED));
                    List<Path> paths =
                            event.getDragboard().getFiles().stream().map(File::toPath).toList();
                    if (!paths.isEmpty()) {
                        event.setDropCompleted(true);
                        event.consume();
                        // After the other program was told that the drop is done: it waits for
                        // that.
                        Platform.runLater(() -> taken.accept(paths));
                    }
                });
    }
}
