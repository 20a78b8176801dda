package org.taskvectors.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An evaluation with its results so far: what it is made of, and what the models said.
///
/// @param facts what it was made of
/// @param tasks what is asked
/// @param plan which points are asked
/// @param base what the base said; its scores are blank where it was not asked yet
/// @param points those that were asked wholly, in the order in which they were asked
/// @param isDone whether every point was asked
public record Study(
        StudyFacts facts,
        List<Task> tasks,
        Plan plan,
        PointResult base,
        List<PointResult> points,
        boolean isDone) {
    public Study {
        tasks = List.copyOf(tasks);
        points = List.copyOf(points);
    }

    /// Returns the numbers of a point on a task.
    public TaskResult result(PointResult point, int task) {
        return TaskResult.of(tasks.get(task), point.scores().get(task), facts.scoring());
    }

    /// Returns what the vectors changed at a point in the answers to a task.
    public Comparison comparison(PointResult point, int task) {
        return Comparison.of(
                tasks.get(task),
                base.scores().get(task),
                point.scores().get(task),
                facts.scoring());
    }

    /// Returns the point at a place of the plan; empty while it was not asked wholly.
    public Optional<PointResult> at(List<Double> at) {
        return points.stream().filter(point -> point.point().at().equals(at)).findFirst();
    }

    /// Returns the points by their place.
    public Map<List<Double>, PointResult> byPlace() {
        Map<List<Double>, PointResult> all = new LinkedHashMap<>();
        points.forEach(point -> all.put(point.point().at(), point));
        return all;
    }

    /// Returns the same with another name.
    public Study withName(String name) {
        return new Study(facts.withName(name), tasks, plan, base, points, isDone);
    }

    Study with(PointResult newBase, List<PointResult> newPoints, boolean isNowDone) {
        return new Study(facts, tasks, plan, newBase, newPoints, isNowDone);
    }

    Study withFacts(StudyFacts newFacts) {
        return new Study(newFacts, tasks, plan, base, points, isDone);
    }

    /// Returns the tasks' places for answers, all empty.
    static List<Scores> blank(List<Task> tasks) {
        List<Scores> scores = new ArrayList<>();
        tasks.forEach(task -> scores.add(task.blank()));
        return scores;
    }
}
