package org.taskvectors.ui.sheet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.figure.Figure;
import org.taskvectors.figure.FigureExport;
import org.taskvectors.figure.FigureFormat;
import org.taskvectors.figure.FigureSheet;
import org.taskvectors.figure.FigureSize;
import org.taskvectors.figure.sheet.FigureJson;
import org.taskvectors.file.BoundedName;
import org.taskvectors.ui.figures.FileSaver;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.SheetItem;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// The workspace's sheet of figures: what stands on it, how it is laid out, and its files. What is
/// changed here can be taken back.
public final class SheetViewModel {
    private static final int DPI = 300;
    private static final int PREVIEW_DPI = 144;

    /// A figure of the sheet, as its row shows it.
    ///
    /// @param letter a, b, c; empty where it is not printed
    /// @param figure empty where this version cannot read it
    /// @param changed what became of its vectors since, a sentence; empty where they are as they
    ///   were
    public record Row(String letter, Optional<Figure> figure, String changed) {
        /// What it shows.
        public String title() {
            return figure.map(shown -> shown.about().title())
                    .orElse("A figure that this version cannot read");
        }

        /// The vectors that it shows, in one line.
        public String vectors() {
            return figure.map(shown -> String.join(", ", shown.about().vectors())).orElse("");
        }
    }

    private final AppContext context;
    private final FigureExport export;
    private final FileSaver files;
    private final BooleanProperty shown = new SimpleBooleanProperty(this, "shown");
    private final ReadOnlyObjectWrapper<List<Row>> rows =
            new ReadOnlyObjectWrapper<>(this, "rows", List.of());
    private final ReadOnlyObjectWrapper<Optional<Preview>> preview =
            new ReadOnlyObjectWrapper<>(this, "preview", Optional.empty());
    private final ReadOnlyStringWrapper told = new ReadOnlyStringWrapper(this, "told", "");
    private Optional<FigureSheet> drawn = Optional.empty();

    /// The sheet as a picture.
    public interface Preview {
        /// The bytes of a PNG.
        byte[] png();
    }

    public SheetViewModel(AppContext context) {
        this.context = context;
        this.export = new FigureExport(context.program());
        this.files = new FileSaver(context, told::set);
        context.state().addListener((_, before, now) -> follow(before, now));
    }

    /// Whether the panel is shown.
    public BooleanProperty shownProperty() {
        return shown;
    }

    public void show() {
        told.set("");
        shown.set(true);
        refresh();
    }

    public void hide() {
        shown.set(false);
    }

    /// The figures in their order.
    public ReadOnlyObjectProperty<List<Row>> rowsProperty() {
        return rows.getReadOnlyProperty();
    }

    /// The sheet as it would be printed; empty where nothing can be.
    public ReadOnlyObjectProperty<Optional<Preview>> previewProperty() {
        return preview.getReadOnlyProperty();
    }

    /// A sentence about what was done.
    public ReadOnlyStringProperty toldProperty() {
        return told.getReadOnlyProperty();
    }

    /// The sheet as it is kept.
    public SheetItem sheet() {
        return context.workspace().state().sheet().orElseGet(SheetItem::empty);
    }

    /// How many figures fit side by side.
    public int mostColumns() {
        return FigureSheet.mostColumns(size());
    }

    /// Moves a figure to an earlier or later place.
    public void move(int index, int step) {
        int to = index + step;
        if (index < 0 || index >= sheet().panels().size() || to < 0) {
            return;
        }
        if (to < sheet().panels().size()) {
            change(
                    "Move a figure of the sheet",
                    "",
                    sheet -> {
                        List<SheetItem.Panel> panels = new ArrayList<>(sheet.panels());
                        panels.add(to, panels.remove(index));
                        return sheet.withPanels(panels);
                    });
        }
    }

    /// Takes a figure from the sheet.
    public void remove(int index) {
        change(
                "Remove a figure from the sheet",
                "",
                sheet -> {
                    List<SheetItem.Panel> panels = new ArrayList<>(sheet.panels());
                    panels.remove(index);
                    return sheet.withPanels(panels);
                });
    }

    public void setColumns(int columns) {
        change("Columns of the figure sheet", "", sheet -> sheet.withColumns(columns));
    }

    public void setWide(boolean isWide) {
        change("Width of the figure sheet", "", sheet -> sheet.withWide(isWide));
    }

    public void setLettered(boolean isLettered) {
        change("Letters of the figure sheet", "", sheet -> sheet.withLettered(isLettered));
    }

    public void setCaption(String caption) {
        change("Caption of the figure sheet", "sheet.caption", sheet -> sheet.withCaption(caption));
    }

    /// Asks where, and saves it there.
    public void save(FigureFormat format) {
        made().ifPresent(
                        made ->
                                files.save(
                                        "Save the figure sheet",
                                        BoundedName.of("figure-sheet", "." + format.suffix()),
                                        format.label(),
                                        path -> export.write(made, format, DPI, path)));
    }

    /// Hands the sheet's picture to `taker`, on the window's thread.
    void copy(Consumer<byte[]> taker) {
        made().ifPresent(
                        made ->
                                context.background()
                                        .brief(
                                                "Copying the figure sheet",
                                                (_, _) ->
                                                        export.render(made, FigureFormat.PNG, DPI),
                                                png -> {
                                                    taker.accept(png);
                                                    told.set(
                                                            "The figure sheet is on the clipboard");
                                                }));
    }

    private void change(String words, String merge, UnaryOperator<SheetItem> change) {
        SheetItem changed = change.apply(sheet());
        if (!changed.equals(sheet())) {
            context.undo()
                    .act(
                            Act.of(
                                            words,
                                            state ->
                                                    state.withItem(
                                                            change.apply(
                                                                    state.sheet()
                                                                            .orElseGet(
                                                                                    SheetItem
                                                                                            ::empty))))
                                    .mergingAs(merge));
        }
    }

    private FigureSize size() {
        return sheet().wide() ? FigureSize.TWO_COLUMNS : FigureSize.ONE_COLUMN;
    }

    private void follow(WorkspaceState before, WorkspaceState now) {
        boolean isOther =
                !before.sheet().equals(now.sheet()) || !before.vectors().equals(now.vectors());
        if (shown.get() && isOther) {
            refresh();
        }
    }

    private void refresh() {
        SheetItem sheet = sheet();
        List<Row> all = new ArrayList<>();
        int letter = 0;
        for (SheetItem.Panel panel : sheet.panels()) {
            Optional<Figure> figure = FigureJson.read(panel.figure());
            boolean isLettered = sheet.lettered() && figure.isPresent();
            all.add(
                    new Row(
                            isLettered ? FigureSheet.letter(letter) : "",
                            figure,
                            changed(panel.sources())));
            letter += figure.isPresent() ? 1 : 0;
        }
        rows.set(List.copyOf(all));
        draw();
    }

    /// The sheet of what can be read; empty where that is nothing.
    private Optional<FigureSheet> made() {
        List<Figure> figures =
                rows.get().stream().map(Row::figure).flatMap(Optional::stream).toList();
        SheetItem sheet = sheet();
        return figures.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new FigureSheet(
                                figures,
                                sheet.columns(),
                                size(),
                                sheet.lettered(),
                                sheet.caption()));
    }

    private void draw() {
        Optional<FigureSheet> wanted = made();
        if (wanted.equals(drawn)) {
            return;
        }
        drawn = wanted;
        if (wanted.isEmpty()) {
            preview.set(Optional.empty());
            return;
        }
        context.background()
                .brief(
                        "Drawing the figure sheet",
                        (_, _) -> export.render(wanted.get(), FigureFormat.PNG, PREVIEW_DPI),
                        png -> {
                            if (wanted.equals(drawn)) {
                                preview.set(Optional.of(() -> png));
                            }
                        });
    }

    /// What became of a figure's vectors since it came onto the sheet.
    private String changed(List<SheetItem.Source> sources) {
        WorkspaceState state = context.workspace().state();
        List<String> gone = new ArrayList<>();
        List<String> other = new ArrayList<>();
        for (SheetItem.Source source : sources) {
            Optional<FileItem> now = state.file(source.id());
            if (now.isEmpty()) {
                gone.add(source.name());
            } else if (isOther(source.content(), now.get().content())) {
                other.add(source.name());
            }
        }
        return Stream.of(
                        said(other, "changed since: the figure shows the numbers from before"),
                        said(gone, "is no longer in the library"))
                .filter(sentence -> !sentence.isEmpty())
                .reduce((one, two) -> one + "; " + two)
                .orElse("");
    }

    private static String said(List<String> names, String words) {
        return names.isEmpty() ? "" : String.join(", ", names) + " " + words;
    }

    private static boolean isOther(Optional<ContentId> then, Optional<ContentId> now) {
        return then.isPresent() && now.isPresent() && !then.get().isSameAs(now.get());
    }
}
