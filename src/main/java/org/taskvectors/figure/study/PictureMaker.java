package org.taskvectors.figure.study;

import java.util.List;
import java.util.Optional;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.PointResult;
import org.taskvectors.evaluation.Study;

/// Makes what is shown of an evaluation.
///
/// @param words what it is called
/// @param numbers the numbers of its points
/// @param view what a person chose to see
public record PictureMaker(StudyWords words, StudyNumbers numbers, View view) {
    /// What a person chose to see of an evaluation.
    ///
    /// @param at the chosen place
    /// @param task the number of the chosen task
    /// @param measure what the curves show
    /// @param plane what the plane shows
    public record View(List<Double> at, int task, Measure measure, int plane) {
        public View {
            at = List.copyOf(at);
        }
    }

    public Picture picture() {
        Study study = words.study();
        int task = Math.clamp(view.task(), 0, Math.max(0, study.tasks().size() - 1));
        boolean isAsked = !study.base().scores().isEmpty() && !study.points().isEmpty();
        Optional<PointResult> shown =
                isAsked ? StudyNumbers.nearest(study, view.at()) : Optional.empty();
        List<Double> at = shown.map(point -> point.point().at()).orElse(view.at());
        return new Picture(
                study,
                words.names(),
                drawings(study, task, at),
                study.plan() instanceof Plan.Plane
                        ? PlaneMaker.views(study, words.names())
                        : List.of(),
                shown,
                shown.map(point -> new PointMaker(words, numbers, point, task).picture()));
    }

    public PictureMaker with(Measure measure) {
        return new PictureMaker(
                words, numbers, new View(view.at(), view.task(), measure, view.plane()));
    }

    public PictureMaker with(int task) {
        return new PictureMaker(
                words, numbers, new View(view.at(), task, view.measure(), view.plane()));
    }

    /// Returns the same with another plane.
    ///
    /// @param plane a [PlaneView#index]
    public PictureMaker withPlane(int plane) {
        return new PictureMaker(
                words, numbers, new View(view.at(), view.task(), view.measure(), plane));
    }

    /// Returns the task and the point that are shown; empty while none was computed.
    public Optional<PointMaker> point() {
        Study study = words.study();
        int task = Math.clamp(view.task(), 0, Math.max(0, study.tasks().size() - 1));
        return study.points().isEmpty()
                ? Optional.empty()
                : StudyNumbers.nearest(study, view.at())
                        .map(point -> new PointMaker(words, numbers, point, task));
    }

    /// Returns the changed examples that are shown.
    public Optional<StudyTable> changes() {
        return point().map(PointMaker::changes);
    }

    private List<Drawing> drawings(Study study, int task, List<Double> at) {
        CurveMaker curves = new CurveMaker(words, numbers, view.measure(), at);
        return switch (study.plan()) {
            case Plan.Single _ -> List.of();
            case Plan.Along along ->
                    List.of(along.each() ? curves.each(along, task) : curves.along(along));
            case Plan.Plane plane ->
                    List.of(
                            curves.diagonal(plane),
                            new PlaneMaker(words, numbers, plane, at).drawing(plane(study)));
            case Plan.Layers plan -> {
                LayerMaker layers = new LayerMaker(words, numbers, view.measure(), at);
                yield List.of(layers.alone(plan), layers.without(plan));
            }
        };
    }

    private PlaneView plane(Study study) {
        List<PlaneView> views = PlaneMaker.views(study, words.names());
        return views.stream()
                .filter(one -> one.index() == view.plane())
                .findFirst()
                .orElse(views.getFirst());
    }
}
