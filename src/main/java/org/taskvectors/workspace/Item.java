package org.taskvectors.workspace;

import java.util.Optional;

/// One thing that a workspace holds: files, saved evaluations, trainings, a sheet of figures now;
/// recipes have a kind of their own as soon as there are any.
public sealed interface Item permits FileItem, EvaluationItem, TrainingItem, SheetItem, LaterItem {
    /// Names it within the workspace, whatever becomes of its name and its files.
    String id();

    /// What the person calls it.
    String name();

    /// The same item where it is files; empty where it is anything else.
    default Optional<FileItem> file() {
        return this instanceof FileItem files ? Optional.of(files) : Optional.empty();
    }

    /// The same item where it is a saved evaluation; empty where it is anything else.
    default Optional<EvaluationItem> evaluation() {
        return this instanceof EvaluationItem saved ? Optional.of(saved) : Optional.empty();
    }

    /// The same item where it is a training; empty where it is anything else.
    default Optional<TrainingItem> training() {
        return this instanceof TrainingItem run ? Optional.of(run) : Optional.empty();
    }
}
