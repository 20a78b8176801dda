package org.taskvectors.device.torch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.taskvectors.inference.Role;
import org.taskvectors.inference.Slot;
import org.taskvectors.inference.Weights;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.inference.gradient.TrainedTensor;
import org.taskvectors.tensor.Shape;

/// What is trained, as tensors that gradients are taken by. The factors of a layer are one of them,
/// so that there are few; weights that are trained themselves are one each.
final class Leaves {
    private final TrainedPlan plan;
    private final List<Leaf> all = new ArrayList<>();
    private final Map<Integer, Leaf> layers = new HashMap<>();
    private final Map<Integer, List<TrainedTensor>> pieces = new HashMap<>();
    private final Map<Weights, Leaf> whole = new HashMap<>();

    /// One tensor in a layer's leaf.
    ///
    /// @param index which of the leaf's tensors
    record Piece(int index, Shape shape) {}

    /// What is trained beside a matrix.
    record Pair(Piece a, Piece b, Optional<Piece> magnitude) {}

    private Leaves(TrainedPlan plan) {
        this.plan = plan;
    }

    /// @param weights returns the model's weights of a slot
    static Leaves of(TrainedPlan plan, Function<Slot, Weights> weights) {
        Leaves leaves = new Leaves(plan);
        for (TrainedTensor tensor : plan.tensors()) {
            switch (tensor.part()) {
                case A, B, MAGNITUDE ->
                        leaves.pieces
                                .computeIfAbsent(
                                        tensor.slot().place().layer(), _ -> new ArrayList<>())
                                .add(tensor);
                case WHOLE -> {
                    List<Long> sizes = LongStream.of(tensor.shape().sizes()).boxed().toList();
                    Leaf leaf = new Leaf(tensor.offset(), sizes);
                    leaves.all.add(leaf);
                    leaves.whole.put(weights.apply(tensor.slot()), leaf);
                }
            }
        }
        leaves.pieces.forEach(
                (layer, tensors) -> {
                    long count = tensors.stream().mapToLong(TrainedTensor::count).sum();
                    Leaf leaf = new Leaf(tensors.getFirst().offset(), List.of(count));
                    leaves.all.add(leaf);
                    leaves.layers.put(layer, leaf);
                });
        return leaves;
    }

    List<Leaf> all() {
        return List.copyOf(all);
    }

    Method method() {
        return plan.method();
    }

    double scale() {
        return plan.scale();
    }

    /// Returns the leaf that stands for weights; empty where they stay as they are.
    Optional<Leaf> whole(Weights weights) {
        return Optional.ofNullable(whole.get(weights));
    }

    /// Returns the leaf of a layer's factors.
    Optional<Leaf> layer(int layer) {
        return Optional.ofNullable(layers.get(layer));
    }

    /// Returns how many numbers each tensor of a layer's leaf has.
    List<Long> sizes(int layer) {
        return tensors(layer).stream().map(TrainedTensor::count).toList();
    }

    private List<TrainedTensor> tensors(int layer) {
        return pieces.getOrDefault(layer, List.of());
    }

    /// Returns what is trained beside a layer's matrix; empty where nothing is.
    Optional<Pair> pair(int layer, Role role) {
        Optional<Piece> a = piece(layer, role, TrainedTensor.Part.A);
        Optional<Piece> b = piece(layer, role, TrainedTensor.Part.B);
        return a.isEmpty() || b.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Pair(
                                a.get(),
                                b.get(),
                                piece(layer, role, TrainedTensor.Part.MAGNITUDE)));
    }

    private Optional<Piece> piece(int layer, Role role, TrainedTensor.Part part) {
        List<TrainedTensor> tensors = tensors(layer);
        for (int i = 0; i < tensors.size(); i++) {
            TrainedTensor tensor = tensors.get(i);
            if (tensor.slot().place().role() == role && tensor.part() == part) {
                return Optional.of(new Piece(i, tensor.shape()));
            }
        }
        return Optional.empty();
    }
}
