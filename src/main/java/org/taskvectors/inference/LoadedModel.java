package org.taskvectors.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileStamps;
import org.taskvectors.inference.kernel.Products;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Team;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.vector.EditedModel;

/// A model in memory with vectors on it. One lock keeps turning, reading and unloading apart.
final class LoadedModel implements LiveModel {
    private static final String SINCE = "after the model was loaded";

    /// Bytes a second that a first guess of [#secondsToTurn] takes for memory, and for disk.
    private static final double MEMORY_RATE = 8e9;

    private static final double DISK_RATE = 0.5e9;

    private final ReentrantLock lock = new ReentrantLock();
    private final Prepared prepared;
    private final MemoryEstimate estimate;
    private final Tokenizer tokenizer;
    private final FileStamps stamps;
    private final HeldWeights weights;
    private final LoadedNotes notes;
    private final Fingerprints fingerprints;
    private final Team team;
    private final SideRunner.Means means;
    private final EditedModel base;
    private final SideRunner baseRunner;
    private final SideRunner editedRunner;
    private EditedModel edited;
    private List<Knob> knobs;
    private double seconds;

    /// The side that the one block holds; null while it holds neither whole. Of no meaning where
    /// each side has its memory.
    private @Nullable Side current = Side.BASE;

    private boolean isClosed;

    /// Takes over all that it is given.
    ///
    /// @param weights hold the base
    LoadedModel(
            Prepared prepared,
            MemoryEstimate estimate,
            Compute compute,
            Tokenizer tokenizer,
            FileStamps stamps,
            HeldWeights weights,
            SideRunner.Means means)
            throws Failure {
        this.prepared = prepared;
        this.estimate = estimate;
        this.tokenizer = tokenizer;
        this.stamps = stamps;
        this.weights = weights;
        this.means = means;
        notes = new LoadedNotes(prepared, estimate, tokenizer, weights.areVectorsOnDevice());
        fingerprints = new Fingerprints(compute);
        team = new Team(compute.threads());
        base = prepared.withoutVectors();
        edited = base;
        knobs = off();
        Products products = new Products(team, means.kernels());
        baseRunner = new SideRunner(lock, products, means, () -> isHeld(Side.BASE));
        editedRunner = new SideRunner(lock, products, means, () -> isHeld(Side.EDITED));
        bindBase();
        boolean isOnDisk = estimate.isInTurn() || estimate.vectors() == 0;
        seconds =
                (2.0 * prepared.besides().slots().bytes() + estimate.vectors())
                        / (isOnDisk ? DISK_RATE : MEMORY_RATE);
    }

    /// Binds both sides to the base; what was made for them is given back where that fails.
    private void bindBase() throws Failure {
        boolean isDone = false;
        try {
            baseRunner.bind(prepared.plan(), weights.weights(base));
            editedRunner.bind(prepared.plan(), weights.weights(base));
            isDone = true;
        } finally {
            if (!isDone) {
                baseRunner.close();
                editedRunner.close();
                team.close();
            }
        }
    }

    private boolean isInTurn() {
        return weights.pristine().isEmpty();
    }

    private boolean isHeld(Side side) {
        return !isInTurn() || side == current;
    }

    private List<Knob> off() {
        return Collections.nCopies(prepared.overlay().vectors().size(), Knob.everywhere(0));
    }

    /// Sums the base's bytes, so that its fingerprint is known from the start. Where it runs in
    /// another dtype because this was asked for, its files are summed too if a vector says which
    /// base it belongs to.
    void sumBase(Cancellation cancellation) throws IOException, CancelledException {
        String fingerprint = fingerprints.of(held(base), new Progress(), cancellation);
        if (prepared.isAsStored()) {
            notes.know(fingerprint);
        } else if (prepared.saved() != OutputDType.SOURCE && notes.asksForIdentity()) {
            EditedModel stored = prepared.stored();
            HeldModel onDisk = new HeldModel(stored, _ -> Optional.empty(), weights.operands());
            notes.know(fingerprints.of(onDisk, new Progress(), cancellation));
        }
    }

    /// Returns the weights that a side runs with, by name; their numbers are fetched from the
    /// device where they lie on one.
    Map<String, Weights> bound(Side side) throws Failure {
        Map<String, Weights> bound = weights.weights(side == Side.BASE ? base : edited);
        if (weights.device().isPresent()) {
            for (Weights one : bound.values()) {
                weights.device().get().get(one.memory());
            }
        }
        return bound;
    }

    private ModelPlace place() {
        return estimate.device()
                .map(one -> new ModelPlace(one.label(), one.reason(), weights.deviceBytes()))
                .orElse(ModelPlace.PROCESSOR);
    }

    private HeldModel held(EditedModel model) {
        return new HeldModel(model, name -> weights.find(model, name), weights.operands());
    }

    @Override
    public LiveFacts facts() {
        lock.lock();
        try {
            requireOpen();
            List<String> all = new ArrayList<>(notes.all());
            edited.about().notes().stream().filter(note -> !all.contains(note)).forEach(all::add);
            means.batch()
                    .filter(_ -> means.device().isEmpty())
                    .flatMap(Batch::failure)
                    .ifPresent(
                            failure ->
                                    all.add(
                                            "long texts are read by the program's own kernels,"
                                                    + " which is slower: "
                                                    + Optional.ofNullable(failure.file())
                                                            .map(file -> file + ": ")
                                                            .orElse("")
                                                    + failure.what()));
            return new LiveFacts(
                    prepared.base().name(),
                    prepared.plan().architecture(),
                    LoadedNotes.dtype(prepared.plan()).label(),
                    prepared.plan().parameters(),
                    weights.baseBytes(),
                    weights.editedBytes(),
                    weights.vectorBytes(),
                    isInTurn(),
                    all,
                    place());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public List<Knob> knobs() {
        lock.lock();
        try {
            return knobs;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void turn(List<Knob> wanted, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        lock.lock();
        try {
            requireOpen();
            if (wanted.size() != knobs.size()) {
                throw new IllegalArgumentException(
                        wanted.size() + " knobs of " + knobs.size() + " vectors");
            }
            int layers = prepared.plan().architecture().layers();
            EditedModel model =
                    prepared.model(wanted.stream().map(knob -> knob.scale(layers)).toList());
            bakeOrRestore(model, wanted, progress, cancellation);
        } finally {
            lock.unlock();
        }
    }

    private void set(EditedModel model, List<Knob> now) throws Failure {
        boolean isOther = !sameNumbers(model, edited);
        if (isOther && !isInTurn()) {
            bindEdited(model);
        }
        edited = model;
        knobs = List.copyOf(now);
        if (isOther) {
            editedRunner.turned();
            if (isInTurn()) {
                current = current == Side.EDITED ? null : current;
            }
        }
    }

    private void bindEdited(EditedModel model) throws Failure {
        editedRunner.bind(weights.editPlan().binding(model), weights.weights(model));
    }

    private static boolean sameNumbers(EditedModel one, EditedModel other) {
        return one.tensors().equals(other.tensors())
                && one.tensors().stream()
                        .allMatch(
                                tensor ->
                                        one.summands(tensor.name())
                                                .equals(other.summands(tensor.name())));
    }

    /// Bakes a model and binds it; where that fails, the block holds what it held before. In turn
    /// it is baked when it is to answer.
    private void bakeOrRestore(
            EditedModel model, List<Knob> wanted, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        if (isInTurn()) {
            set(model, wanted);
            return;
        }
        boolean isDone = false;
        try {
            bake(model, progress, cancellation);
            set(model, wanted);
            isDone = true;
        } finally {
            if (!isDone) {
                restore();
            }
        }
    }

    /// Bakes what holds; where even that fails, the edited side is the base, which needs no baking.
    private void restore() {
        try {
            weights.hold(edited, new Progress(), new Cancellation());
        } catch (IOException | CancelledException | RuntimeException e) {
            withoutVectors();
        }
    }

    private void withoutVectors() {
        try {
            set(base, off());
        } catch (Failure e) {
            // A device that fails even at this is gone.
            editedRunner.lose(e);
        }
    }

    private void bake(EditedModel model, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        long bytes = weights.bytesToHold(model);
        progress.begin(bytes);
        if (bytes == 0) {
            return;
        }
        if (weights.readsFiles(model)) {
            requireUnchanged();
        }
        long began = System.nanoTime();
        weights.hold(model, progress, cancellation);
        seconds = (System.nanoTime() - began) / 1e9;
    }

    private void requireUnchanged() throws Failure {
        List<String> changes = stamps.changes(SINCE);
        if (!changes.isEmpty()) {
            throw Failure.of(
                    InferenceProblem.CHANGED_ON_DISK,
                    prepared.base().path().orElse(null),
                    changes.getFirst() + ", and it is read again for each answer",
                    "Load the model again");
        }
    }

    @Override
    public double secondsToTurn() {
        lock.lock();
        try {
            return seconds;
        } finally {
            lock.unlock();
        }
    }

    /// {@inheritDoc}
    ///
    /// @throws UncheckedIOException if a tensor that is not in memory cannot be read
    @Override
    public String fingerprint(Side side) {
        lock.lock();
        try {
            requireOpen();
            EditedModel model = side == Side.BASE ? base : edited;
            return fingerprints.of(held(model), new Progress(), new Cancellation());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CancelledException e) {
            throw new IllegalStateException("nothing cancels it", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Runner runner(Side side, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        lock.lock();
        try {
            requireOpen();
            EditedModel model = side == Side.BASE ? base : edited;
            SideRunner runner = side == Side.BASE ? baseRunner : editedRunner;
            if (!isHeld(side)) {
                current = null;
                bake(model, progress, cancellation);
                current = side;
                if (side == Side.EDITED) {
                    bindEdited(edited);
                }
            }
            return runner;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<String> changedOnDisk() {
        return stamps.changes(SINCE);
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("the model is unloaded");
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            baseRunner.close();
            editedRunner.close();
            team.close();
            weights.close();
            tokenizer.close();
            prepared.close();
        } finally {
            lock.unlock();
        }
    }
}
