package org.taskvectors.training;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.taskvectors.inference.PristineModel;
import org.taskvectors.inference.Slot;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.inference.gradient.TrainedTensor;
import org.taskvectors.tensor.DType;

/// The change of one tensor as it is now, row by row as the model stores the tensor. It is a copy
/// of the trained numbers in float64, which lives as long as one measurement.
sealed interface TensorChange permits ProductChange, RescaledChange, WholeChange {
    /// Returns how many rows there are.
    long rows();

    /// Returns how many numbers a row has.
    int columns();

    /// Computes one row.
    void row(long row, double[] into);

    /// Returns Σ τ².
    double squares();

    /// Returns the change of one tensor.
    static TensorChange of(PristineModel model, TrainedState state, Slot slot) {
        TrainedPlan plan = state.plan();
        if (plan.find(slot.place(), TrainedTensor.Part.WHOLE).isPresent()) {
            TrainedTensor whole = part(plan, slot, TrainedTensor.Part.WHOLE);
            return new WholeChange(
                    new HeldRows(state.numbers(whole), DType.F32, whole.shape()),
                    new HeldRows(model.weights(slot.name())));
        }
        TrainedTensor a = part(plan, slot, TrainedTensor.Part.A);
        TrainedTensor b = part(plan, slot, TrainedTensor.Part.B);
        ProductChange product =
                ProductChange.of(
                        state.numbers(a),
                        state.numbers(b),
                        plan.rank(),
                        plan.scale(),
                        model.plan().isTransposed());
        return plan.find(slot.place(), TrainedTensor.Part.MAGNITUDE)
                .<TensorChange>map(
                        magnitude ->
                                RescaledChange.of(
                                        product,
                                        new HeldRows(model.weights(slot.name())),
                                        numbers(state.numbers(magnitude)),
                                        model.plan().isTransposed()))
                .orElse(product);
    }

    private static TrainedTensor part(TrainedPlan plan, Slot slot, TrainedTensor.Part part) {
        return plan.find(slot.place(), part)
                .orElseThrow(() -> new IllegalStateException(slot.name() + " is not trained"));
    }

    /// Returns float32 numbers as float64.
    static double[] numbers(MemorySegment floats) {
        double[] numbers = new double[(int) (floats.byteSize() / Float.BYTES)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = floats.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        }
        return numbers;
    }
}
