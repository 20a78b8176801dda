package org.taskvectors.inference;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileStamps;
import org.taskvectors.inference.kernel.KernelWarmUp;
import org.taskvectors.inference.kernel.ModelKernels;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Latest;
import org.taskvectors.job.Machine;
import org.taskvectors.job.Once;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.DType;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.tokenizer.Tokenizers;
import org.taskvectors.vector.EditedModel;

/// Loads models that run, with vectors on them.
public final class LiveModels {
    private static final long WARM_UP_MILLISECONDS = 1_000;

    private static final Kind USUAL = new Kind(DType.BF16, Architecture.Activation.SILU);

    /// What the kernels that a model calls depend on.
    private record Kind(DType dtype, Architecture.Activation activation) {
        void warmUp(long milliseconds, BooleanSupplier isOver) {
            KernelWarmUp.run(
                    ModelKernels.best(),
                    dtype,
                    Decoder.cacheDType(),
                    activation,
                    milliseconds,
                    isOver);
        }
    }

    /// Decides what becomes of a model whose device failed while the model was moved there.
    @FunctionalInterface
    public interface DeviceRefusal {
        /// Whether it runs on the processor instead. Called on the thread that loads, which may
        /// wait for a person's answer.
        ///
        /// @param device its label: `GPU 0`
        /// @param cancellation of the loading
        boolean runsOnProcessor(String device, Failure failure, Cancellation cancellation);
    }

    private final Optional<Batch> batch;
    private final DeviceRefusal refusal;
    private final LongSupplier available;
    private final Once<Boolean> warmth = new Once<>("warm-up", LiveModels::warmedUp);

    /// @param batch reads many tokens at once; empty for own kernels alone
    public LiveModels(Optional<Batch> batch) {
        this(batch, (_, _, _) -> false);
    }

    /// @param batch reads many tokens at once, and knows of devices
    /// @param refusal decides when a device fails
    public LiveModels(Optional<Batch> batch, DeviceRefusal refusal) {
        this(batch, refusal, Machine::availableMemory);
    }

    /// @param available bytes of memory that a model may take
    LiveModels(Optional<Batch> batch, LongSupplier available) {
        this(batch, (_, _, _) -> false, available);
    }

    private LiveModels(Optional<Batch> batch, DeviceRefusal refusal, LongSupplier available) {
        this.batch = batch;
        this.refusal = refusal;
        this.available = available;
    }

    /// Returns how much memory [#load] would take, from headers alone.
    ///
    /// @throws IOException (a [Failure]) if the model cannot run, or a vector cannot be put onto
    ///   it, as [#load] throws it
    public MemoryEstimate estimate(LiveRequest request) throws IOException {
        try (Prepared prepared = Prepared.of(request)) {
            return prepared.estimate(available.getAsLong(), device(request, prepared));
        }
    }

    /// Returns where a model will run beside the processor.
    private Optional<ModelDevice> device(LiveRequest request, Prepared prepared) {
        return request.isOnProcessor()
                ? Optional.empty()
                : batch.flatMap(one -> one.device(prepared.plan().bytes()));
    }

    /// Loads what reads many tokens at once, where that was not done, and waits for it; it may take
    /// seconds. What is read meanwhile and is long waits for it too.
    public void prepare() {
        batch.ifPresent(Batch::prepare);
    }

    /// Compiles the kernels of bfloat16 models and loads the tokenizers' library, once, and waits
    /// for it: a model that is loaded later answers sooner, by about a second.
    public void warmUp() {
        warmth.get();
    }

    private static boolean warmedUp() {
        USUAL.warmUp(3 * WARM_UP_MILLISECONDS, () -> false);
        try {
            Tokenizers.warmUp();
            return true;
        } catch (Failure e) {
            // Opening a tokenizer says it.
            return false;
        }
    }

    /// Loads a model; every λ is 0 at first.
    ///
    /// @param progress counts bytes
    /// @return the model, which holds native memory and open files until it is closed; it runs
    ///   where the [Batch] says, until then
    /// @throws Failure [InferenceProblem#OUT_OF_MEMORY] if it cannot fit; if the device fails on
    ///   which it is to run, where [LiveRequest#onProcessor] may still be loaded; what
    ///   [WeightPlan#of] throws if the model cannot run; what `apply` throws if a vector cannot be
    ///   put onto it; what [Tokenizers] throws if it has no tokenizer
    /// @throws CancelledException if it was cancelled; nothing stays allocated
    public LiveModel load(LiveRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        Loading loading = new Loading(request, progress, cancellation);
        try {
            return loading.load();
        } catch (Failure failure) {
            // What was made is closed before a person thinks about it.
            loading.end();
            Optional<String> device = loading.device.filter(_ -> failure.problem().isOfDevice());
            if (device.isPresent()
                    && refusal.runsOnProcessor(device.get(), failure, cancellation)) {
                return load(request.onProcessor(), progress, cancellation);
            }
            throw failure;
        } finally {
            loading.end();
        }
    }

    /// One loading: whatever it has made is closed again if it does not come to its end.
    private final class Loading {
        private final LiveRequest request;
        private final int threads;
        private final Progress progress;
        private final Cancellation cancellation;
        private final Deque<Runnable> undo = new ArrayDeque<>();

        /// The label of the device that it is to run on.
        private Optional<String> device = Optional.empty();

        Loading(LiveRequest request, Progress progress, Cancellation cancellation) {
            this.request = request;
            this.progress = progress;
            this.cancellation = cancellation;
            threads = request.compute().threads();
        }

        LiveModel load() throws IOException, CancelledException {
            Prepared prepared = Prepared.of(request);
            undo.push(prepared::close);
            // Before the weights are read, so that a change meanwhile is seen.
            FileStamps stamps = FileStamps.of(prepared.files());
            Optional<ModelDevice> chosen = device(request, prepared);
            device = chosen.map(ModelDevice::label);
            MemoryEstimate estimate = prepared.estimate(available.getAsLong(), chosen);
            Refusals.require(estimate, prepared.base().path().orElse(null));
            cancellation.check();
            prepared.measure(request.compute(), progress, cancellation);
            Latest warmUp = warmUp(prepared.plan());
            undo.push(warmUp::close);
            Tokenizer tokenizer = Tokenizers.of(prepared.base());
            undo.push(tokenizer::close);
            DeviceLoading moving = moving(chosen, prepared, estimate);
            // In turn the block is moved as it is baked.
            long toMove = estimate.isInTurn() ? 0 : moving.bytesToMove();
            progress.begin(estimate.weights() + estimate.vectors() + toMove);
            HeldWeights weights =
                    estimate.isInTurn()
                            ? inTurn(prepared, estimate, moving)
                            : beside(prepared, estimate, moving);
            // From here on it would take the processor from the first answer.
            warmUp.close();
            LoadedModel model =
                    new LoadedModel(
                            prepared,
                            estimate,
                            request.compute(),
                            tokenizer,
                            stamps,
                            weights,
                            new SideRunner.Means(ModelKernels.best(), batch, moving.device()));
            undo.clear();
            undo.push(model::close);
            model.sumBase(cancellation);
            undo.clear();
            return model;
        }

        private DeviceLoading moving(
                Optional<ModelDevice> chosen, Prepared prepared, MemoryEstimate estimate)
                throws Failure, CancelledException {
            Optional<DeviceMemory> memory = Optional.empty();
            if (chosen.isPresent()) {
                DeviceMemory opened = chosen.get().open(threads, cancellation);
                undo.push(opened::close);
                memory = Optional.of(opened);
            }
            return new DeviceLoading(
                    memory,
                    estimate.device(),
                    prepared.base().path().orElse(null),
                    progress,
                    cancellation);
        }

        /// Vector code is slow until it is compiled: that is done while the weights are read.
        private Latest warmUp(WeightPlan plan) {
            Latest thread = new Latest("kernel-warm-up");
            Kind kind = new Kind(LoadedNotes.dtype(plan), plan.architecture().activation());
            if (warmth.result().isPresent() && kind.equals(USUAL)) {
                return thread;
            }
            thread.ask(
                    (_, cancelled) -> {
                        kind.warmUp(WARM_UP_MILLISECONDS, cancelled::isCancelled);
                        return true;
                    },
                    _ -> {},
                    // What fails here fails again where it is needed.
                    _ -> {});
            return thread;
        }

        private HeldWeights beside(Prepared prepared, MemoryEstimate estimate, DeviceLoading moving)
                throws IOException, CancelledException {
            WeightBlock block = WeightBlock.of(prepared.plan());
            undo.push(block::close);
            ModelWeights.fillOn(block, prepared.numbers(), threads, progress, cancellation);
            moving.move(block.memory());
            Optional<ResidentVectors> vectors = vectors(prepared, estimate);
            HeldOperands operands = new HeldOperands(prepared.base(), Optional.of(block), vectors);
            Optional<EditedWeights> edited = Optional.empty();
            if (estimate.edited() > 0) {
                WeightBlock own = WeightBlock.of(prepared.besides().slots());
                undo.push(own::close);
                moving.reserve(own.memory());
                edited = Optional.of(edited(own, operands, moving));
            }
            // Last, since it runs without them there too.
            if (vectors.isPresent()) {
                moving.moveVectors(vectors.get().memory());
            }
            return new HeldWeights(
                    prepared.plan(),
                    prepared.besides(),
                    Optional.of(block),
                    edited,
                    operands,
                    moving.device());
        }

        private EditedWeights edited(
                WeightBlock block, HeldOperands operands, DeviceLoading moving) {
            Baker baker = new Baker(operands, threads);
            return new EditedWeights(
                    block, baker, moving.device().map(memory -> new DeviceBaker(memory, baker)));
        }

        private HeldWeights inTurn(Prepared prepared, MemoryEstimate estimate, DeviceLoading moving)
                throws IOException, CancelledException {
            EditPlan plan = EditPlan.inTurn(prepared.plan(), prepared.base(), prepared.overlay());
            WeightBlock block = WeightBlock.of(plan.slots());
            undo.push(block::close);
            Optional<ResidentVectors> vectors = vectors(prepared, estimate);
            HeldOperands operands = new HeldOperands(prepared.base(), Optional.empty(), vectors);
            moving.reserve(block.memory());
            EditedWeights both = edited(block, operands, moving);
            EditedModel base = prepared.withoutVectors();
            both.bake(base, plan.bound(base), progress, cancellation);
            return new HeldWeights(
                    prepared.plan(),
                    plan,
                    Optional.empty(),
                    Optional.of(both),
                    operands,
                    moving.device());
        }

        private Optional<ResidentVectors> vectors(Prepared prepared, MemoryEstimate estimate)
                throws IOException, CancelledException {
            if (estimate.vectors() == 0) {
                return Optional.empty();
            }
            ResidentVectors vectors =
                    ResidentVectors.load(
                            prepared.overlay(),
                            prepared.changed(),
                            threads,
                            progress,
                            cancellation);
            undo.push(vectors::close);
            return Optional.of(vectors);
        }

        void end() {
            undo.forEach(Runnable::run);
            undo.clear();
        }
    }
}
