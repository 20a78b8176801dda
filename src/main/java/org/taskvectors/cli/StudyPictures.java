package org.taskvectors.cli;

import java.util.List;
import java.util.Optional;
import org.taskvectors.evaluation.BestSearch;
import org.taskvectors.evaluation.PointResult;
import org.taskvectors.evaluation.Study;
import org.taskvectors.figure.study.Measure;
import org.taskvectors.figure.study.PictureMaker;
import org.taskvectors.figure.study.StudyFigures;
import org.taskvectors.figure.study.StudyNumbers;
import org.taskvectors.figure.study.StudyWords;

/// The figures of a sweep, at its best point where it has one.
final class StudyPictures {
    private StudyPictures() {}

    static StudyFigures of(Study study) {
        Optional<List<Double>> best =
                BestSearch.best(study, SweepOrder.curve(study))
                        .map(BestSearch.Best::point)
                        .map(PointResult::point)
                        .map(point -> point.at());
        List<Double> at =
                best.orElseGet(
                        () ->
                                study.points().isEmpty()
                                        ? List.of()
                                        : study.points().getFirst().point().at());
        StudyWords words =
                new StudyWords(
                        study,
                        vector -> vector,
                        study.tasks().stream().map(task -> task.facts().name()).toList());
        return new StudyFigures(
                new PictureMaker(
                        words,
                        new StudyNumbers(),
                        new PictureMaker.View(at, 0, Measure.ACCURACY, 0)));
    }
}
