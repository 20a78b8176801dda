package org.taskvectors.extraction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Quantities;
import org.taskvectors.checkpoint.Advice;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Placeholders;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.alignment.Coverage;
import org.taskvectors.checkpoint.naming.Buffers;
import org.taskvectors.extraction.Finding.Category;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Decides what becomes of a pair of which all tensors have been sorted.
///
/// @param base the base
/// @param tuned the fine-tuned side, a vector with its base, in its own names
/// @param coverage how much of the fine-tuned side was found in the base
/// @param unread the changes of the fine-tuned side that cannot be read, without those of heads
/// @param findings what was found
record PairVerdict(
        Checkpoint base,
        Checkpoint tuned,
        Coverage coverage,
        List<Incomplete> unread,
        Policies policies,
        Findings findings) {
    boolean isBlocking(Category category) {
        return category == Category.OTHER_SHAPE
                || (!policies.isPartial()
                        && (category == Category.UNMATCHED
                                || (category == Category.INCOMPLETE && isCutShort())))
                || (category == Category.GROWN_VOCABULARY
                        && policies.vocabulary() == VocabularyPolicy.REFUSE);
    }

    /// What is done about tensors of a category.
    String action(Category category, List<QuantizedSide> quantized) {
        return switch (category) {
            case MATCHED -> tuned instanceof Vector ? "the adapter's change itself" : "difference";
            case RENAMED -> "difference, by the base's names";
            case OTHER_DTYPE -> "difference of the exact values";
            case QUANTIZED_BASE ->
                    "difference with quantisation error, "
                            + expected(quantized, QuantizedSide::isBase);
            case QUANTIZED_TUNED ->
                    "difference with quantisation error, "
                            + expected(quantized, side -> !side.isBase());
            case BOTH_QUANTIZED ->
                    "difference with both quantisation errors, " + expected(quantized, _ -> true);
            case TIED -> "counted once";
            case UNTIED -> "difference of its own, as the base has one weight for two names";
            case GROWN_VOCABULARY ->
                    isBlocking(category)
                            ? "refused"
                            : "difference of the shared rows, the others left out";
            case OTHER_SHAPE -> "refused";
            case UNMATCHED -> isBlocking(category) ? "refused" : "left out and not counted";
            case BUFFER -> "no weights, taken from the base when the vector is applied";
            case ONLY_BASE ->
                    "left out, counted as zero, "
                            + share(category, base)
                            + " of the base's weights";
            case ONLY_TUNED ->
                    "left out, " + share(category, tuned) + " of the fine-tuned side's weights";
            case NOT_FLOATING -> "left out, taken from the base when the vector is applied";
            case UNDECODED -> "left out, raw codes are not weights";
            case INCOMPLETE -> isBlocking(category) ? "refused" : "left out and not counted";
            case OUT_OF_SCOPE -> "left out by choice";
        };
    }

    private String share(Category category, Checkpoint side) {
        long all =
                side.tensors().stream()
                        .filter(tensor -> tensor.dtype().isFloating())
                        .filter(tensor -> !Buffers.isBuffer(tensor))
                        .mapToLong(Tensor::elements)
                        .sum();
        return Quantities.SHARE_OF_WEIGHTS.say(
                Quantities.SHARE_OF_WEIGHTS.inUnit(
                        (double) findings.weights(category) / Math.max(1, all)));
    }

    private static String expected(List<QuantizedSide> quantized, Predicate<QuantizedSide> which) {
        return quantized.stream()
                .filter(which)
                .map(QuantizedSide::expectedText)
                .distinct()
                .collect(Collectors.joining(" and "));
    }

    /// Why nothing can be extracted as it stands; empty where it can.
    ///
    /// @param isEmpty whether nothing was matched
    Optional<Failure> refusal(boolean isEmpty) {
        Optional<Failure> noModel = SideRefusal.ofBase(base).or(() -> SideRefusal.ofTuned(tuned));
        if (noModel.isPresent()) {
            return noModel;
        }
        if (tuned instanceof Vector vector && vector.question().isPresent()) {
            return vector.question();
        }
        Optional<Failure> without =
                Placeholders.refusal(base)
                        .or(() -> Placeholders.refusal(tuned))
                        .or(() -> Advice.withoutNumbers(base))
                        .or(() -> Advice.withoutNumbers(tuned));
        if (without.isPresent()) {
            return without;
        }
        if (!findings.names(Category.OTHER_SHAPE).isEmpty()) {
            return Optional.of(
                    shapeFailure(
                            ExtractionProblem.OTHER_SHAPE,
                            Category.OTHER_SHAPE,
                            "Are these two of the same model? Choose the base that was fine-tuned,"
                                    + " or a scope without this tensor"));
        }
        if (!findings.names(Category.GROWN_VOCABULARY).isEmpty()
                && isBlocking(Category.GROWN_VOCABULARY)) {
            return Optional.of(
                    shapeFailure(
                            ExtractionProblem.GROWN_VOCABULARY,
                            Category.GROWN_VOCABULARY,
                            "Choose \"shared rows\" (--vocabulary shared) to difference the rows"
                                    + " that both have"));
        }
        if (isPartial() && !policies.isPartial() && coverage.found() > 0) {
            return Optional.of(partial());
        }
        if (isEmpty) {
            return Optional.of(
                    Failure.of(
                            ExtractionProblem.NOTHING_MATCHED,
                            tuned.path().orElse(null),
                            "no floating-point tensor in scope has a name that "
                                    + base.name()
                                    + " has too"
                                    + examples(),
                            Advice.under(tuned, base)
                                    .or(() -> Advice.under(base, tuned))
                                    .orElse(
                                            coverage.areAlike()
                                                    ? "Its names fit several tensors of the base,"
                                                            + " or none: save the weights of the"
                                                            + " one model alone, or under the"
                                                            + " base's names"
                                                    : "Choose the base that was fine-tuned")));
        }
        return Optional.empty();
    }

    private boolean isCutShort() {
        return !unread.isEmpty();
    }

    private boolean isPartial() {
        return coverage.isPartial() || isCutShort();
    }

    /// How much of the fine-tuned weights was matched, where the vector is a part; else empty.
    Optional<String> partialShare() {
        List<String> parts = new ArrayList<>();
        if (coverage.isPartial()) {
            parts.add(coverage.percent() + " of the fine-tuned weights were matched");
        }
        if (isCutShort()) {
            parts.add(
                    Amounts.counted(unread.size(), "change") + " of the adapter could not be read");
        }
        return isPartial() ? Optional.of(String.join(", ", parts)) : Optional.empty();
    }

    private Failure partial() {
        boolean isRead = !isCutShort();
        String what =
                isRead
                        ? "only "
                                + coverage.percent()
                                + " of its weights were found in "
                                + base.name()
                                + "; not found: "
                                + coverage.names(base.name(), tuned.name())
                        : Incomplete.sentences(unread).getFirst();
        return Failure.of(
                ExtractionProblem.PARTIAL,
                tuned.path().orElse(null),
                what,
                (coverage.areAlike() || !isRead
                                ? ""
                                : "If this is another model's, choose the base"
                                        + " that was fine-tuned. ")
                        + "A vector of what was found alone is made with --partial, or by the"
                        + " choice in the check");
    }

    private String examples() {
        if (base.tensors().isEmpty() || tuned.tensors().isEmpty()) {
            return "";
        }
        return " ("
                + Shown.of(base.tensors().getFirst().name())
                + " there, "
                + Shown.of(tuned.tensors().getFirst().name())
                + " here)";
    }

    private Failure shapeFailure(ExtractionProblem problem, Category category, String advice) {
        List<String> names = findings.names(category);
        String others = names.size() == 1 ? "" : " and " + (names.size() - 1) + " more";
        return Failure.of(
                        problem,
                        tuned.path().orElse(null),
                        "the shape is not the base's: " + findings.detail(category) + others,
                        advice)
                .at("tensor " + names.getFirst());
    }
}
