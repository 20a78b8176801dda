package org.taskvectors.ui.sandbox;

import java.util.List;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.inference.Knob;

/// Whether a model follows a knob while it is dragged, and the note where it does not.
final class Turning {
    /// What turns in this time is followed while it is dragged.
    private static final double QUICK_SECONDS = 0.15;

    /// What the vectors change of a model that is followed however long the last turn took: on a
    /// busy machine one slow turn would else end it, and nothing would measure the next.
    private static final long SMALL_BYTES = 64_000_000;

    private Turning() {}

    /// Whether the labels of a model follow at once.
    static boolean isQuick(SandboxModel model) {
        boolean isSmall = !model.facts().isInTurn() && model.facts().editedBytes() <= SMALL_BYTES;
        return isSmall || model.secondsToTurn() <= QUICK_SECONDS;
    }

    /// `weights of λ 0.80 in 0.1 s`
    static String words(List<Knob> before, List<Knob> now, SandboxModel model) {
        String lambda = "";
        for (int i = 0; i < now.size(); i++) {
            if (i >= before.size() || !now.get(i).equals(before.get(i))) {
                lambda = " of λ " + Digits.decimals(2).format(now.get(i).lambda());
            }
        }
        return "weights" + lambda + " in " + Amounts.duration(model.secondsToTurn());
    }
}
