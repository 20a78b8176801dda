package org.taskvectors.inference.gradient;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.taskvectors.inference.Slot;
import org.taskvectors.inference.WeightPlan;
import org.taskvectors.tensor.Shape;

/// Which numbers are trained, and where each lies among them.
///
/// @param method what of the model is trained
/// @param rank of the factors; 0 where there are none
/// @param scale what B·A is multiplied by: α/r, or α/√r
/// @param dropout which share of a factor's inputs is dropped in training, at least 0 and less than
///   1
/// @param tensors layer by layer; those outside the layers last
/// @param numbers how many there are together
public record TrainedPlan(
        Method method,
        int rank,
        double scale,
        double dropout,
        List<TrainedTensor> tensors,
        long numbers) {
    public TrainedPlan {
        tensors = List.copyOf(tensors);
    }

    /// Returns the modules that factors can be trained for, by their last names: `q_proj`.
    public static Set<String> targets(WeightPlan plan) {
        Set<String> targets = new TreeSet<>();
        linear(plan).map(TrainedPlan::target).forEach(targets::add);
        return targets;
    }

    /// Returns the plan of factors beside matrices, of the same rank each, or as high as the matrix
    /// allows.
    ///
    /// @param method LoRA or DoRA
    /// @param targets of [#targets]; empty for all of them
    public static TrainedPlan factors(
            WeightPlan plan,
            Method method,
            int rank,
            double scale,
            double dropout,
            Set<String> targets) {
        List<TrainedTensor> tensors = new ArrayList<>();
        long at = 0;
        List<Slot> slots =
                linear(plan)
                        .filter(slot -> targets.isEmpty() || targets.contains(target(slot)))
                        .toList();
        for (Slot slot : slots) {
            Shape shape = slot.tensor().shape();
            long inputs = shape.size(plan.isTransposed() ? 0 : 1);
            long outputs = shape.size(plan.isTransposed() ? 1 : 0);
            at = add(tensors, slot, TrainedTensor.Part.A, Shape.of(rank, inputs), at);
            at = add(tensors, slot, TrainedTensor.Part.B, Shape.of(outputs, rank), at);
            if (method == Method.DORA) {
                at = add(tensors, slot, TrainedTensor.Part.MAGNITUDE, Shape.of(outputs), at);
            }
        }
        return new TrainedPlan(method, rank, scale, dropout, tensors, at);
    }

    /// Returns the plan of all weights.
    public static TrainedPlan full(WeightPlan plan) {
        List<TrainedTensor> tensors = new ArrayList<>();
        long at = 0;
        List<Slot> slots =
                plan.slots().stream()
                        .sorted(
                                Comparator.comparingInt(
                                        slot ->
                                                slot.place().layer() < 0
                                                        ? Integer.MAX_VALUE
                                                        : slot.place().layer()))
                        .toList();
        for (Slot slot : slots) {
            at = add(tensors, slot, TrainedTensor.Part.WHOLE, slot.tensor().shape(), at);
        }
        return new TrainedPlan(Method.FULL, 0, 1, 0, tensors, at);
    }

    private static long add(
            List<TrainedTensor> tensors,
            Slot slot,
            TrainedTensor.Part part,
            Shape shape,
            long offset) {
        TrainedTensor tensor = new TrainedTensor(slot, part, shape, offset);
        tensors.add(tensor);
        return offset + tensor.count();
    }

    private static Stream<Slot> linear(WeightPlan plan) {
        return plan.slots().stream()
                .filter(slot -> isLinear(slot.place()))
                .sorted(Comparator.comparingInt(slot -> slot.place().layer()));
    }

    private static boolean isLinear(Slot.Place place) {
        return !place.isBias() && place.role().isLinear();
    }

    /// Returns the last name of the module whose weight a slot is: `q_proj`.
    public static String target(Slot slot) {
        String module = slot.name().substring(0, slot.name().lastIndexOf('.'));
        return module.substring(module.lastIndexOf('.') + 1);
    }

    /// Returns one part of the change of a model's tensor; empty where it is not trained.
    public Optional<TrainedTensor> find(Slot.Place place, TrainedTensor.Part part) {
        return tensors.stream()
                .filter(one -> one.slot().place().equals(place) && one.part() == part)
                .findFirst();
    }
}
