package org.taskvectors.workspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.ContentId;

/// A sheet of figures of the workspace: what stands on it, and how it is laid out.
///
/// @param id names it within the workspace
/// @param name what the person calls it
/// @param panels its figures, in the order of their letters
/// @param columns how many stand side by side
/// @param wide whether it is as wide as two columns of a paper
/// @param lettered whether a, b, c stand above the figures
/// @param caption below them; empty for none
public record SheetItem(
        String id,
        String name,
        List<Panel> panels,
        int columns,
        boolean wide,
        boolean lettered,
        String caption)
        implements Item {
    /// The id of the one sheet that a workspace has.
    public static final String ONLY = "sheet";

    /// A figure of the sheet.
    ///
    /// @param figure as JSON, with all its numbers; opaque here
    /// @param sources the vectors that it was measured on
    public record Panel(String figure, List<Source> sources) {
        public Panel {
            sources = List.copyOf(sources);
        }
    }

    /// A vector as it was when a figure of it came onto the sheet.
    ///
    /// @param id of its item
    /// @param name that it had
    /// @param content what its files held; empty where that was not known
    public record Source(String id, String name, Optional<ContentId> content) {}

    public SheetItem {
        panels = List.copyOf(panels);
    }

    /// An empty sheet.
    public static SheetItem empty() {
        return new SheetItem(ONLY, "Figure sheet", List.of(), 2, true, true, "");
    }

    public SheetItem withPanels(List<Panel> newPanels) {
        return new SheetItem(id, name, newPanels, columns, wide, lettered, caption);
    }

    /// With a figure behind the others.
    public SheetItem with(Panel panel) {
        List<Panel> all = new ArrayList<>(panels);
        all.add(panel);
        return withPanels(all);
    }

    public SheetItem withColumns(int newColumns) {
        return new SheetItem(id, name, panels, newColumns, wide, lettered, caption);
    }

    public SheetItem withWide(boolean isWide) {
        return new SheetItem(id, name, panels, columns, isWide, lettered, caption);
    }

    public SheetItem withLettered(boolean isLettered) {
        return new SheetItem(id, name, panels, columns, wide, isLettered, caption);
    }

    public SheetItem withCaption(String newCaption) {
        return new SheetItem(id, name, panels, columns, wide, lettered, newCaption);
    }
}
