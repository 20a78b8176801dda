package org.taskvectors.extraction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;

/// How far quantised weights q are from the weights w that they were made of, measured on both.
///
/// @param against the name of the checkpoint that holds w
/// @param tensors the quantised tensors that both have, in the order of the quantised checkpoint
public record QuantizationError(String against, List<TensorError> tensors) {
    /// The error of one tensor.
    ///
    /// @param name the tensor's name in the quantised checkpoint
    /// @param encoding how it is stored
    /// @param weights its weights
    /// @param squares Σ (q − w)², the difference rounded to float32, the sum in float64
    /// @param exactSquares Σ w², in float64
    public record TensorError(
            String name, String encoding, long weights, double squares, double exactSquares) {
        /// ‖q − w‖ / ‖w‖; NaN where w is zero.
        public double relative() {
            return ratio(squares, exactSquares);
        }
    }

    /// A quantised tensor and the one it was made of.
    record Pair(Tensor quantized, Tensor exact) {}

    public QuantizationError {
        tensors = List.copyOf(tensors);
    }

    /// ‖q − w‖ / ‖w‖ over all of them; NaN where w is zero.
    public double relative() {
        return ratio(
                tensors.stream().mapToDouble(TensorError::squares).sum(),
                tensors.stream().mapToDouble(TensorError::exactSquares).sum());
    }

    /// `9.3 % of its norm, measured against mistral-7b on 224 tensors`
    public String text() {
        return (Double.isNaN(relative())
                        ? "undefined, as the weights are zero"
                        : QuantizedSide.percent(relative()) + " of its norm")
                + ", measured against "
                + against
                + " on "
                + Amounts.counted(tensors.size(), "tensor");
    }

    private static double ratio(double squares, double exactSquares) {
        return exactSquares > 0 ? Math.sqrt(squares / exactSquares) : Double.NaN;
    }

    /// Whether `exact` can be what `quantized` was made of: it has every quantised tensor, under
    /// its name (the tools' prefixes apart) and in its shape, and in a floating-point dtype.
    /// Headers alone tell that, so a model of the same shape and other weights passes too.
    public static boolean isMeasurable(Checkpoint quantized, Checkpoint exact) {
        long wanted =
                quantized.tensors().stream()
                        .filter(t -> quantized.stored(t).encoding().isPresent())
                        .count();
        return wanted > 0 && pairs(quantized, exact).size() == wanted;
    }

    /// The first of `candidates` that the quantisation error can be measured against, told from
    /// headers; a candidate that cannot be opened is passed by.
    ///
    /// @throws Failure where the quantised model cannot be opened
    public static Optional<Located> firstMeasurable(Located quantized, List<Located> candidates)
            throws Failure {
        try (Checkpoint side = quantized.asModel().open()) {
            for (Located candidate : candidates) {
                if (isMeasurable(side, candidate)) {
                    return Optional.of(candidate);
                }
            }
            return Optional.empty();
        }
    }

    private static boolean isMeasurable(Checkpoint side, Located candidate) {
        try (Checkpoint exact = candidate.asModel().open()) {
            return isMeasurable(side, exact);
        } catch (Failure e) {
            return false; // Its card says what is wrong with it.
        }
    }

    /// Reads the quantised tensors that both have, once from each side.
    ///
    /// @throws Failure where one of them cannot be opened or read, and where no quantised tensor
    ///   has one of the same name and shape in `exact`
    public static QuantizationError measure(
            Located quantized,
            Located exact,
            Compute compute,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        try (Checkpoint side = quantized.asModel().open();
                Checkpoint from = exact.asModel().open()) {
            return measure(side, from, compute, progress, cancellation);
        }
    }

    private static QuantizationError measure(
            Checkpoint quantized,
            Checkpoint exact,
            Compute compute,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        List<Pair> pairs = pairs(quantized, exact);
        if (pairs.isEmpty()) {
            throw Failure.of(
                    ExtractionProblem.NOTHING_MATCHED,
                    exact.path().orElse(null),
                    "no tensor that is quantised in "
                            + quantized.name()
                            + " is here under its name and in its shape, and not quantised",
                    "Choose the model that it was quantised from");
        }
        QuantizationPass pass = new QuantizationPass(quantized, exact, pairs);
        pass.run(compute, progress, cancellation);
        double[] squares = pass.squares();
        double[] exactSquares = pass.exactSquares();
        List<TensorError> errors = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            Tensor tensor = pairs.get(i).quantized();
            errors.add(
                    new TensorError(
                            tensor.name(),
                            quantized.stored(tensor).encoding().orElseThrow().label(),
                            tensor.elements(),
                            squares[i],
                            exactSquares[i]));
        }
        return new QuantizationError(exact.name(), errors);
    }

    private static List<Pair> pairs(Checkpoint quantized, Checkpoint exact) {
        Naming exactNaming = Naming.of(exact);
        Map<String, Tensor> known =
                exact.tensors().stream()
                        .filter(tensor -> tensor.dtype().isFloating())
                        .filter(tensor -> exact.stored(tensor).encoding().isEmpty())
                        .filter(tensor -> exact.stored(tensor).undecoded().isEmpty())
                        .collect(
                                Collectors.toMap(
                                        tensor -> exactNaming.place(tensor.name()).stripped(),
                                        tensor -> tensor,
                                        (one, other) -> one,
                                        HashMap::new));
        Naming naming = Naming.of(quantized);
        List<Pair> pairs = new ArrayList<>();
        for (Tensor tensor : quantized.tensors()) {
            Tensor match = known.get(naming.place(tensor.name()).stripped());
            if (quantized.stored(tensor).encoding().isPresent()
                    && match != null
                    && match.shape().equals(tensor.shape())) {
                pairs.add(new Pair(tensor, match));
            }
        }
        return pairs;
    }
}
