package org.taskvectors.saving;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Copy;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.job.CancelledException;

/// Saves a model as a folder: shards, their index, which gets its name last, and the files that lay
/// around the weights that the model came from.
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
        List<Path> made = AtomicFile.missingFolders(folder);
        requireEmpty();
        // Read before the long pass, which would be in vain.
        Beside beside = run.request().beside();
        Optional<byte[]> config = config(model, beside);
        ShardPlan plan = ShardPlan.of(model.tensors(), target.shardBytes(), metadata);
        AtomicFile.requireSpace(
                folder.resolve("model"),
                folder,
                plan.bytes(),
                "the model",
                "Free some space, choose another place, or a narrower dtype");
        List<AtomicFile> files = new ArrayList<>();
        List<WeightsWriter> shards = new ArrayList<>();
        try {
            for (ShardPlan.Shard shard : plan.shards()) {
                WeightsWriter writer =
                        WeightsWriter.begin(folder.resolve(shard.name()), shard.layout());
                shards.add(writer);
                writer.addTo(files);
            }
            long notFinite =
                    run.write((tensor, at, bytes) -> write(plan, shards, tensor, at, bytes));
            for (WeightsWriter shard : shards) {
                shard.finish(metadata);
            }
            List<String> companions = companions(model, config, beside, files);
            for (Map.Entry<String, Path> copy : beside.copies().entrySet()) {
                AtomicFile file = AtomicFile.begin(folder.resolve(copy.getKey()));
                files.add(file);
                Copy.into(copy.getValue(), file);
                companions.add(copy.getKey());
            }
            for (Map.Entry<String, String> text : beside.texts().entrySet()) {
                AtomicFile file = AtomicFile.begin(folder.resolve(text.getKey()));
                files.add(file);
                file.write(0, ByteBuffer.wrap(text.getValue().getBytes(UTF_8)));
            }
            if (plan.needsIndex()) {
                AtomicFile index = AtomicFile.begin(folder.resolve(plan.indexName()));
                files.add(index);
                index.write(0, ByteBuffer.wrap(plan.index()));
            }
            run.cancellation().check();
            // Another program may have come meanwhile.
            requireEmpty();
            AtomicFile.commitAll(files);
            return SaveResult.of(
                    target,
                    plan.shards().stream().map(ShardPlan.Shard::name).toList(),
                    companions,
                    model,
                    plan.bytes(),
                    notes(notFinite, companions));
        } finally {
            files.forEach(AtomicFile::close);
            made.forEach(AtomicFile::removeIfEmpty);
        }
    }

    private static void write(
            ShardPlan plan,
            List<WeightsWriter> shards,
            int tensor,
            long position,
            MemorySegment bytes)
            throws Failure {
        ShardPlan.Place place = plan.place(tensor);
        shards.get(place.shard()).write(place.index(), position, bytes);
    }

    private static List<String> notes(long notFinite, List<String> companions) {
        List<String> notes = new ArrayList<>(SaveResult.notFinite(notFinite));
        if (!companions.contains(Companions.CONFIG)) {
            notes.add(
                    "there is no config.json beside the base, so none is in the folder: other tools"
                            + " need one to load the model");
        }
        return notes;
    }

    private void requireEmpty() throws IOException {
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

    /// config.json as it has to be; empty where it stays as it is, or there is none.
    private static Optional<byte[]> config(Checkpoint model, Beside beside) throws IOException {
        ConfigChange change = ConfigChange.of(model, beside);
        Optional<Path> from =
                model.about()
                        .companionFolder()
                        .filter(_ -> model.about().companions().contains(Companions.CONFIG))
                        .map(place -> place.resolve(Companions.CONFIG))
                        .filter(Files::isRegularFile);
        return from.isEmpty() || change.isNone()
                ? Optional.empty()
                : Optional.of(Companions.configured(from.get(), change));
    }

    /// Copies what lies around the weights; the files are added to `files` unnamed.
    private List<String> companions(
            Checkpoint model, Optional<byte[]> config, Beside beside, List<AtomicFile> files)
            throws IOException {
        List<String> names = new ArrayList<>();
        Optional<Path> source = model.about().companionFolder();
        if (source.isEmpty()) {
            return names;
        }
        for (String name : model.about().companions()) {
            Path from = source.get().resolve(name);
            // Other tools take a folder that has one for an adapter's, whatever its weights are.
            if (name.equals(Companions.ADAPTER_CONFIG)
                    || beside.texts().containsKey(name)
                    || beside.copies().containsKey(name)
                    || !Files.isRegularFile(from)) {
                continue;
            }
            AtomicFile file = AtomicFile.begin(folder.resolve(name));
            files.add(file);
            if (name.equals(Companions.CONFIG) && config.isPresent()) {
                file.write(0, ByteBuffer.wrap(config.get()));
            } else {
                Copy.into(from, file);
            }
            names.add(name);
        }
        return names;
    }
}
