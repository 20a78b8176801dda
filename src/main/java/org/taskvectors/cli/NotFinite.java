package org.taskvectors.cli;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.GroupNumbers;
import org.taskvectors.analysis.NonFinite;

/// Says where weights are no numbers.
final class NotFinite {
    private NotFinite() {}

    static List<String> sentences(GroupNumbers numbers) {
        List<String> sentences = new ArrayList<>();
        add(sentences, "the base has", numbers.baseNotFinite());
        add(sentences, "the fine-tuned model has", numbers.tunedNotFinite());
        add(sentences, "the vector has", numbers.notFinite());
        return sentences;
    }

    private static void add(List<String> sentences, String subject, NonFinite count) {
        if (count.total() > 0) {
            sentences.add(
                    subject
                            + " "
                            + Text.count(count.nan())
                            + " NaN and "
                            + Text.count(count.infinite())
                            + " infinite weights, left out of every number");
        }
    }
}
