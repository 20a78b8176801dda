package org.taskvectors.ui.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import org.taskvectors.analysis.metric.TableFormat;
import org.taskvectors.evaluation.StudyRecord;
import org.taskvectors.figure.Figure;
import org.taskvectors.figure.FigureExport;
import org.taskvectors.figure.FigureFormat;
import org.taskvectors.figure.FigureSet;
import org.taskvectors.figure.study.Drawing;
import org.taskvectors.figure.study.Picture;
import org.taskvectors.figure.study.PictureMaker;
import org.taskvectors.figure.study.PointMaker;
import org.taskvectors.figure.study.PointPicture;
import org.taskvectors.figure.study.StudyFigures;
import org.taskvectors.figure.study.StudyTable;
import org.taskvectors.figure.study.StudyTables;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Shown;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.figures.FigureSaver;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.EvaluationItem;
import org.taskvectors.workspace.Item;

/// What can be taken out of an evaluation as a whole.
///
/// @param figures saves figures
/// @param tables saves tables
record StudyExport(
        AppContext context, EvaluateViewModel model, FigureSaver figures, TableActs tables) {

    /// A larger record is not copied; the export's last words name its place.
    private static final long MOST_COPIED = 256 << 20;

    /// Everything that can be taken out.
    List<MenuItem> all() {
        List<MenuItem> items = new ArrayList<>();
        items.add(head("Numbers of every point"));
        items.addAll(tables.ofTable(this::points));
        items.add(new SeparatorMenuItem());
        items.add(head("Numbers of this point"));
        items.addAll(
                tables.ofTable(
                        () ->
                                model.findings()
                                        .pictureProperty()
                                        .get()
                                        .flatMap(Picture::point)
                                        .map(PointPicture::numbers)));
        items.add(new SeparatorMenuItem());
        items.add(head("Every row of this data set"));
        items.addAll(
                tables.ofTable(
                                () ->
                                        model.findings()
                                                .maker()
                                                .flatMap(PictureMaker::point)
                                                .map(PointMaker::items))
                        .subList(0, 2));
        items.add(new SeparatorMenuItem());
        for (FigureFormat format : List.of(FigureFormat.PDF, FigureFormat.SVG, FigureFormat.PNG)) {
            items.add(
                    Nodes.item(
                            "Save figures side by side as " + format + "…",
                            () ->
                                    picture()
                                            .filter(now -> !drawn(now).isEmpty())
                                            .ifPresent(
                                                    now ->
                                                            figures.saveRow(
                                                                    drawn(now),
                                                                    now.study().facts().name(),
                                                                    format))));
        }
        items.add(new SeparatorMenuItem());
        MenuItem everything = Nodes.item("Save everything into a folder…", this::everything);
        everything.setId("export-everything");
        items.add(everything);
        return items;
    }

    private static MenuItem head(String text) {
        MenuItem item = new MenuItem(text);
        item.setDisable(true);
        return item;
    }

    private Optional<Picture> picture() {
        return model.findings().pictureProperty().get();
    }

    private Optional<StudyTable> points() {
        return model.findings()
                .maker()
                .map(maker -> new StudyTables(maker.words(), maker.numbers()).points());
    }

    private static List<Figure> drawn(Picture picture) {
        return picture.drawings().stream().map(Drawing::figure).toList();
    }

    /// Asks for a folder, and saves all figures, tables and rows there, with the record itself.
    void everything() {
        Optional<PictureMaker> maker = model.findings().maker();
        Optional<Path> folder = context.dialogs().openFolder("Save the evaluation into a folder");
        if (maker.isEmpty() || folder.isEmpty()) {
            return;
        }
        int dpi = figures.dpi();
        var size = figures.size();
        Path target = folder.get();
        context.background()
                .brief(
                        "Saving the evaluation",
                        (_, _) -> {
                            FigureExport export = new FigureExport(context.program());
                            for (FigureSet.Named one : new StudyFigures(maker.get()).all()) {
                                for (FigureFormat format : FigureFormat.values()) {
                                    export.write(
                                            one.figure(),
                                            format,
                                            size,
                                            dpi,
                                            target.resolve(one.name() + "." + format.suffix()));
                                }
                            }
                            write(maker.get(), target);
                            return record(target);
                        },
                        lacks -> model.say("Saved into " + Shown.of(target) + lacks));
    }

    /// Copies the record, which holds every answer of every point, for programs.
    ///
    /// @return a sentence about a record that was not copied; empty for one that was
    private String record(Path folder) throws IOException {
        Optional<Path> record =
                context.workspace()
                        .state()
                        .item(model.saved().shown())
                        .flatMap(Item::evaluation)
                        .map(EvaluationItem::record)
                        .filter(Files::isRegularFile);
        if (record.isEmpty()) {
            return ", without the record, which is not where it was";
        }
        if (Files.size(record.get()) >= MOST_COPIED) {
            return ", without the record, which is large: " + Shown.of(record.get());
        }
        AtomicFile.write(
                folder.resolve("evaluation" + StudyRecord.ENDING),
                Files.readAllBytes(record.get()));
        return "";
    }

    private static void write(PictureMaker maker, Path folder) throws IOException {
        StudyTable points = new StudyTables(maker.words(), maker.numbers()).points();
        for (TableFormat format :
                List.of(TableFormat.CSV, TableFormat.MARKDOWN, TableFormat.LATEX)) {
            AtomicFile.writeText(folder.resolve("points." + format.suffix()), points.write(format));
        }
        for (int task = 0; task < maker.words().study().tasks().size(); task++) {
            String of = new StudyFigures(maker).task(task);
            Optional<PointMaker> point = maker.with(task).point();
            if (point.isPresent()) {
                AtomicFile.writeText(
                        folder.resolve("numbers-" + of + ".csv"),
                        point.get().picture().numbers().write(TableFormat.CSV));
                AtomicFile.writeText(
                        folder.resolve("changes-" + of + ".csv"),
                        point.get().changes().write(TableFormat.CSV));
                AtomicFile.writeText(
                        folder.resolve("items-" + of + ".csv"),
                        point.get().items().write(TableFormat.CSV));
            }
        }
    }
}
