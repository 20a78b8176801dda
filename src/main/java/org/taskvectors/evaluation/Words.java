package org.taskvectors.evaluation;

import java.util.Locale;

/// Counts in words.
final class Words {
    private Words() {}

    /// Returns a count with what follows it in singular or plural.
    static String count(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }
}
