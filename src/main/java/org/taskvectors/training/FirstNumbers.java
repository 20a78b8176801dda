package org.taskvectors.training;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Function;
import org.taskvectors.inference.Weights;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.inference.gradient.TrainedTensor;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.SeededNumbers;

/// What trained numbers are before the first step, so that the model is the base: as PEFT begins
/// (`tuners/lora/layer.py`, `reset_lora_parameters`; `tuners/lora/dora.py`, `update_layer`), A is
/// uniform between ±1/√inputs (Kaiming's with a = √5), B is zero, and DoRA's magnitudes are the
/// lengths of the weights of each output. Where all weights are trained, they are the model's own.
///
/// The numbers are not PyTorch's for the same seed, which follow from the order in which its
/// modules are made; they have the same distribution.
final class FirstNumbers {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    private final Function<String, Weights> weights;
    private final boolean isTransposed;
    private final long seed;

    private FirstNumbers(Function<String, Weights> weights, boolean isTransposed, long seed) {
        this.weights = weights;
        this.isTransposed = isTransposed;
        this.seed = seed;
    }

    /// Fills a state that is zero so far.
    ///
    /// @param weights returns the base's weights of a tensor by its name
    /// @param isTransposed whether linear layers lie inputs × outputs
    static void fill(
            Function<String, Weights> weights,
            boolean isTransposed,
            TrainedState state,
            long seed,
            Cancellation cancellation)
            throws CancelledException {
        FirstNumbers first = new FirstNumbers(weights, isTransposed, seed);
        for (TrainedTensor tensor : state.plan().tensors()) {
            cancellation.check();
            MemorySegment numbers = state.numbers(tensor);
            switch (tensor.part()) {
                case A -> first.fillA(tensor, numbers);
                case B -> {}
                case MAGNITUDE -> first.fillMagnitudes(tensor, numbers);
                case WHOLE -> first.copy(tensor, numbers);
            }
        }
    }

    private void fillA(TrainedTensor tensor, MemorySegment numbers) {
        SeededNumbers random = SeededNumbers.of(seed, tensor.slot().name());
        double bound = 1 / Math.sqrt((double) tensor.shape().size(1));
        for (long i = 0; i < tensor.count(); i++) {
            numbers.setAtIndex(FLOAT, i, (float) ((2 * random.unit(i) - 1) * bound));
        }
    }

    private void fillMagnitudes(TrainedTensor tensor, MemorySegment numbers) {
        HeldRows rows = new HeldRows(weights.apply(tensor.slot().name()));
        double[] squares = new double[(int) tensor.count()];
        double[] row = new double[rows.columns()];
        for (long i = 0; i < rows.rows(); i++) {
            rows.row(i, row);
            for (int j = 0; j < row.length; j++) {
                squares[isTransposed ? j : (int) i] += row[j] * row[j];
            }
        }
        for (int output = 0; output < squares.length; output++) {
            numbers.setAtIndex(FLOAT, output, (float) Math.sqrt(squares[output]));
        }
    }

    private void copy(TrainedTensor tensor, MemorySegment numbers) {
        HeldRows rows = new HeldRows(weights.apply(tensor.slot().name()));
        double[] row = new double[rows.columns()];
        for (long i = 0; i < rows.rows(); i++) {
            rows.row(i, row);
            for (int j = 0; j < row.length; j++) {
                numbers.setAtIndex(FLOAT, i * row.length + j, (float) row[j]);
            }
        }
    }
}
