package org.taskvectors.ui.merge;

import java.util.Locale;

/// One thing that was looked at before a merge runs.
///
/// @param kind how it came out
/// @param text what was found, without a full stop; of what fails also what to do
public record Check(Kind kind, String text) {
    /// What was found, as a sentence.
    String sentence() {
        String first = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
        return first.endsWith(".") ? first : first + ".";
    }

    /// How a check came out.
    public enum Kind {
        FITS("fits"),
        TIED("tied"),
        NOTE("note"),
        FAILS("fails");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /// Returns its word in the list.
        public String word() {
            return word;
        }
    }
}
