package org.taskvectors.saving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.Shown;
import org.taskvectors.file.StagedFolder;
import org.taskvectors.job.CancelledException;

/// Saves a model as a folder: shards, their index, and the files that lay around the weights that
/// the model came from. All of it is written beside its place, which it gets when it is whole.
///
/// Cancelling leaves nothing. A failure, or the end of the process, leaves the files of weights
/// that are whole if the request can be gone on with.
final class FolderSaver {
    private final Target.Folder target;
    private final Path folder;
    private final Map<String, String> metadata;

    FolderSaver(Target.Folder target, Map<String, String> metadata) {
        this.target = target;
        this.metadata = metadata;
        folder = target.path();
    }

    SaveResult save(Saver.Run run) throws IOException, CancelledException {
        Checkpoint model = run.model();
        requireEmpty();
        // Read before the long pass, which would be in vain.
        Optional<Around> given = run.request().around();
        Around around = given.isPresent() ? given.get() : Around.of(model, run.request().beside());
        ShardPlan plan = ShardPlan.of(model.tensors(), target.shardBytes(), metadata);
        try (StagedFolder stage = StagedFolder.hold(folder)) {
            StagedShards shards = StagedShards.of(run, plan, metadata, stage, target.isAnew());
            AtomicFile.requireSpace(
                    stage.path().resolve("model"),
                    folder,
                    shards.bytesLeft(),
                    "the model",
                    "Free some space, choose another place, or a narrower dtype");
            try {
                long notFinite = shards.write();
                List<String> companions = finish(run, plan, around, stage, shards);
                return SaveResult.of(
                        target,
                        plan.shards().stream().map(ShardPlan.Shard::name).toList(),
                        companions,
                        model,
                        plan.bytes(),
                        notes(notFinite, companions, shards, plan));
            } catch (CancelledException e) {
                discard(stage, e);
                throw e;
            } catch (IOException | RuntimeException | Error e) {
                boolean isOfTwo =
                        e instanceof Failure known && known.problem() == FileProblem.CHANGED;
                if (isOfTwo || !shards.isWorthKeeping()) {
                    discard(stage, e);
                    throw e;
                }
                if (e instanceof Failure failure) {
                    throw kept(failure, stage, shards);
                }
                throw e;
            }
        }
    }

    /// Everything but the weights, in an order in which the folder is a model only when the last
    /// file is there: a configuration makes one of a single file of weights, the index of several.
    private List<String> finish(
            Saver.Run run, ShardPlan plan, Around around, StagedFolder stage, StagedShards shards)
            throws IOException, CancelledException {
        around.writeTo(stage.path());
        run.cancellation().check();
        // Another program may have come meanwhile.
        requireEmpty();
        shards.name();
        around.configure(stage.path());
        if (plan.needsIndex()) {
            AtomicFile.write(stage.path().resolve(plan.indexName()), plan.index());
        }
        stage.publish(Journal.NAME);
        return around.carried();
    }

    private static void discard(StagedFolder stage, Throwable why) {
        try {
            stage.discard();
        } catch (Failure e) {
            why.addSuppressed(e);
        }
    }

    /// What an unfinished model leaves is said where its failure is.
    private static Failure kept(Failure failure, StagedFolder stage, StagedShards shards) {
        String kept =
                "What is finished ("
                        + shards.done()
                        + ") is kept in "
                        + Shown.of(stage.path())
                        + ", and the same request goes on from there";
        Failure told =
                Failure.of(
                                failure.problem(),
                                failure.file(),
                                failure.what(),
                                failure.advice().isEmpty() ? kept : failure.advice() + ". " + kept)
                        .causedBy(failure);
        String place = failure.place();
        return place == null ? told : told.at(place);
    }

    private static List<String> notes(
            long notFinite, List<String> companions, StagedShards shards, ShardPlan plan) {
        List<String> notes = new ArrayList<>(SaveResult.notFinite(notFinite));
        if (shards.resumed() > 0) {
            notes.add(
                    shards.resumed()
                            + " of "
                            + plan.shards().size()
                            + " files of weights were finished by an earlier run that had ended:"
                            + " they were checked, and only the others were computed");
        }
        if (!companions.contains(Companions.CONFIG)) {
            notes.add(
                    "there is no config.json beside the base, so none is in the folder: other tools"
                            + " need one to load the model");
        }
        return notes;
    }

    private void requireEmpty() throws IOException {
        StagedFolder.requireNoDeadLink(folder);
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw Failure.of(
                    FileProblem.NOT_A_FOLDER,
                    folder,
                    "a model is a folder, and this is a file",
                    "Choose another name");
        }
        if (!AtomicFile.isVacant(folder)) {
            throw Failure.of(
                    SaveProblem.FOLDER_NOT_EMPTY,
                    folder,
                    "this folder is not empty, and a model is never mixed with other files",
                    "Choose another folder, or one that does not exist yet");
        }
    }
}
