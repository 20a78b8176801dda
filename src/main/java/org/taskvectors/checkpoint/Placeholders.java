package org.taskvectors.checkpoint;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.Shape;

/// Empty tensors that stand for parameters whose numbers lie elsewhere: under DeepSpeed's ZeRO
/// stage 3 every process holds a part of each parameter, and what one process saves by itself has
/// the names of all and the numbers of none.
public final class Placeholders {
    private static final Shape EMPTY = Shape.of(0);

    private static final String CAUSE =
            "empty placeholders, as DeepSpeed ZeRO-3 leaves them when its parts are not gathered";

    private static final String ADVICE =
            "Gather the model with zero_to_fp32.py beside the training's checkpoint, or train with"
                    + " stage3_gather_16bit_weights_on_model_save";

    private Placeholders() {}

    /// Returns the names of a checkpoint's placeholders: weights and biases of the shape 0, which
    /// is what is left of any shape.
    public static List<String> names(List<Tensor> tensors) {
        return tensors.stream()
                .filter(tensor -> tensor.dtype().isFloating() && tensor.shape().equals(EMPTY))
                .map(Tensor::name)
                .filter(name -> name.endsWith("weight") || name.endsWith("bias"))
                .toList();
    }

    /// Returns a note about them; empty if there are none.
    public static Optional<String> note(List<Tensor> tensors) {
        List<String> names = names(tensors);
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(what(names) + "; zero_to_fp32.py gathers them");
    }

    /// Returns the failure for a checkpoint with placeholders; empty if it has none.
    public static Optional<Failure> refusal(Checkpoint checkpoint) {
        List<String> names = names(checkpoint.tensors());
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Failure.of(
                                CheckpointProblem.PLACEHOLDERS,
                                checkpoint.path().orElse(null),
                                what(names),
                                ADVICE));
    }

    /// Refuses a checkpoint with placeholders, whose weights would count as none.
    ///
    /// @throws Failure if it has any
    public static void requireNone(Checkpoint checkpoint) throws Failure {
        Optional<Failure> refusal = refusal(checkpoint);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    private static String what(List<String> names) {
        return String.format(
                Locale.ROOT,
                names.size() == 1
                        ? "%,d tensor (%s) belongs to the %s"
                        : "%,d tensors (%s, …) are %s",
                names.size(),
                Shown.of(names.getFirst()),
                CAUSE);
    }
}
