package org.taskvectors.extraction;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Quantities;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.Tensor;

/// A side of a pair whose weights are quantised, as far as they will be differenced. What is read
/// of it differs from the weights that were quantised, and that error becomes a part of the vector.
///
/// @param isBase whether it is the base; the fine-tuned model else
/// @param encodings how the weights are stored, each once, in the order of the tensors
/// @param tensors how many tensors are quantised
/// @param weights how many weights they have
/// @param expectedError ‖q − w‖ / ‖w‖ over all of them if the weights were Gaussian and alike in
///   size, from the formats' own tables; NaN where one of them has none
public record QuantizedSide(
        boolean isBase, List<String> encodings, int tensors, long weights, double expectedError) {
    public QuantizedSide {
        encodings = List.copyOf(encodings);
    }

    /// What is quantised among `tensors`; empty where nothing is.
    static Optional<QuantizedSide> of(boolean isBase, Checkpoint side, Collection<Tensor> tensors) {
        List<Tensor> quantized =
                tensors.stream()
                        .filter(tensor -> side.stored(tensor).encoding().isPresent())
                        .toList();
        if (quantized.isEmpty()) {
            return Optional.empty();
        }
        long weights = 0;
        double squares = 0;
        for (Tensor tensor : quantized) {
            double error = encoding(side, tensor).relativeError();
            weights += tensor.elements();
            squares += (double) tensor.elements() * error * error;
        }
        return Optional.of(
                new QuantizedSide(
                        isBase,
                        quantized.stream()
                                .map(tensor -> encoding(side, tensor).label())
                                .distinct()
                                .toList(),
                        quantized.size(),
                        weights,
                        weights == 0 ? Double.NaN : Math.sqrt(squares / weights)));
    }

    private static Encoding encoding(Checkpoint side, Tensor tensor) {
        return side.stored(tensor).encoding().orElseThrow();
    }

    /// `base` or `fine-tuned model`.
    public String word() {
        return isBase ? "base" : "fine-tuned model";
    }

    /// `NF4`, `Q4_K and Q6_K`.
    public String encodingsText() {
        return String.join(" and ", encodings);
    }

    /// `about 9.2 % of its norm`.
    public String expectedText() {
        return Double.isNaN(expectedError)
                ? "of unknown size"
                : "about " + percent(expectedError) + " of its norm";
    }

    /// What it means for the vector, as a sentence without its full stop.
    public String sentence() {
        return "the "
                + word()
                + " is stored as "
                + encodingsText()
                + " ("
                + Amounts.counted(tensors, "tensor")
                + "): the difference also holds its quantisation error, "
                + expectedText()
                + (Double.isNaN(expectedError) ? "" : " for Gaussian weights");
    }

    /// An error in relation to the norm of the exact weights: `9.2 %`.
    static String percent(double error) {
        return Quantities.QUANTIZATION_ERROR.say(Quantities.QUANTIZATION_ERROR.inUnit(error));
    }
}
