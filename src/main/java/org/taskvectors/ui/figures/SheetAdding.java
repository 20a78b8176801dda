package org.taskvectors.ui.figures;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.figure.Figure;
import org.taskvectors.figure.FigureSheet;
import org.taskvectors.figure.sheet.FigureJson;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.SheetItem;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// Puts figures onto the workspace's sheet: their numbers, and which vectors these are of.
final class SheetAdding {
    private final AppContext context;

    SheetAdding(AppContext context) {
        this.context = context;
    }

    /// Puts a figure behind those that are on the sheet; returns the sentence that tells the
    /// person.
    String add(Figure figure) {
        WorkspaceState state = context.workspace().state();
        SheetItem.Panel panel =
                new SheetItem.Panel(
                        FigureJson.write(figure.withoutChoice()),
                        sources(figure.about().vectors(), state));
        context.undo()
                .act(
                        Act.of(
                                "Add to the figure sheet",
                                now ->
                                        now.withItem(
                                                now.sheet()
                                                        .orElseGet(SheetItem::empty)
                                                        .with(panel))));
        int count = state.sheet().map(sheet -> sheet.panels().size()).orElse(0);
        return "It is on the figure sheet as " + FigureSheet.letter(count);
    }

    /// The items of these names; of two with one name the ticked one.
    private static List<SheetItem.Source> sources(List<String> names, WorkspaceState state) {
        List<FileItem> vectors =
                Stream.concat(state.tickedItems().stream(), state.vectors().stream()).toList();
        return names.stream()
                .map(name -> vectors.stream().filter(item -> item.name().equals(name)).findFirst())
                .flatMap(Optional::stream)
                .map(item -> new SheetItem.Source(item.id(), item.name(), item.content()))
                .distinct()
                .toList();
    }
}
