package org.taskvectors.figure.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.Study;
import org.taskvectors.figure.CurveFigure;
import org.taskvectors.figure.FigureSet;
import org.taskvectors.figure.FileSlug;

/// All figures of an evaluation, with the names of their files.
///
/// @param maker makes them
public record StudyFigures(PictureMaker maker) {
    private static final String PLANE = "plane";

    /// Returns the figures: of the sweep for each measure, where each vector is alone also for each
    /// task, and for each task the matrices and the
    /// calibration at the chosen point.
    public List<FigureSet.Named> all() {
        List<FigureSet.Named> all = new ArrayList<>();
        Study study = maker.words().study();
        for (Measure measure : Measure.values()) {
            PictureMaker measured = maker.with(measure);
            if (study.plan() instanceof Plan.Along along && along.each()) {
                for (int task = 0; task < study.tasks().size(); task++) {
                    String of = study.tasks().size() == 1 ? "" : "-" + task(task);
                    sweep(measured.with(task), word(measure) + of, all);
                }
            } else {
                sweep(measured, word(measure), all);
            }
        }
        for (PlaneView plane : maker.picture().views()) {
            for (Drawing drawing : maker.withPlane(plane.index()).picture().drawings()) {
                if (drawing.id().equals(PLANE)) {
                    String name = PLANE + "-" + FileSlug.of(plane.word());
                    all.add(new FigureSet.Named(name, drawing.figure().withoutChoice()));
                }
            }
        }
        for (int task = 0; task < study.tasks().size(); task++) {
            String of = task(task);
            Optional<PointPicture> point = maker.with(task).point().map(PointMaker::picture);
            point.flatMap(PointPicture::matrices)
                    .ifPresent(
                            figure ->
                                    all.add(
                                            new FigureSet.Named(
                                                    "matrices-" + of, figure.withoutChoice())));
            point.flatMap(PointPicture::calibration)
                    .ifPresent(
                            figure ->
                                    all.add(
                                            new FigureSet.Named(
                                                    "calibration-" + of, figure.withoutChoice())));
        }
        return all;
    }

    /// The figures of the sweep but the plane; a figure without curves is none.
    private static void sweep(PictureMaker maker, String name, List<FigureSet.Named> all) {
        for (Drawing drawing : maker.picture().drawings()) {
            boolean isBare =
                    drawing.figure() instanceof CurveFigure curve
                            && curve.curves().stream()
                                    .flatMap(one -> one.points().stream())
                                    .allMatch(point -> Double.isNaN(point.y()));
            if (!drawing.id().equals(PLANE) && !isBare) {
                String file = drawing.id() + "-" + name;
                all.add(new FigureSet.Named(file, drawing.figure().withoutChoice()));
            }
        }
    }

    private static String word(Measure measure) {
        return measure.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Returns a task's name as a part of a file's name.
    public String task(int task) {
        String slug = FileSlug.of(maker.words().task(task));
        return slug.isEmpty() ? Integer.toString(task + 1) : slug;
    }
}
