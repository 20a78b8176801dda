package org.taskvectors.inference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.Summand;

/// The block of memory that takes what vectors change, and what it holds now. A tensor is baked
/// again only if its summands or their coefficients are others than those that it holds.
///
/// Where the model runs on a device, it is the device's copy of the block that holds them.
final class EditedWeights implements AutoCloseable {
    /// What a slot holds.
    ///
    /// @param summands that were added to the base's tensor; none for the base's own numbers
    private record Content(Shape shape, List<Summand> summands) {}

    private final WeightBlock block;
    private final Baker baker;
    private final @Nullable DeviceBaker device;
    private final Map<String, Content> contents = new HashMap<>();

    /// @param device bakes into the device's copy of the block; empty where there is none
    EditedWeights(WeightBlock block, Baker baker, Optional<DeviceBaker> device) {
        this.block = block;
        this.baker = baker;
        this.device = device.orElse(null);
    }

    /// Returns the bytes that [#bake] would write.
    long bytesToBake(EditedModel model, Set<String> names) {
        return stale(model, names).stream().mapToLong(target -> target.memory().byteSize()).sum();
    }

    /// Makes slots hold the tensors of `model`.
    ///
    /// @param names of slots
    /// @param progress counts the bytes written; its total is the caller's, [#bytesToBake]
    /// @return whether anything was written
    /// @throws IOException if something cannot be read; the slots that were to be written hold
    ///   nothing then
    /// @throws CancelledException if it was cancelled; likewise
    boolean bake(EditedModel model, Set<String> names, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        List<BakeTarget> stale = stale(model, names);
        if (stale.isEmpty()) {
            return false;
        }
        stale.forEach(target -> contents.remove(target.tensor().name()));
        if (device == null) {
            baker.bake(model, stale, progress, cancellation);
        } else {
            device.bake(model, stale, progress, cancellation);
        }
        stale.forEach(
                target -> contents.put(target.tensor().name(), content(model, target.tensor())));
        return true;
    }

    private List<BakeTarget> stale(EditedModel model, Set<String> names) {
        List<BakeTarget> stale = new ArrayList<>();
        for (Slot slot : block.plan().slots()) {
            if (names.contains(slot.name())) {
                Tensor tensor = model.tensor(slot.name()).orElseThrow();
                if (!content(model, tensor).equals(contents.get(slot.name()))) {
                    Weights into = weights(slot, tensor.shape());
                    stale.add(new BakeTarget(tensor, into.dtype(), into.memory()));
                }
            }
        }
        return stale;
    }

    private static Content content(EditedModel model, Tensor tensor) {
        return new Content(tensor.shape(), model.summands(tensor.name()));
    }

    /// Returns the memory of a tensor of `model`; empty if the block does not hold it as it is
    /// there.
    Optional<Weights> find(EditedModel model, String name) {
        Content held = contents.get(name);
        return model.tensor(name)
                .filter(tensor -> content(model, tensor).equals(held))
                .flatMap(
                        tensor ->
                                block.plan().slot(name).map(slot -> weights(slot, tensor.shape())));
    }

    /// Does the same, and brings the memory's numbers up to date where a device made them.
    ///
    /// @throws Failure if the device fails
    Optional<Weights> numbers(EditedModel model, String name) throws Failure {
        Optional<Weights> found = find(model, name);
        if (device != null && found.isPresent()) {
            device.bringUpToDate(name);
        }
        return found;
    }

    private Weights weights(Slot slot, Shape shape) {
        long bytes = shape.elements() * slot.dtype().bytes();
        return new Weights(block.memory().asSlice(slot.offset(), bytes), slot.dtype(), shape);
    }

    long bytes() {
        return block.plan().bytes();
    }

    @Override
    public void close() {
        block.close();
    }
}
