package org.taskvectors.ui.library;

import javafx.scene.Node;
import org.controlsfx.control.PopOver;
import org.taskvectors.ui.common.PopOvers;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;

/// Shows what an item's files say of their origin, read when it is asked for.
final class Origins {
    private final AppContext context;

    Origins(AppContext context) {
        this.context = context;
    }

    /// Shows the provenance of an item beside its card.
    void show(String id, Node card) {
        context.state()
                .get()
                .file(id)
                .ifPresent(
                        item ->
                                context.background()
                                        .brief(
                                                "Reading the provenance of " + item.name(),
                                                (_, _) -> Origin.of(asOpened(item)),
                                                origin -> show(origin, card)));
    }

    /// The item with all that it is opened with.
    private FileItem asOpened(FileItem item) {
        return item.withSaid(context.state().get().said(item));
    }

    private static void show(Origin origin, Node card) {
        if (card.getScene() != null) {
            PopOvers.show(new OriginCard(origin), card, PopOver.ArrowLocation.TOP_LEFT);
        }
    }
}
