package org.taskvectors.ui.extract;

import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.ui.common.Tag;

/// Whether the pair can be extracted, in a word for the tag and a sentence for the place.
///
/// @param word `ready`, `checking`, `refused`
/// @param tag how the word is tinted
/// @param sentence why not, and what to do; empty where there is nothing to say
/// @param isReady whether the extraction may begin
public record PairStatus(String word, Tag.Kind tag, String sentence, boolean isReady) {
    static final PairStatus NOTHING = new PairStatus("", Tag.Kind.NEUTRAL, "", false);
    static final PairStatus CHECKING = new PairStatus("checking", Tag.Kind.NEUTRAL, "", false);

    static PairStatus refused(String sentence) {
        return new PairStatus("refused", Tag.Kind.BAD, sentence, false);
    }

    /// What a check means for the button.
    static PairStatus of(CheckedPair pair, boolean sameModel) {
        if (pair.check().refusal().isPresent()) {
            return refused(Reason.of(pair.check().refusal().get()));
        }
        if (!pair.canWrite()) {
            return refused("The folder takes no files: choose another one.");
        }
        if (!pair.fits()) {
            return refused(
                    "The disk is too full: the vector needs "
                            + Amounts.bytes(pair.check().bytesToWrite())
                            + ", "
                            + Amounts.bytes(pair.free())
                            + " are free.");
        }
        if (sameModel) {
            return new PairStatus(
                    "ready",
                    Tag.Kind.WARNING,
                    "Both sides are the same model: every difference will be zero.",
                    true);
        }
        return new PairStatus("ready", Tag.Kind.GOOD, "", true);
    }
}
