package org.taskvectors.ui.library;

import java.util.List;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;

/// Makes the cards that are shown out of the workspace's files: found, in order, in groups.
final class Shelves {
    private final Presences presences;
    private final Norms norms;
    private final CardView view;

    /// @param changed called when cards are to be shown otherwise
    Shelves(AppContext context, Presences presences, Runnable changed) {
        this.presences = presences;
        this.norms = new Norms(context, changed);
        this.view =
                new CardView(
                        context.workspace(),
                        () -> {
                            lookAtNorms();
                            changed.run();
                        });
    }

    CardView view() {
        return view;
    }

    /// Looks at what was measured where the order depends on it.
    void lookAtNorms() {
        if (view.sortProperty().get() == CardSort.NORM) {
            norms.look();
        }
    }

    List<Shelf> of(WorkspaceState state, CardFilter filter) {
        List<FileItem> items =
                state.files().stream()
                        .filter(filter::shows)
                        .filter(item -> view.finds(item, state))
                        .sorted(view.sortProperty().get().order(norms::of))
                        .toList();
        return view.groupedProperty().get()
                ? Shelf.byBase(items, state).entrySet().stream()
                        .map(
                                group ->
                                        shelf(
                                                Shelf.title(group.getKey(), state),
                                                group.getValue(),
                                                state))
                        .toList()
                : List.of(shelf("", items, state));
    }

    private Shelf shelf(String title, List<FileItem> items, WorkspaceState state) {
        return new Shelf(title, items.stream().map(item -> card(item, state)).toList());
    }

    private CardData card(FileItem item, WorkspaceState state) {
        boolean showsNorm = view.sortProperty().get() == CardSort.NORM;
        return CardData.of(item, state, presences.of(item))
                .withNorm(showsNorm ? norms.of(item) : Double.NaN);
    }
}
