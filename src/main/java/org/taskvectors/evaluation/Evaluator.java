package org.taskvectors.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// Asks a model with vectors on it at the points of a plan, and the base once. The model is never
/// loaded again: each point is baked from the pristine base.
///
/// What was asked is appended to a record, batch by batch. An evaluation whose record holds batches
/// already does not ask them again.
///
/// @param model that is asked
/// @param facts what the evaluation is made of
/// @param trials the tasks
/// @param plan which points are asked
public record Evaluator(AskedModel model, StudyFacts facts, List<Trial> trials, Plan plan) {
    public Evaluator {
        trials = List.copyOf(trials);
    }

    /// Runs the evaluation to its end, or until it is cancelled.
    ///
    /// @param path where it is recorded; one that is there already is gone on with; empty to keep
    ///   nothing
    /// @param listener is handed the evaluation after each point, on the calling thread
    /// @param progress counts tokens
    /// @throws Failure [EvaluationProblem#RECORD_OF_OTHER] if the file records another evaluation;
    ///   what the record, the model or a trial throws
    /// @throws CancelledException if it was cancelled; its record can be gone on with
    public Study run(
            Optional<Path> path,
            Consumer<Study> listener,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Study empty = empty();
        if (path.isEmpty()) {
            return evaluating(empty, StudyRecord.none(), new Done(), listener)
                    .run(progress, cancellation);
        }
        if (!Files.exists(path.get())) {
            try (StudyRecord record = StudyRecord.begin(path.get(), empty)) {
                return evaluating(empty, record, new Done(), listener).run(progress, cancellation);
            }
        }
        // Read before it is locked: closing what it was read through would give up the lock.
        StudyRecord.Found found = StudyRecord.find(path.get());
        requireSame(path.get(), found.study(), empty);
        try (StudyRecord record = StudyRecord.append(path.get(), found)) {
            return evaluating(
                            empty.withFacts(found.study().facts()), record, found.done(), listener)
                    .run(progress, cancellation);
        }
    }

    private Evaluating evaluating(
            Study begun, StudyRecord record, Done done, Consumer<Study> listener) {
        return new Evaluating(model, trials, begun, record, done, listener);
    }

    private Study empty() {
        List<Task> tasks = trials.stream().map(Trial::task).toList();
        PointResult base = new PointResult(new Point(List.of(), List.of()), Study.blank(tasks), "");
        return new Study(facts, tasks, plan, base, List.of(), false);
    }

    private static void requireSame(Path path, Study found, Study wanted) throws Failure {
        boolean isSame =
                found.facts().isSame(wanted.facts())
                        && found.plan().equals(wanted.plan())
                        && found.tasks().size() == wanted.tasks().size();
        for (int i = 0; isSame && i < wanted.tasks().size(); i++) {
            Task before = found.tasks().get(i);
            Task now = wanted.tasks().get(i);
            isSame =
                    before.facts().fingerprint().equals(now.facts().fingerprint())
                            && before.rows().equals(now.rows());
        }
        if (!isSame) {
            throw Failure.of(
                    EvaluationProblem.RECORD_OF_OTHER,
                    path,
                    "it records an evaluation of other models, data or settings",
                    "Choose another file, or the same models, data and settings");
        }
    }
}
