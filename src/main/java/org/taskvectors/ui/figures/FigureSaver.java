package org.taskvectors.ui.figures;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.taskvectors.figure.Figure;
import org.taskvectors.figure.FigureExport;
import org.taskvectors.figure.FigureFormat;
import org.taskvectors.figure.FigureSize;
import org.taskvectors.figure.FileSlug;
import org.taskvectors.file.BoundedName;
import org.taskvectors.ui.common.Copying;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.WorkspaceState;

/// Saves figures as files and copies them as images, on white, in the size that was last chosen.
public final class FigureSaver {
    private static final String SIZE = "figure.size";

    private static final String DPI = "figure.dpi";
    private static final String FORMAT = "figure.format";

    private final AppContext context;
    private final FigureExport export;
    private final Consumer<String> told;
    private final FileSaver files;
    private final RangeMemory ranges;

    /// @param told takes a sentence about what was done
    public FigureSaver(AppContext context, Consumer<String> told) {
        this.context = context;
        this.export = new FigureExport(context.program());
        this.told = told;
        this.files = new FileSaver(context, told);
        this.ranges = new RangeMemory(context);
    }

    /// The preset of sizes that was last chosen.
    public FigureSize size() {
        return switch (state().choice(SIZE, "")) {
            case "two" -> FigureSize.TWO_COLUMNS;
            case "slide" -> FigureSize.SLIDE;
            default -> FigureSize.ONE_COLUMN;
        };
    }

    public void setSize(FigureSize size) {
        String word =
                size.equals(FigureSize.TWO_COLUMNS)
                        ? "two"
                        : size.equals(FigureSize.SLIDE) ? "slide" : "one";
        context.workspace().update(state -> state.withChoice(SIZE, word));
    }

    /// The pixels per inch that were last chosen.
    public int dpi() {
        try {
            return Math.clamp(
                    Integer.parseInt(state().choice(DPI, "300")),
                    FigureExport.LEAST_DPI,
                    FigureExport.MOST_DPI);
        } catch (NumberFormatException e) {
            return 300;
        }
    }

    public void setDpi(int dpi) {
        context.workspace().update(state -> state.withChoice(DPI, Integer.toString(dpi)));
    }

    /// The ranges that were chosen for figures.
    RangeMemory ranges() {
        return ranges;
    }

    /// Whether it is the format that was last used.
    boolean isUsual(FigureFormat format) {
        return format == usual();
    }

    private FigureFormat usual() {
        String last = state().choice(FORMAT, "");
        return Stream.of(FigureFormat.values())
                .filter(format -> format.suffix().equals(last))
                .findFirst()
                .orElse(FigureFormat.SVG);
    }

    /// Asks where, and saves it there in the format that was last used.
    void saveAgain(Figure figure) {
        save(figure, usual());
    }

    /// Asks where, and saves it there.
    public void save(Figure figure, FigureFormat format) {
        if (!state().choice(FORMAT, "").equals(format.suffix())) {
            context.workspace().update(state -> state.withChoice(FORMAT, format.suffix()));
        }
        Figure plain = figure.withoutChoice();
        FigureSize size = size();
        int dpi = dpi();
        files.save(
                "Save the figure",
                BoundedName.of(fileName(figure), "." + format.suffix()),
                format.label(),
                path -> export.write(plain, format, size, dpi, path));
    }

    /// Asks where, and saves several figures side by side as one, as wide as a page.
    public void saveRow(List<? extends Figure> figures, String heading, FigureFormat format) {
        List<? extends Figure> plain = figures.stream().map(Figure::withoutChoice).toList();
        FigureSize chosen = size();
        FigureSize size = chosen.equals(FigureSize.ONE_COLUMN) ? FigureSize.TWO_COLUMNS : chosen;
        int dpi = dpi();
        files.save(
                "Save the figures",
                BoundedName.of(FileSlug.of(heading), "." + format.suffix()),
                format.label(),
                path -> export.writeRow(plain, format, size, dpi, path));
    }

    /// Puts it on the clipboard as an image.
    public void copy(Figure figure) {
        Figure plain = figure.withoutChoice();
        FigureSize size = size();
        int dpi = dpi();
        context.background()
                .brief(
                        "Copying the figure",
                        (_, _) -> export.render(plain, FigureFormat.PNG, size, dpi),
                        png -> {
                            Copying.picture(png);
                            told.accept("The figure is on the clipboard");
                        });
    }

    /// Puts it onto the workspace's sheet of figures.
    public void addToSheet(Figure figure) {
        told.accept(new SheetAdding(context).add(figure));
    }

    private WorkspaceState state() {
        return context.state().get();
    }

    private static String fileName(Figure figure) {
        return FileSlug.of(
                figure.about().title() + " " + String.join(" ", figure.about().vectors()));
    }
}
