package org.taskvectors.extraction;

import java.util.List;

/// One line of the check of a pair: a finding, its tensors, and what will be done about them.
///
/// @param category the kind of finding
/// @param tensors the tensors concerned, by their names without prefixes, in the order of the base;
///   never empty
/// @param detail what is special about the first of them: `128,256 → 128,264 rows`; empty where
///   nothing is
/// @param action what will be done, in words: `difference`, `left out`
/// @param blocking whether the extraction is refused because of it
public record Finding(
        Category category, List<String> tensors, String detail, String action, boolean blocking) {
    /// What can be found.
    public enum Category {
        MATCHED("matched"),
        RENAMED("other names"),
        OTHER_DTYPE("other dtype"),
        QUANTIZED_BASE("quantised base"),
        QUANTIZED_TUNED("quantised fine-tuned"),
        BOTH_QUANTIZED("both quantised"),
        TIED("tied"),
        UNTIED("no longer tied"),
        GROWN_VOCABULARY("grown vocabulary"),
        OTHER_SHAPE("other shape"),
        UNMATCHED("not matched"),
        ONLY_BASE("only in base"),
        ONLY_TUNED("only in fine-tuned"),
        BUFFER("buffer"),
        NOT_FLOATING("not floating point"),
        UNDECODED("quantised, not decoded"),
        INCOMPLETE("incomplete in adapter"),
        OUT_OF_SCOPE("out of scope");

        private final String label;

        Category(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }

        /// Whether such tensors are in the vector; of those with a grown vocabulary, where the
        /// policy says so.
        public boolean isHeld() {
            return switch (this) {
                case MATCHED,
                        RENAMED,
                        OTHER_DTYPE,
                        QUANTIZED_BASE,
                        QUANTIZED_TUNED,
                        BOTH_QUANTIZED,
                        TIED,
                        UNTIED,
                        GROWN_VOCABULARY ->
                        true;
                case OTHER_SHAPE,
                        UNMATCHED,
                        ONLY_BASE,
                        ONLY_TUNED,
                        BUFFER,
                        NOT_FLOATING,
                        UNDECODED,
                        INCOMPLETE,
                        OUT_OF_SCOPE ->
                        false;
            };
        }
    }

    public Finding {
        tensors = List.copyOf(tensors);
    }
}
