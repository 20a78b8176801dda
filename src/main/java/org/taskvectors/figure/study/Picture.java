package org.taskvectors.figure.study;

import java.util.List;
import java.util.Optional;
import org.taskvectors.evaluation.PointResult;
import org.taskvectors.evaluation.Study;

/// Everything that is shown of an evaluation, made from one state of it.
///
/// @param study what it was made of
/// @param tasks the names of its tasks
/// @param drawings the figures of the sweep; none for a single point
/// @param views what the plane can show; none without one
/// @param shown the point that the rest is about; empty while none was computed
/// @param point what the chosen task says there
public record Picture(
        Study study,
        List<String> tasks,
        List<Drawing> drawings,
        List<PlaneView> views,
        Optional<PointResult> shown,
        Optional<PointPicture> point) {
    public Picture {
        tasks = List.copyOf(tasks);
        drawings = List.copyOf(drawings);
        views = List.copyOf(views);
    }
}
