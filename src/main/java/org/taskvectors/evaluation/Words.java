package org.taskvectors.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.metric.Amounts;

/// Notes that several kinds of trials have.
final class Words {
    private Words() {}

    /// Returns notes with one about prompts that were cut, where any were.
    static List<String> withCut(List<String> notes, int cut) {
        List<String> all = new ArrayList<>(notes);
        if (cut > 0) {
            all.add(
                    Amounts.counted(cut, "prompt")
                            + (cut == 1 ? " is" : " are")
                            + " longer than the context: the beginning was left out");
        }
        return all;
    }
}
