package org.taskvectors.extraction;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
                + (tensors == 1
                        ? " (1 tensor)"
                        : String.format(Locale.ROOT, " (%,d tensors)", tensors))
                + ": the difference also holds its quantisation error, "
                + expectedText()
                + (Double.isNaN(expectedError) ? "" : " for Gaussian weights");
    }

    /// A share in percent, two digits of it.
    public static String percent(double share) {
        double percent = 100 * share;
        int digits = percent <= 0 ? 1 : Math.clamp(1 - (int) Math.floor(Math.log10(percent)), 0, 8);
        return String.format(Locale.ROOT, "%." + digits + "f %%", percent);
    }
}
