package org.taskvectors.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.MeasuredFirst;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.Overlay;
import org.taskvectors.vector.SavedVector;
import org.taskvectors.vector.Scale;

/// What a request names, open, with the vectors laid on the base: headers only.
///
/// @param opened the vectors' files
/// @param besides the plan of a block beside the base's
/// @param context tokens of a text
/// @param saved in which dtype `apply` saves what runs
record Prepared(
        Checkpoint base,
        List<Checkpoint> opened,
        Overlay overlay,
        WeightPlan plan,
        EditPlan besides,
        int context,
        OutputDType saved)
        implements AutoCloseable {
    /// The most tokens of a text where the request names no number.
    private static final int CONTEXT = 4096;

    /// Opens what a request names.
    ///
    /// @throws IOException as opening, [WeightPlan#of] and [Overlay#of] do, and `apply` likewise if
    ///   a vector is none
    static Prepared of(LiveRequest request) throws IOException {
        List<Checkpoint> opened = new ArrayList<>();
        boolean isDone = false;
        Checkpoint base = request.base().open();
        try {
            SavedVector.requireBase(base);
            List<Vector> vectors = new ArrayList<>();
            for (Located located : request.vectors()) {
                Checkpoint vector = located.open();
                opened.add(vector);
                SavedVector.requireVector(vector, base);
                vectors.add(SavedVector.of(vector));
            }
            WeightPlan plan = WeightPlan.of(base, request.saved());
            Overlay overlay = Overlay.of(base, vectors, request.isPartial());
            Prepared prepared =
                    new Prepared(
                            base,
                            opened,
                            overlay,
                            plan,
                            EditPlan.beside(plan, base, overlay),
                            context(request.context(), plan.architecture().context()),
                            request.saved());
            isDone = true;
            return prepared;
        } finally {
            if (!isDone) {
                opened.forEach(Checkpoint::close);
                base.close();
            }
        }
    }

    /// Measures what has to be measured before a weight is read.
    void measure(Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        MeasuredFirst.measure(
                Stream.concat(Stream.of(base), opened.stream()).toList(),
                compute,
                progress,
                cancellation);
    }

    private static int context(int wanted, int own) {
        return Math.min(own, wanted > 0 ? wanted : CONTEXT);
    }

    /// Returns the dtype that `apply` writes a tensor of the base in.
    DType written(Tensor tensor) {
        DType counted = OutputDType.counted(base, tensor);
        return saved.of(counted, counted);
    }

    /// Whether the base runs in the dtypes in which it is stored.
    boolean isAsStored() {
        return base.tensors().stream()
                .filter(tensor -> tensor.dtype().isFloating())
                .allMatch(tensor -> written(tensor) == tensor.dtype());
    }

    /// Returns the base with every λ at 0, in the dtypes that `apply` writes.
    EditedModel withoutVectors() throws Failure {
        return model(zeros());
    }

    /// Returns the base as it is stored.
    EditedModel stored() throws Failure {
        return overlay.model(zeros(), Tensor::dtype);
    }

    private List<Scale> zeros() {
        return Collections.nCopies(overlay.vectors().size(), new Scale.Constant(0));
    }

    /// Returns the checkpoint that the base's weights in memory are read from: the files where they
    /// lie as they are stored, and what `apply` would save of them where a dtype was asked for.
    Checkpoint numbers() throws Failure {
        return saved == OutputDType.SOURCE ? base : withoutVectors();
    }

    /// Returns the edited model with these coefficients.
    ///
    /// @throws Failure as [Overlay#model] does
    EditedModel model(List<Scale> scales) throws Failure {
        return overlay.model(scales, this::written);
    }

    /// Returns the names of tensors that vectors change and the model runs with.
    Set<String> changed() {
        Set<String> names = new LinkedHashSet<>(overlay.changeable());
        names.retainAll(
                besides.slots().slots().stream().map(Slot::name).collect(Collectors.toSet()));
        return names;
    }

    /// Returns what loading takes. Vectors that do not fit beside the weights are read from disk at
    /// each turn; where both sides do not fit, they share one block.
    ///
    /// @param available bytes that may be taken
    /// @param device where it will run; empty for the processor
    MemoryEstimate estimate(long available, Optional<ModelDevice> device) {
        boolean isAlone = overlay.changeable().isEmpty();
        long cache = KeyValueCache.bytes(plan.architecture(), Decoder.cacheDType());
        long vectors = ResidentVectors.bytes(overlay, changed());
        MemoryEstimate beside =
                new MemoryEstimate(
                        plan.bytes(),
                        isAlone ? 0 : besides.slots().bytes(),
                        vectors,
                        cache,
                        context,
                        available,
                        false);
        if (isAlone || placed(beside, device).fitsMachine()) {
            return placed(beside, device);
        }
        MemoryEstimate withoutVectors = placed(beside.withVectors(0), device);
        if (withoutVectors.fitsMachine()) {
            return withoutVectors;
        }
        long shared = EditPlan.inTurn(plan, base, overlay).slots().bytes();
        MemoryEstimate inTurn =
                new MemoryEstimate(shared, 0, vectors, cache, context, available, true);
        MemoryEstimate placed = placed(inTurn, device);
        return placed.fitsMachine() ? placed : placed(inTurn.withVectors(0), device);
    }

    private static MemoryEstimate placed(MemoryEstimate estimate, Optional<ModelDevice> device) {
        return device.map(estimate::on).orElse(estimate);
    }

    /// Returns the files whose change on disk matters: weights, configuration, tokenizer.
    Set<Path> files() {
        Set<Path> files = new LinkedHashSet<>(base.about().weightFiles());
        base.about()
                .companionFolder()
                .ifPresent(
                        folder ->
                                base.about().companions().stream()
                                        .filter(name -> name.endsWith(".json"))
                                        .map(folder::resolve)
                                        .forEach(files::add));
        opened.forEach(vector -> files.addAll(vector.about().weightFiles()));
        return files;
    }

    @Override
    public void close() {
        opened.forEach(Checkpoint::close);
        base.close();
    }
}
