package org.taskvectors.evaluation;

import java.util.List;

/// What a model said at one point, task by task.
///
/// @param point the point
/// @param scores one for each task
/// @param fingerprint of the model that was asked; empty while it is not known
public record PointResult(Point point, List<Scores> scores, String fingerprint) {
    public PointResult {
        scores = List.copyOf(scores);
    }

    /// Returns the same answers at another point.
    PointResult at(Point other) {
        return new PointResult(other, scores, fingerprint);
    }

    PointResult withFingerprint(String newFingerprint) {
        return new PointResult(point, scores, newFingerprint);
    }
}
