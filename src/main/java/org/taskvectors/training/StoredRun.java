package org.taskvectors.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.adapter.Adapters;
import org.taskvectors.file.AppendedFile;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Removal;
import org.taskvectors.file.Unreadable;
import org.taskvectors.inference.PristineModel;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.saving.AdapterFolder;
import org.taskvectors.saving.SaveRequest;
import org.taskvectors.saving.Saver;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;

/// A run's folder on disk.
final class StoredRun implements RunDisk {
    /// The name of the file with what a run is gone on with.
    static final String STATE = "training-state.safetensors";

    /// The folder of the checkpoints, each in one of its own: `step-000050`.
    static final String CHECKPOINTS = "checkpoints";

    /// The folder of the trained model where all weights were trained.
    static final String MODEL = "model";

    private static final Pattern STEP = Pattern.compile("step-\\d{6,}");

    private final Path folder;
    private final PristineModel model;
    private final TrainedState state;
    private final StateFile file;
    private final Optional<AdapterWriter> adapter;
    private final Compute compute;
    private final String program;

    /// @param run tells the run from others
    StoredRun(
            TrainingRequest request,
            PristineModel model,
            TrainedState state,
            String run,
            String program) {
        this.folder = request.folder();
        this.model = model;
        this.state = state;
        this.program = program;
        compute = request.compute();
        file = new StateFile(request.folder().resolve(STATE), run);
        adapter =
                state.plan().method() == Method.FULL
                        ? Optional.empty()
                        : Optional.of(
                                new AdapterWriter(
                                        model.checkpoint(),
                                        model.plan(),
                                        state.plan(),
                                        request.settings().adaptation(),
                                        program));
    }

    /// Returns the folder of the checkpoint of a step.
    static Path checkpoint(Path run, int step) {
        return run.resolve(CHECKPOINTS).resolve(String.format(Locale.ROOT, "step-%06d", step));
    }

    /// Returns the folder of what the run ends with.
    static Path result(Path run, Method method) {
        return method == Method.FULL ? run.resolve(MODEL) : run;
    }

    /// Returns about how many bytes a vector takes on disk.
    long vectorBytes() {
        return adapter.map(AdapterWriter::bytes)
                .orElseGet(() -> new TrainedModel(model.checkpoint(), state).bytes());
    }

    /// Checks that the disk has room for a state, for the one that replaces it, and for two
    /// vectors.
    ///
    /// @throws Failure if it has not
    void requireSpace() throws Failure {
        AtomicFile.requireSpace(
                folder.resolve(TrainingRecord.NAME),
                folder,
                2 * StateFile.bytes(state) + 2 * vectorBytes(),
                "the run, which keeps a checkpoint at least,",
                "Free some space, or choose another place");
    }

    @Override
    public long saveVector(Path to, Cancellation cancellation)
            throws IOException, CancelledException {
        if (adapter.isPresent()) {
            return adapter.get().write(to, state);
        }
        Removal.folder(to);
        return new Saver(program)
                .save(
                        new SaveRequest(
                                new TrainedModel(model.checkpoint(), state),
                                new Target.Folder(to),
                                compute),
                        new Progress(),
                        cancellation)
                .bytesWritten();
    }

    @Override
    public void saveState(int step) throws Failure {
        file.write(state, step);
    }

    @Override
    public OptionalInt loadState() throws IOException {
        return file.read(state);
    }

    @Override
    public void remove(Path checkpoint) throws Failure {
        Path whole = checkpoint.toAbsolutePath().normalize();
        if (!whole.startsWith(folder.resolve(CHECKPOINTS).toAbsolutePath().normalize())) {
            throw new IllegalStateException(checkpoint + " is no checkpoint's folder");
        }
        Removal.folder(checkpoint);
    }

    @Override
    public void removeState() throws Failure {
        AppendedFile.remove(file.path());
    }

    /// Removes a run with its result, and nothing that it did not write.
    ///
    /// @throws Failure if there is none, another process goes on with it, or it cannot be removed
    static void discard(Path run) throws Failure {
        SavedRun found = SavedRun.read(run);
        TrainingRecord.requireFree(run);
        Removal.folder(run.resolve(CHECKPOINTS));
        Removal.folder(run.resolve(MODEL));
        List<String> names = new ArrayList<>();
        names.addAll(
                List.of(
                        STATE,
                        Adapters.CONFIG,
                        AdapterFolder.WEIGHTS,
                        ModelCard.NAME,
                        TrainingDocument.NAME));
        found.files().stream().filter(name -> isPlain(name)).forEach(names::add);
        names.add(TrainingRecord.NAME);
        for (String name : names) {
            AppendedFile.remove(run.resolve(name));
        }
        AtomicFile.removeIfEmpty(run);
    }

    /// Whether a name means a file in the folder itself.
    private static boolean isPlain(String name) {
        return !name.isEmpty() && Path.of(name).getNameCount() == 1 && !name.startsWith("..");
    }

    /// Removes the folders of checkpoints that the record does not keep: of steps after the one
    /// from which the run goes on, and what was about to be removed.
    ///
    /// @throws Failure if one cannot be removed
    static void sweep(Path run, List<KeptCheckpoint> kept) throws Failure {
        Path all = run.resolve(CHECKPOINTS);
        if (!Files.isDirectory(all)) {
            return;
        }
        List<Path> found;
        try (Stream<Path> folders = Files.list(all)) {
            found = folders.toList();
        } catch (IOException e) {
            throw Unreadable.of(all, "this folder cannot be listed", e);
        }
        for (Path path : found) {
            if (STEP.matcher(FileNames.of(path)).matches()
                    && kept.stream().noneMatch(one -> one.folder().equals(path))) {
                Removal.folder(path);
            }
        }
    }
}
