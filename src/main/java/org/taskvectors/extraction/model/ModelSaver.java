package org.taskvectors.extraction.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.taskvectors.analysis.UnitPlan;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.Shown;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;

/// Saves a checkpoint as a model folder: safetensors, in shards with their index where it is large,
/// and the files that lay around the weights that it was computed from. One streaming pass on
/// several threads; memory does not grow with the model.
///
/// All files are written under temporary names and get theirs when everything is on disk, the index
/// last. Whatever happens before, nothing is left.
public final class ModelSaver {
    private final String program;

    /// @param program name and version of this program, for the metadata of the weights
    public ModelSaver(String program) {
        this.program = program;
    }

    /// @throws Failure where the folder is not empty or cannot be written, the disk has no room, or
    ///   something that is read is damaged
    /// @throws CancelledException where it was cancelled; nothing is left then
    public SaveResult save(SaveRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        long began = System.nanoTime();
        Checkpoint model = request.model();
        requireDecoded(model);
        List<Path> made = AtomicFile.missingFolders(request.folder());
        requireEmpty(request.folder());
        // Read before the long pass, which would be in vain.
        Optional<byte[]> config = config(request);
        ShardPlan plan = ShardPlan.of(model.tensors(), request.shardBytes(), metadata(model));
        AtomicFile.requireSpace(
                request.folder().resolve("model"),
                request.folder(),
                plan.bytes(),
                "the model",
                "Free some space, choose another place, or a narrower dtype");
        List<AtomicFile> files = new ArrayList<>();
        try {
            List<AtomicFile> shards = new ArrayList<>();
            for (ShardPlan.Shard shard : plan.shards()) {
                AtomicFile file = AtomicFile.begin(request.folder().resolve(shard.name()));
                files.add(file);
                shards.add(file);
            }
            progress.begin(model.tensors().stream().mapToLong(Tensor::bytes).sum());
            LongAdder notFinite = new LongAdder();
            UnitPlan units = UnitPlan.of(model.tensors());
            Workers.run(
                    request.threads(),
                    units.size(),
                    cancellation,
                    () ->
                            new Writer(
                                    model, units, plan, shards, notFinite, progress, cancellation));
            for (int i = 0; i < shards.size(); i++) {
                plan.shards().get(i).layout().finish(shards.get(i), metadata(model));
            }
            List<String> companions = companions(request, config, files);
            if (plan.needsIndex()) {
                AtomicFile index = AtomicFile.begin(request.folder().resolve(plan.indexName()));
                files.add(index);
                index.write(0, ByteBuffer.wrap(plan.index()));
            }
            cancellation.check();
            // Somebody else may have come meanwhile.
            requireEmpty(request.folder());
            AtomicFile.commitAll(files);
            return result(
                    request,
                    plan,
                    companions,
                    notFinite.sum(),
                    Duration.ofNanos(System.nanoTime() - began));
        } finally {
            files.forEach(AtomicFile::close);
            made.forEach(AtomicFile::removeIfEmpty);
        }
    }

    private Map<String, String> metadata(Checkpoint model) {
        return Map.of("format", "pt", "program", program, "model", Shown.of(model.name()));
    }

    private static void requireDecoded(Checkpoint model) throws Failure {
        for (Tensor tensor : model.tensors()) {
            Optional<String> undecoded = model.stored(tensor).undecoded();
            if (undecoded.isPresent()) {
                throw Failure.of(
                                SaveProblem.UNDECODED,
                                model.about().weightFiles().stream().findFirst().orElse(null),
                                "this tensor is a part of "
                                        + undecoded.get()
                                        + " weights, which"
                                        + " are not read",
                                "Take the model that was quantised")
                        .at("tensor " + Shown.of(tensor.name()));
            }
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
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
    private static Optional<byte[]> config(SaveRequest request) throws IOException {
        Optional<Path> from =
                request.source()
                        .filter(
                                _ ->
                                        request.model()
                                                .about()
                                                .companions()
                                                .contains(Companions.CONFIG))
                        .map(folder -> folder.resolve(Companions.CONFIG))
                        .filter(Files::isRegularFile);
        return from.isEmpty() || request.change().isNone()
                ? Optional.empty()
                : Optional.of(Companions.configured(from.get(), request.change()));
    }

    /// Copies what lies around the source's weights; the files are added to `files` unnamed.
    private static List<String> companions(
            SaveRequest request, Optional<byte[]> config, List<AtomicFile> files)
            throws IOException {
        List<String> names = new ArrayList<>();
        if (request.source().isEmpty()) {
            return names;
        }
        for (String name : request.model().about().companions()) {
            Path from = request.source().get().resolve(name);
            // Other tools take a folder that has one for an adapter's, whatever its weights are.
            if (name.equals(Companions.ADAPTER_CONFIG) || !Files.isRegularFile(from)) {
                continue;
            }
            AtomicFile file = AtomicFile.begin(request.folder().resolve(name));
            files.add(file);
            if (name.equals(Companions.CONFIG) && config.isPresent()) {
                file.write(0, ByteBuffer.wrap(config.get()));
            } else {
                Companions.copy(from, file);
            }
            names.add(name);
        }
        return names;
    }

    private static SaveResult result(
            SaveRequest request,
            ShardPlan plan,
            List<String> companions,
            long notFinite,
            Duration took) {
        List<Tensor> tensors = request.model().tensors();
        List<String> notes = new ArrayList<>(request.notes());
        if (notFinite > 0) {
            notes.add(
                    String.format(
                            Locale.ROOT,
                            "%,d weights of the saved model are NaN or infinite: base or adapter"
                                    + " have such, or a sum does not fit into its dtype",
                            notFinite));
        }
        if (!companions.contains(Companions.CONFIG)) {
            notes.add(
                    "there is no config.json beside the base, so none is in the folder: other tools"
                            + " need one to load the model");
        }
        return new SaveResult(
                request.folder(),
                plan.shards().stream().map(ShardPlan.Shard::name).toList(),
                companions,
                tensors.size(),
                tensors.stream().mapToLong(Tensor::elements).sum(),
                plan.bytes(),
                notes,
                took);
    }

    /// One thread's share of the pass.
    private static final class Writer implements Workers.Worker {
        private final Checkpoint model;
        private final UnitPlan units;
        private final ShardPlan plan;
        private final List<AtomicFile> shards;
        private final LongAdder notFinite;
        private final Progress progress;
        private final Cancellation cancellation;
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment buffer = arena.allocate(UnitPlan.BLOCK_BYTES, 64);

        Writer(
                Checkpoint model,
                UnitPlan units,
                ShardPlan plan,
                List<AtomicFile> shards,
                LongAdder notFinite,
                Progress progress,
                Cancellation cancellation) {
            this.model = model;
            this.units = units;
            this.plan = plan;
            this.shards = shards;
            this.notFinite = notFinite;
            this.progress = progress;
            this.cancellation = cancellation;
        }

        @Override
        public void unit(int number) throws IOException, CancelledException {
            UnitPlan.Unit unit = units.unit(number);
            Tensor tensor = model.tensors().get(unit.tensor());
            ShardPlan.Place place = plan.place(unit.tensor());
            AtomicFile file = shards.get(place.shard());
            long begin = plan.shards().get(place.shard()).layout().offset(place.index());
            int bits = tensor.dtype().bits();
            long step = UnitPlan.wholeBlock(tensor.dtype());
            long end = unit.first() + unit.count();
            for (long at = unit.first(); at < end; at += step) {
                cancellation.check();
                long count = Math.min(step, end - at);
                MemorySegment bytes = buffer.asSlice(0, Math.ceilDiv(count * bits, 8L));
                model.read(tensor, at, bytes);
                notFinite.add(NotFinite.count(tensor.dtype(), bytes));
                file.write(begin + at * bits / 8, bytes);
                progress.add(bytes.byteSize());
            }
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
