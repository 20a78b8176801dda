package org.taskvectors.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.taskvectors.inference.PristineModel;
import org.taskvectors.inference.Slot;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.inference.gradient.TrainedTensor;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Workers;

/// Measures the vector as it grows: its norm, layer by layer, and its cosine to others. Of a LoRA
/// both follow from the factors; DoRA's rows and differences of whole weights are computed one
/// after the other. All sums are in float64, and the same at any number of threads.
final class Growth {
    private final PristineModel model;
    private final TrainedState state;
    private final int threads;
    private final List<Slot> slots;

    /// @param state as it was fetched last
    Growth(PristineModel model, TrainedState state, int threads) {
        this.model = model;
        this.state = state;
        this.threads = threads;
        slots = state.plan().tensors().stream().map(TrainedTensor::slot).distinct().toList();
    }

    /// What was measured at one step.
    ///
    /// @param norms with the cosine to the vector that the run is compared with
    /// @param toFirst the cosine to the first checkpoint
    record Measured(TrainingCurve.Norms norms, OptionalDouble toFirst) {}

    /// Whether dot products with a vector cost little.
    boolean isCheap(ComparedVector vector) {
        return vector.isCheap(
                slots.stream().map(Slot::name).toList(), state.plan().method() == Method.LORA);
    }

    /// Measures the vector.
    ///
    /// @param step after which it is measured
    /// @param compared empty for no cosine
    /// @param first the first checkpoint; empty for no cosine
    Measured measure(
            int step,
            Optional<ComparedVector> compared,
            Optional<ComparedVector> first,
            Cancellation cancellation)
            throws IOException, CancelledException {
        double[] squares = new double[slots.size()];
        double[] dots = new double[slots.size()];
        double[] dotsToFirst = new double[slots.size()];
        Workers.run(
                threads,
                slots.size(),
                cancellation,
                () ->
                        number -> {
                            Slot slot = slots.get(number);
                            TensorChange change = TensorChange.of(model, state, slot);
                            squares[number] = change.squares();
                            if (compared.isPresent()) {
                                dots[number] = compared.get().dot(slot.name(), change);
                            }
                            if (first.isPresent()) {
                                dotsToFirst[number] = first.get().dot(slot.name(), change);
                            }
                        });
        double[] byLayer = new double[model.plan().architecture().layers()];
        double total = 0;
        for (int i = 0; i < squares.length; i++) {
            total += squares[i];
            int layer = slots.get(i).place().layer();
            if (layer >= 0) {
                byLayer[layer] += squares[i];
            }
        }
        double norm = Math.sqrt(total);
        List<Double> layers = new ArrayList<>();
        for (double sum : byLayer) {
            layers.add(Math.sqrt(sum));
        }
        return new Measured(
                new TrainingCurve.Norms(step, norm, layers, cosine(compared, dots, norm)),
                cosine(first, dotsToFirst, norm));
    }

    private static OptionalDouble cosine(
            Optional<ComparedVector> vector, double[] dots, double norm) {
        double dot = 0;
        for (double one : dots) {
            dot += one;
        }
        return vector.isPresent() ? vector.get().cosine(dot, norm) : OptionalDouble.empty();
    }
}
