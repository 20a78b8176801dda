package org.taskvectors.ui.extract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.NonFinite;
import org.taskvectors.analysis.SideSums;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.extraction.Finding;
import org.taskvectors.extraction.Finding.Category;

/// What an extraction left, in numbers and words.
///
/// @param output the vector's file
/// @param tensors how many tensors it holds
/// @param weights how many weights
/// @param norm ‖τ‖
/// @param exact share of the fine-tuned weights that θ0 + τ gives back bit for bit; NaN where
///   nothing was measured
/// @param error the largest |round(θ0 + τ) − θ|
/// @param noRoundTrip why that was not measured; empty where it was
/// @param notFinite weights that are NaN or infinite in the base, the fine-tuned model, the vector
/// @param leftOut tensors that are not in the vector, by reason
/// @param partial of a partial vector how much it is of; empty otherwise
public record ExtractionSummary(
        Path output,
        int tensors,
        long weights,
        double norm,
        double exact,
        double error,
        Optional<String> noRoundTrip,
        List<Long> notFinite,
        List<LeftOut> leftOut,
        Optional<String> partial) {

    /// Tensors left out for one reason.
    public record LeftOut(String reason, List<String> tensors) {}

    static ExtractionSummary of(ExtractionResult result) {
        long weights = 0;
        long same = 0;
        double squares = 0;
        double error = 0;
        boolean measured = false;
        NonFinite base = NonFinite.NONE;
        NonFinite tuned = NonFinite.NONE;
        NonFinite stored = NonFinite.NONE;
        for (TensorProfile tensor : result.profile().tensors()) {
            weights += tensor.shape().elements();
            squares += tensor.sumSquares();
            stored = stored.plus(tensor.notFinite());
            if (tensor.sides().isPresent()) {
                SideSums sides = tensor.sides().get();
                measured = true;
                same += sides.roundTripSame();
                error = Math.max(error, sides.roundTripError());
                base = base.plus(sides.base());
                tuned = tuned.plus(sides.tuned());
            }
        }
        return new ExtractionSummary(
                result.output(),
                result.profile().tensors().size(),
                weights,
                Math.sqrt(squares),
                measured && weights > 0 ? (double) same / weights : Double.NaN,
                measured ? error : Double.NaN,
                result.noRoundTrip(),
                List.of(base.total(), tuned.total(), stored.total()),
                leftOut(result),
                result.check().partial());
    }

    private static List<LeftOut> leftOut(ExtractionResult result) {
        List<LeftOut> lines = new ArrayList<>();
        for (Finding finding : result.check().findings()) {
            Category category = finding.category();
            if (!category.isHeld()) {
                lines.add(new LeftOut(category.label(), finding.tensors()));
            }
        }
        return lines;
    }

    /// `99.980 % of the fine-tuned weights come back bit for bit; largest error 1.907 × 10⁻⁶`
    public String roundTrip() {
        if (noRoundTrip.isPresent()) {
            return "No round trip to measure: " + noRoundTrip.get();
        }
        // What a partial vector leaves out was not measured, and would not come back.
        String which = partial.isPresent() ? "matched" : "fine-tuned";
        if (exact == 1) {
            return "Every " + which + " weight comes back bit for bit";
        }
        Quantity share = VectorMetric.ROUND_TRIP.quantity();
        return share.say(share.inUnit(exact))
                + " of the "
                + which
                + " weights come back bit for bit; largest error "
                + VectorMetric.LARGEST.quantity().say(error);
    }

    /// `not finite: 2 in the base, 0 in the fine-tuned model, 2 in the vector`; empty where all are
    /// numbers.
    public String notFiniteText() {
        if (notFinite.stream().allMatch(count -> count == 0)) {
            return "";
        }
        return "not finite: "
                + Amounts.count(notFinite.get(0))
                + " in the base, "
                + Amounts.count(notFinite.get(1))
                + " in the fine-tuned model, "
                + Amounts.count(notFinite.get(2))
                + " left out of the vector's sums";
    }

    /// `partial: 40.1 % of the fine-tuned weights were matched`; empty of a whole vector.
    public String partialText() {
        return partial.map(how -> "partial: " + how).orElse("");
    }

    /// `left out: 3 only in base, 1 not floating point`; empty where nothing was.
    public String leftOutText() {
        if (leftOut.isEmpty()) {
            return "";
        }
        return "left out: "
                + String.join(
                        ", ",
                        leftOut.stream()
                                .map(
                                        line ->
                                                Amounts.count(line.tensors().size())
                                                        + " "
                                                        + line.reason())
                                .toList());
    }
}
