package org.taskvectors.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.vector.EditedModel;

/// The weights of both sides in memory: the base's, and beside them what vectors change; or one
/// block for both in turn.
///
/// @param plan the base's
/// @param editPlan of the edited model's block
/// @param pristine the base's weights; empty in turn
/// @param edited what vectors change; empty without vectors
/// @param operands what is baked from
/// @param device has copies of all of them where the model runs on one
record HeldWeights(
        WeightPlan plan,
        EditPlan editPlan,
        Optional<WeightBlock> pristine,
        Optional<EditedWeights> edited,
        HeldOperands operands,
        Optional<DeviceMemory> device)
        implements AutoCloseable {
    /// Returns the slots of the edited block that a model takes its weights from.
    private Set<String> own(EditedModel model) {
        return pristine.isPresent() ? editPlan.own(model) : editPlan.bound(model);
    }

    /// Returns the bytes that [#hold] would write.
    long bytesToHold(EditedModel model) {
        return edited.map(block -> block.bytesToBake(model, own(model))).orElse(0L);
    }

    /// Makes the edited block hold a model, as [EditedWeights#bake] does.
    boolean hold(EditedModel model, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return edited.isPresent() && edited.get().bake(model, own(model), progress, cancellation);
    }

    /// Returns the memory with the numbers of a tensor of a model; empty if it is not held as it is
    /// there.
    ///
    /// @throws UncheckedIOException of a [Failure], if the numbers are on a device that fails
    Optional<Weights> find(EditedModel model, String name) {
        if (pristine.isPresent() && !editPlan.own(model).contains(name)) {
            return pristine.get().find(name);
        }
        if (edited.isEmpty()) {
            return Optional.empty();
        }
        try {
            return edited.get().numbers(model, name);
        } catch (Failure e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns the weights of a model that is held, by name.
    Map<String, Weights> weights(EditedModel model) {
        Set<String> own = own(model);
        Map<String, Weights> weights = new LinkedHashMap<>();
        for (Slot slot : editPlan.binding(model).slots()) {
            String name = slot.name();
            Optional<Weights> held =
                    own.contains(name)
                            ? edited.flatMap(block -> block.find(model, name))
                            : pristine.flatMap(block -> block.find(name));
            weights.put(
                    name, held.orElseThrow(() -> new IllegalStateException(name + " is not held")));
        }
        return weights;
    }

    /// Whether baking reads files.
    boolean readsFiles(EditedModel model) {
        return pristine.isEmpty()
                || model.changed().stream()
                        .filter(name -> editPlan.slots().slot(name).isPresent())
                        .anyMatch(
                                name ->
                                        operands.numbers(model.base().tensor(name).orElseThrow())
                                                        .isEmpty()
                                                || model.summands(name).stream()
                                                        .anyMatch(
                                                                summand ->
                                                                        operands.held(summand)
                                                                                .isEmpty()));
    }

    long baseBytes() {
        return pristine.map(block -> block.plan().bytes())
                .orElseGet(() -> edited.map(EditedWeights::bytes).orElse(0L));
    }

    long editedBytes() {
        return pristine.isPresent() ? edited.map(EditedWeights::bytes).orElse(0L) : 0;
    }

    long vectorBytes() {
        return operands.vectors().map(ResidentVectors::bytes).orElse(0L);
    }

    /// Whether the vectors lie on the device on which the model runs.
    boolean areVectorsOnDevice() {
        return device.isPresent()
                && operands.vectors().isPresent()
                && device.get().holds(operands.vectors().get().memory());
    }

    long deviceBytes() {
        return device.map(DeviceMemory::bytes).orElse(0L);
    }

    @Override
    public void close() {
        device.ifPresent(DeviceMemory::close);
        edited.ifPresent(EditedWeights::close);
        pristine.ifPresent(WeightBlock::close);
        operands.vectors().ifPresent(ResidentVectors::close);
    }
}
