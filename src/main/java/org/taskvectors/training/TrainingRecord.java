package org.taskvectors.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.evaluation.RecordLine;
import org.taskvectors.file.AppendedFile;
import org.taskvectors.file.Failure;

/// A run as it is kept: lines of JSON ([RecordLine]), what it is made of first, then all that was
/// seen, as soon as it was. Lines are only ever appended: a run that goes on from an earlier step
/// says so in a line, and what stands before it of later steps counts no longer.
final class TrainingRecord implements AutoCloseable {
    /// The name of the file in a run's folder.
    static final String NAME = "training-record.jsonl";

    static final String KIND = "task-vector-workbench.training";
    static final int VERSION = 1;

    private final Path folder;
    private final AppendedFile file;

    private TrainingRecord(Path folder, AppendedFile file) {
        this.folder = folder;
        this.file = file;
    }

    /// Begins a record.
    ///
    /// @param head what the run is made of
    /// @throws Failure if it cannot be written, or another process began it just now
    static TrainingRecord begin(Path folder, ObjectNode head) throws Failure {
        return new TrainingRecord(
                folder,
                held(folder, AppendedFile.create(folder.resolve(NAME), RecordLine.of(head))));
    }

    /// Goes on with a record.
    ///
    /// @param size of the file when it was read
    /// @throws Failure [TrainingProblem#RUN_HELD] if another process goes on with it
    static TrainingRecord append(Path folder, long size) throws Failure {
        AppendedFile file = held(folder, AppendedFile.open(folder.resolve(NAME)));
        if (!file.hasSize(size)) {
            file.close();
            throw elsewhere(folder);
        }
        return new TrainingRecord(folder, file);
    }

    /// Removes a record.
    ///
    /// @throws Failure [TrainingProblem#RUN_HELD] if another process goes on with it
    static void remove(Path folder) throws Failure {
        requireFree(folder);
        AppendedFile.remove(folder.resolve(NAME));
    }

    /// Checks that no other process goes on with a run.
    ///
    /// @throws Failure [TrainingProblem#RUN_HELD]
    static void requireFree(Path folder) throws Failure {
        held(folder, AppendedFile.open(folder.resolve(NAME))).close();
    }

    private static AppendedFile held(Path folder, Optional<AppendedFile> opened) throws Failure {
        if (opened.isEmpty()) {
            throw elsewhere(folder);
        }
        return opened.get();
    }

    private static Failure elsewhere(Path folder) {
        return Failure.of(
                TrainingProblem.RUN_HELD,
                folder,
                "another process trains in this folder",
                "Wait for it, or end it there");
    }

    void add(TrainingCurve.Step step) throws Failure {
        append(CurveJson.of(step));
    }

    void add(TrainingCurve.HeldOut heldOut) throws Failure {
        append(CurveJson.of(heldOut));
    }

    void add(TrainingCurve.Norms norms) throws Failure {
        append(CurveJson.of(norms));
    }

    void add(KeptCheckpoint checkpoint) throws Failure {
        append(CurveJson.of(checkpoint, folder));
    }

    /// Appends which files are about to be copied beside the result.
    void addFiles(List<String> names) throws Failure {
        ObjectNode node = TrainingJson.MAPPER.createObjectNode();
        names.forEach(node.putArray("files")::add);
        append(node);
    }

    /// Appends that a checkpoint is about to be removed.
    void addRemoval(int step) throws Failure {
        append(TrainingJson.MAPPER.createObjectNode().put("removed", step));
    }

    /// Appends that the run goes on after a step.
    void addResumption(int step) throws Failure {
        append(TrainingJson.MAPPER.createObjectNode().put("resumed", step));
    }

    /// Appends that the run has ended.
    ///
    /// @param step the last one
    /// @param isStopped whether a person ended it before
    /// @param seconds that the run took, all its parts together
    void addEnd(int step, boolean isStopped, double seconds) throws Failure {
        append(
                TrainingJson.MAPPER
                        .createObjectNode()
                        .put("done", step)
                        .put("stopped", isStopped)
                        .put("seconds", seconds));
    }

    /// Appends how long a part of the run took that ends now.
    void addPart(double seconds) throws Failure {
        append(TrainingJson.MAPPER.createObjectNode().put("part_seconds", seconds));
    }

    private void append(ObjectNode node) throws Failure {
        file.append(RecordLine.of(node));
    }

    /// Forces all lines to disk.
    void force() throws Failure {
        file.force();
    }

    @Override
    public void close() throws Failure {
        file.close();
    }
}
