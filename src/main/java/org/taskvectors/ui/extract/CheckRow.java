package org.taskvectors.ui.extract;

import java.util.Locale;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.extraction.Finding;
import org.taskvectors.extraction.Finding.Category;
import org.taskvectors.ui.common.Tag;

/// One line of the pair check as the table shows it.
///
/// @param category what was found
/// @param tag how the category's word is tinted
/// @param what a few words beside the tag; may be empty
/// @param count how many tensors are concerned
/// @param example the name of the first of them
/// @param detail what is special about it: `128,256 → 128,264 rows`
/// @param action what will be done
/// @param offer the model that the quantisation error can be measured against; empty where none is
/// @param isBlocking whether the extraction is refused because of it
public record CheckRow(
        Category category,
        Tag.Kind tag,
        String what,
        int count,
        String example,
        String detail,
        String action,
        String offer,
        boolean isBlocking) {

    static CheckRow of(Finding finding) {
        return new CheckRow(
                finding.category(),
                tag(finding),
                what(finding.category()),
                finding.tensors().size(),
                finding.tensors().getFirst(),
                finding.detail(),
                finding.action(),
                "",
                finding.blocking());
    }

    /// The same with something else that will be done.
    CheckRow withAction(String newAction) {
        return new CheckRow(
                category, tag, what, count, example, detail, newAction, offer, isBlocking);
    }

    /// The same with a model that the error can be measured against.
    CheckRow withOffer(String model) {
        return new CheckRow(category, tag, what, count, example, detail, action, model, isBlocking);
    }

    /// Whether the person can choose what will be done about rows.
    public boolean hasChoice() {
        return category == Category.GROWN_VOCABULARY;
    }

    /// Whether the person can choose that a part is left out.
    public boolean asksPartial() {
        return category == Category.UNMATCHED || (category == Category.INCOMPLETE && isBlocking);
    }

    /// The line as a screen reader says it.
    public String sentence() {
        return String.format(
                Locale.ROOT,
                "%s, %s %s, for example %s %s: %s",
                category.label(),
                Amounts.count(count),
                count == 1 ? "tensor" : "tensors",
                example,
                detail,
                action);
    }

    private static Tag.Kind tag(Finding finding) {
        if (finding.blocking()) {
            return Tag.Kind.BAD;
        }
        return switch (finding.category()) {
            case MATCHED -> Tag.Kind.GOOD;
            case QUANTIZED_BASE,
                    QUANTIZED_TUNED,
                    BOTH_QUANTIZED,
                    OTHER_SHAPE,
                    GROWN_VOCABULARY,
                    UNMATCHED,
                    ONLY_BASE,
                    ONLY_TUNED,
                    UNTIED,
                    UNDECODED,
                    INCOMPLETE ->
                    Tag.Kind.WARNING;
            case OTHER_DTYPE, RENAMED, TIED, BUFFER, NOT_FLOATING, OUT_OF_SCOPE -> Tag.Kind.NEUTRAL;
        };
    }

    private static String what(Category category) {
        return switch (category) {
            case MATCHED -> "same shape";
            case RENAMED -> "one tensor all the same";
            case OTHER_DTYPE -> "compared in float32";
            case QUANTIZED_BASE, QUANTIZED_TUNED -> "not only a task vector";
            case BOTH_QUANTIZED -> "rounded on both sides";
            case TIED -> "counted once";
            case UNTIED -> "one weight in the base";
            case GROWN_VOCABULARY -> "more rows";
            case OTHER_SHAPE, ONLY_BASE, ONLY_TUNED, OUT_OF_SCOPE -> "";
            case UNMATCHED -> "on both sides";
            case BUFFER -> "no weights";
            case NOT_FLOATING -> "integers, booleans";
            case UNDECODED -> "no formula for it here";
            case INCOMPLETE -> "changed by the adapter";
        };
    }
}
