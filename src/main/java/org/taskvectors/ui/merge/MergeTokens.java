package org.taskvectors.ui.merge;

import org.taskvectors.merge.vocabulary.Fill;

/// Whose tokens the result has, where vocabularies differ.
///
/// @param source whose tokens
/// @param fill what an ingredient gets for a token that it does not have
record MergeTokens(Source source, Fill fill) {
    /// Whose tokens.
    enum Source {
        /// Rows are matched by their number; where they differ, the merge is refused.
        AS_THEY_ARE("as they are"),
        FIRST("the first's"),
        UNION("of all together");

        private final String word;

        Source(String word) {
            this.word = word;
        }

        /// @param isOnBase whether a base stands before the ingredients
        String word(boolean isOnBase) {
            return this == FIRST && isOnBase ? "the base's" : word;
        }
    }

    static final MergeTokens FIRST = new MergeTokens(Source.AS_THEY_ARE, Fill.OTHERS);

    static String word(Fill fill) {
        return switch (fill) {
            case OTHERS -> "rows of the others";
            case ZEROS -> "zeros";
            case MEAN -> "the mean of its rows";
        };
    }

    MergeTokens withSource(Source now) {
        return new MergeTokens(now, fill);
    }

    MergeTokens withFill(Fill now) {
        return new MergeTokens(source, now);
    }
}
