package org.taskvectors.merge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.StagedFolder;
import org.taskvectors.saving.SaveProblem;
import org.taskvectors.saving.Target;

/// What can be seen of a target before the long step: whether it is taken, and whether there is
/// room.
public final class PlannedTarget {
    private PlannedTarget() {}

    /// Checks that what a merge is saved as could be written.
    ///
    /// @param bytes the bytes of its weights
    /// @throws Failure as saving would
    /// @throws IOException where the place cannot be looked at
    public static void require(Output output, long bytes) throws IOException {
        switch (output) {
            case Output.Model(var target) -> require(target, bytes);
            case Output.VectorFile(var path, var overwrite) -> requireFile(path, overwrite, bytes);
            case Output.Adapter(var path, _, var overwrite) -> {
                if (!overwrite) {
                    require(new Target.Folder(path), bytes);
                }
            }
        }
    }

    private static void requireFile(Path path, boolean overwrite, long bytes) throws Failure {
        requireFree(path, overwrite);
        AtomicFile.requireSpace(
                path,
                path,
                bytes,
                "the vector",
                "Free some space, choose another place, or a narrower dtype");
    }

    private static void requireFree(Path path, boolean overwrite) throws Failure {
        if (!overwrite && Files.exists(path)) {
            throw Failure.of(
                    FileProblem.EXISTS,
                    path,
                    "there is a file of this name already",
                    "Choose another name, or say that it may be replaced (--force)");
        }
    }

    /// Checks that a model could be written.
    ///
    /// @param bytes the bytes of its weights
    /// @throws Failure as saving would: [SaveProblem#FOLDER_NOT_EMPTY], [FileProblem#EXISTS] or
    ///   [FileProblem#NO_SPACE]
    /// @throws IOException where the place cannot be looked at
    public static void require(Target target, long bytes) throws IOException {
        Path path = target.path();
        boolean isFolder = target instanceof Target.Folder;
        if (isFolder) {
            StagedFolder.requireNoDeadLink(path);
        }
        if (isFolder && Files.exists(path) && !Files.isDirectory(path)) {
            throw Failure.of(
                    FileProblem.NOT_A_FOLDER,
                    path,
                    "a model is a folder, and this is a file",
                    "Choose another name");
        }
        if (isFolder && Files.isDirectory(path) && !AtomicFile.isVacant(path)) {
            throw Failure.of(
                    SaveProblem.FOLDER_NOT_EMPTY,
                    path,
                    "this folder is not empty, and a model is never mixed with other files",
                    "Choose another folder, or one that does not exist yet");
        }
        if (target instanceof Target.SingleFile file) {
            requireFree(path, file.overwrite());
        }
        AtomicFile.requireSpace(
                isFolder ? path.resolve("model") : path,
                path,
                bytes,
                "the model",
                "Free some space, choose another place, or a narrower dtype");
    }
}
